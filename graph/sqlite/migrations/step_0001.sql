-- The tables of an almanac.  Refs between tables are node ids, which are never reused.

CREATE TABLE almanac (      -- one row a fact about the file itself: store_id, revision, names_revision, …
    name TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE node (         -- every node that was ever said, or said something
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    survivor INTEGER NOT NULL,  -- the node it is read as, itself where it was not merged
    living INTEGER NOT NULL,    -- whether a statement of it or of one merged with it counts
    merged INTEGER NOT NULL     -- whether it is one with others
) STRICT;

CREATE TABLE node_said (    -- what a source says of a node; props: canonical JSON
    node INTEGER NOT NULL,
    by INTEGER NOT NULL,
    stamp TEXT NOT NULL,
    complete INTEGER NOT NULL,
    props TEXT NOT NULL,
    PRIMARY KEY (node, by)
) STRICT;
CREATE INDEX node_said_by ON node_said (by) WHERE complete;

CREATE TABLE edge_type (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE edge_said (    -- what a source says of an edge, under the own keys of its ends
    src INTEGER NOT NULL,
    type INTEGER NOT NULL,
    dst INTEGER NOT NULL,
    slot TEXT NOT NULL,
    by INTEGER NOT NULL,
    stamp TEXT NOT NULL,
    complete INTEGER NOT NULL,
    props TEXT NOT NULL,
    PRIMARY KEY (src, type, dst, slot, by)
) STRICT, WITHOUT ROWID;
CREATE INDEX edge_said_back ON edge_said (dst, type, src);
CREATE INDEX edge_said_by ON edge_said (by) WHERE complete;

CREATE TABLE lookup (       -- exact values by which nodes are found, from a node's own statements that count
    prop TEXT NOT NULL,
    value TEXT NOT NULL,
    node INTEGER NOT NULL,
    PRIMARY KEY (prop, value, node)
) STRICT, WITHOUT ROWID;

CREATE TABLE judgement (    -- those in force
    id TEXT PRIMARY KEY,
    decision TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE revision (     -- the log: what each effective changeset touched, and how that stood before
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT NOT NULL,
    touched TEXT NOT NULL,  -- JSON: {"<asserter>": [ref, …]} newly said, under "" what was touched otherwise
    before TEXT NOT NULL,   -- JSON: [[ref, asserter, stamp, complete, props], …] replaced or withdrawn
    judged TEXT NOT NULL    -- JSON: [[given …], [withdrawn …]]
) STRICT;

CREATE TABLE note (         -- what is kept beside the graph: cursors, quarantine, what waits to be derived anew
    space TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (space, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE body (         -- full texts of events; an empty one remembers the stamp of a removal
    node INTEGER PRIMARY KEY,
    stamp TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT;

-- Words are cut by schema/words.py and stand here between spaces, so the tokenizer has only to keep them whole.
CREATE VIRTUAL TABLE full_text USING fts5 (
    words, content = '', columnsize = 0, tokenize = "ascii tokenchars '.+#|'"
);

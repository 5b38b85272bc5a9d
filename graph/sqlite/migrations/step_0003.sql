-- What the views (see graph/sqlite/views.py) must know of the ontology: which kinds an edge type may go between.
-- Views and rows are written whenever a file is opened by a version whose ontology differs, so that no kind is spelled here.

CREATE TABLE allowed_ends (
    type TEXT NOT NULL,
    src TEXT NOT NULL,
    dst TEXT NOT NULL,
    PRIMARY KEY (type, src, dst)
) STRICT, WITHOUT ROWID;

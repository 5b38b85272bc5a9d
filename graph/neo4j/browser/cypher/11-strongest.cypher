// title: The strongest co-occurrence, drawn: needs what --cooccurrence writes
// folder: Co-occurrence
MATCH (one:Almanac:Entity)-[tie:CO_OCCURS_WITH]->(other:Entity)
RETURN one, tie, other
ORDER BY tie.count DESC, tie.npmi DESC, one.key, other.key
LIMIT 30

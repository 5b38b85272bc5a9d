// title: Co-occurrence, drawn: needs what --cooccurrence writes
// folder: Co-occurrence
MATCH (one:Almanac:Entity {name: 'OpenAI'})-[tie:CO_OCCURS_WITH]-(other:Entity)
RETURN one, tie, other
ORDER BY tie.count DESC, tie.npmi DESC, other.key
LIMIT 15

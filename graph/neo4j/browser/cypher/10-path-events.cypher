// title: How two entities are connected, by events too
// folder: Paths
MATCH (one:Entity {name: 'Chain-of-thought'}), (other:Entity {name: 'Anthropic'})
MATCH path = shortestPath((one)-[:MENTIONS|DEVELOPED_BY|BASED_ON|VERSION_OF|INTRODUCED_IN*..6]-(other))
RETURN path

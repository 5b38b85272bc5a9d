// title: How two entities are connected, by events too
// folder: Paths
MATCH (one:Almanac:Entity {name: 'Chain-of-thought'})
MATCH (other:Almanac:Entity {name: 'Microsoft'})
MATCH path = shortestPath((one)-[:MENTIONS|DEVELOPED_BY|BASED_ON|VERSION_OF|INVESTED_IN|INTRODUCED_IN*..6]-(other))
RETURN path

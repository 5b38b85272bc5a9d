// title: How two entities are connected, by what is said of them
// folder: Paths
MATCH (one:Almanac:Entity {name: 'GPT-4o'})
MATCH (other:Almanac:Entity {name: 'Amazon'})
MATCH path = allShortestPaths((one)-[:DEVELOPED_BY|BASED_ON|VERSION_OF|PART_OF|INVESTED_IN|AFFILIATED_WITH|TRAINED_ON|INTRODUCED_IN|AUTHORED_BY*..6]-(other))
RETURN path
LIMIT 5

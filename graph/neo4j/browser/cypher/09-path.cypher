// title: How two entities are connected, by what is said of them
// folder: Paths
MATCH (one:Entity {name: 'ChatGPT'}), (other:Entity {name: 'Microsoft'})
MATCH path = shortestPath((one)-[:DEVELOPED_BY|BASED_ON|VERSION_OF|PART_OF|INVESTED_IN|AFFILIATED_WITH|TRAINED_ON|INTRODUCED_IN|AUTHORED_BY*..6]-(other))
RETURN path

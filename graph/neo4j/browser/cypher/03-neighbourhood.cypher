// title: The entities around one, two steps far
// folder: Entities
MATCH (one:Almanac:Entity {name: 'Stanford University'})
MATCH path = (one)-[:DEVELOPED_BY|BASED_ON|VERSION_OF|PART_OF|INVESTED_IN|AFFILIATED_WITH*1..2]-(other:Entity)
RETURN path
LIMIT 60

// title: An entity and all that it is related to, events aside
// folder: Entities
MATCH (one:Entity {name: 'OpenAI'})
OPTIONAL MATCH (one)-[relation]-(other:Almanac)
WHERE NOT other:Event AND NOT type(relation) STARTS WITH '_'
RETURN one, relation, other
LIMIT 200

// title: Who told first of an entity
// folder: Time
MATCH (source:Source)<-[:PUBLISHED_BY]-(event:Event)-[:MENTIONS]->(one:Almanac:Entity {name: 'OpenAI'})
RETURN event.at AS at, source.name AS source, event.title AS title
ORDER BY at, title
LIMIT 10

// title: The newest events that mention an entity
// folder: Entities
MATCH (event:Event)-[mention:MENTIONS]->(one:Almanac:Entity {name: 'OpenAI'})
RETURN event.at AS at, event.title AS title, mention.surface AS written, mention.salience AS weight, event.url AS url
ORDER BY at DESC, title
LIMIT 25

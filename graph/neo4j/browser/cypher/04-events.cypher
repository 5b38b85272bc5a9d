// title: The newest events that mention an entity
// folder: Entities
MATCH (event:Event)-[mention:MENTIONS]->(one:Entity {name: 'OpenAI'})
RETURN event.at AS at, event.title AS title, mention.surface AS written, mention.confidence AS confidence
ORDER BY at DESC
LIMIT 25

// title: What two entities share, drawn
// folder: Co-occurrence
MATCH (one:Almanac:Entity {name: 'OpenAI'})<-[first:MENTIONS]-(event:Event)-[second:MENTIONS]->(other:Almanac:Entity {name: 'Anthropic'})
RETURN one, first, event, second, other
ORDER BY event.at DESC, event.key
LIMIT 12

// title: What two entities share, drawn
// folder: Co-occurrence
MATCH (one:Entity {name: 'OpenAI'})<-[first:MENTIONS]-(event:Event)-[second:MENTIONS]->(other:Entity {name: 'GPT-4'})
RETURN one, first, event, second, other

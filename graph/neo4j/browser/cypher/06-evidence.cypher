// title: The same with the events that show it
// folder: Co-occurrence
MATCH (one:Entity {name: 'OpenAI'})<-[:MENTIONS]-(event:Event)-[:MENTIONS]->(other:Entity)
WHERE other <> one
WITH other, count(DISTINCT event) AS events, collect(DISTINCT event.title)[..3] AS titles
RETURN other.name AS name, events, titles
ORDER BY events DESC, name
LIMIT 25

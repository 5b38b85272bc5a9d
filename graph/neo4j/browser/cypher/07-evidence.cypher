// title: The same with the events that show it
// folder: Co-occurrence
MATCH (one:Almanac:Entity {name: 'OpenAI'})<-[:MENTIONS]-(event:Event)-[:MENTIONS]->(other:Entity)
WHERE other <> one
WITH other, event ORDER BY event.at DESC, event.key
WITH other, collect(DISTINCT event) AS events
RETURN other.name AS name, size(events) AS events, [event IN events[..3] | event.title] AS newest
ORDER BY events DESC, name
LIMIT 25

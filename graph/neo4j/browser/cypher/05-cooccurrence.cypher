// title: The entities met most often in the same events as one
// folder: Co-occurrence
MATCH (one:Entity {name: 'OpenAI'})<-[:MENTIONS]-(event:Event)-[:MENTIONS]->(other:Entity)
WHERE other <> one
RETURN other.name AS name, labels(other) AS labels, count(DISTINCT event) AS events
ORDER BY events DESC, name
LIMIT 25

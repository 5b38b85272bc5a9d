// title: The entities met most often in the same events as one
// folder: Co-occurrence
MATCH (one:Almanac:Entity {name: 'OpenAI'})<-[:MENTIONS]-(event:Event)-[:MENTIONS]->(other:Entity)
WHERE other <> one
RETURN other.name AS name, [label IN labels(other) WHERE NOT label IN ['Almanac', 'Entity']][0] AS kind, count(DISTINCT event) AS events
ORDER BY events DESC, name
LIMIT 25

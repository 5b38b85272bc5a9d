// title: What rises: the newest thirty days of events against the eight months before
// folder: Time
MATCH (newest:Almanac:Event)
WITH max(newest.at) AS until
MATCH (event:Almanac:Event)-[:MENTIONS]->(one:Entity)
WHERE event.at > until - duration('P30D')
WITH until, one, count(DISTINCT event) AS now
OPTIONAL MATCH (before:Event)-[:MENTIONS]->(one)
WHERE before.at <= until - duration('P30D') AND before.at > until - duration('P270D')
WITH one, now, count(DISTINCT before) / 8.0 AS usual
RETURN one.name AS name, now, round(usual, 2) AS usual
ORDER BY now - usual DESC, name
LIMIT 25

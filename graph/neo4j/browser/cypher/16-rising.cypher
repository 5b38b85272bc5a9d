// title: What was met most in the newest thirty days of events
// folder: Time
MATCH (newest:Event)
WITH max(newest.at) AS until
MATCH (event:Event)-[:MENTIONS]->(one:Entity)
WHERE event.at > until - duration('P30D')
WITH until, one, count(DISTINCT event) AS now
OPTIONAL MATCH (before:Event)-[:MENTIONS]->(one)
WHERE before.at <= until - duration('P30D') AND before.at > until - duration('P270D')
WITH one, now, count(DISTINCT before) / 8.0 AS usual
RETURN one.name AS name, now, round(usual, 2) AS usual
ORDER BY now - usual DESC, name
LIMIT 25

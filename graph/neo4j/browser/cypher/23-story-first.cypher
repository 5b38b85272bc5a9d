// title: Who told a story first, and who told it after
// folder: Stories
MATCH (event:Almanac:Event)-[:TELLS_SAME]-(:Event)
WITH DISTINCT event
MATCH (event)-[:TELLS_SAME*0..3]-(told:Event)-[:PUBLISHED_BY]->(source:Source)
WITH DISTINCT event, told, source ORDER BY told.at, told.key
WITH event, collect({key: told.key, at: told.at, by: source.name}) AS telling
WHERE telling[0].key = event.key
RETURN event.title AS story, telling[0].by AS first, telling[0].at AS at,
       [later IN telling[1..] | later.by + ', after ' + toString(duration.inSeconds(event.at, later.at).hours) + ' h'] AS after
ORDER BY size(telling) DESC, at DESC
LIMIT 25

// title: Candidates to review: names that texts propose and nobody has confirmed
// folder: Review
MATCH (one:Almanac:Entity {status: 'candidate'})
OPTIONAL MATCH (one)<-[:MENTIONS]-(event:Event)-[:PUBLISHED_BY]->(source:Source)
WITH one, source, event ORDER BY event.at DESC, event.key
WITH one, collect(DISTINCT event) AS events, count(DISTINCT source) AS sources
RETURN one.name AS name, [label IN labels(one) WHERE NOT label IN ['Almanac', 'Entity']][0] AS kind, sources, size(events) AS events,
       events[0].at AS newest, [event IN events[..3] | event.title] AS titles, one.key AS key
ORDER BY sources DESC, events DESC, name
LIMIT 50

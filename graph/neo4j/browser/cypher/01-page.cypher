// title: An entity's page, in numbers
// folder: Entities
MATCH (one:Almanac:Entity {name: 'OpenAI'})
WITH one,
     COLLECT {
       MATCH (event:Event)-[:MENTIONS|ANNOUNCES]->(one) RETURN event
       UNION
       MATCH (event:Event)-[:ANNOUNCES]->(:Paper)-[:AUTHORED_BY]->(one) RETURN event
       UNION
       MATCH (event:Event)-[:ANNOUNCES]->(:Paper)<-[:INTRODUCED_IN]-(one) RETURN event
     } AS events,
     COLLECT { MATCH (alias:Alias)-[:ALIAS_OF]->(one) RETURN alias.name AS form ORDER BY form } AS aliases
RETURN one.name AS name, [label IN labels(one) WHERE NOT label IN ['Almanac', 'Entity']][0] AS kind, one.status AS status,
       size(events) AS events, reduce(first = null, event IN events | CASE WHEN first < event.at THEN first ELSE event.at END) AS first_seen,
       reduce(last = null, event IN events | CASE WHEN last > event.at THEN last ELSE event.at END) AS last_seen,
       aliases, one.description AS description, one.slug AS slug

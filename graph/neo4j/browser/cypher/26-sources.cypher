// title: Sources, and how many events each published
// folder: Provenance
MATCH (source:Almanac:Source)
OPTIONAL MATCH (source)<-[:PUBLISHED_BY]-(event:Event)
RETURN source.name AS source, source.licence AS licence, count(event) AS events
ORDER BY events DESC, source

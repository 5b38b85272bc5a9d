// title: Stories told by several sources, drawn
// folder: Stories
MATCH story = (source:Source)<-[:PUBLISHED_BY]-(one:Almanac:Event)-[:TELLS_SAME]-(other:Event)-[:PUBLISHED_BY]->(another:Source)
RETURN story
ORDER BY one.at DESC, one.key, other.key
LIMIT 24

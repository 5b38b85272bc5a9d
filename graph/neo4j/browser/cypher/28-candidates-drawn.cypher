// title: Candidates, drawn with the events that propose them
// folder: Review
MATCH path = (one:Almanac:Entity {status: 'candidate'})<-[:MENTIONS]-(event:Event)
RETURN path
ORDER BY event.at DESC, event.key, one.key
LIMIT 30

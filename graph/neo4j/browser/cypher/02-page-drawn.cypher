// title: An entity's page, drawn: what it is related to, and its newest events
// folder: Entities
MATCH (one:Almanac:Entity {name: 'Anthropic'})
CALL (one) {
  MATCH path = (one)-[relation]-(other:Entity)
  WHERE type(relation) <> 'CO_OCCURS_WITH' AND other.status = 'active'
  RETURN path
  ORDER BY other.released DESC, other.name
  LIMIT 20
  UNION ALL
  MATCH path = (one)<-[:MENTIONS]-(event:Event)
  RETURN path
  ORDER BY event.at DESC, event.key
  LIMIT 5
}
RETURN path

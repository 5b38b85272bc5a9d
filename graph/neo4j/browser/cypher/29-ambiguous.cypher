// title: Written forms that stand for more than one entity
// folder: Review
MATCH (alias:Almanac:Alias)-[:ALIAS_OF]->(one:Entity)
WITH alias, collect(one.name) AS entities
WHERE size(entities) > 1
RETURN alias.name AS form, entities
ORDER BY form

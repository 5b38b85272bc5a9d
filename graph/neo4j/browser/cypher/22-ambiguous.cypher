// title: Written forms that stand for more than one entity
// folder: Quality
MATCH (alias:Alias)-[named:ALIAS_OF]->(one:Entity)
WITH alias, collect(one.name) AS entities
WHERE size(entities) > 1
RETURN alias.name AS form, entities
ORDER BY form

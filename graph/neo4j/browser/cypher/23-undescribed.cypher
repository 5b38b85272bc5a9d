// title: Entities without a description or an identifier
// folder: Quality
MATCH (one:Entity)
WHERE one.description IS NULL OR one.identifiers IS NULL
RETURN [label IN labels(one) WHERE NOT label IN ['Almanac', 'Entity']][0] AS kind, count(*) AS entities
ORDER BY entities DESC

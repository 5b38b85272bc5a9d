// title: Entities without a description or an identifier
// folder: Review
MATCH (one:Almanac:Entity)
WHERE one.description IS NULL OR one.identifiers IS NULL
WITH one ORDER BY one.name, one.key
RETURN [label IN labels(one) WHERE NOT label IN ['Almanac', 'Entity']][0] AS kind, count(*) AS entities, collect(one.name)[..5] AS some
ORDER BY entities DESC, kind

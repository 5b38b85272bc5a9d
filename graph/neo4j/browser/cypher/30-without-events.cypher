// title: Active entities that no event mentions yet
// folder: Review
MATCH (one:Almanac:Entity {status: 'active'})
WHERE NOT EXISTS { (one)<-[:MENTIONS]-(:Event) }
WITH one ORDER BY one.name, one.key
RETURN [label IN labels(one) WHERE NOT label IN ['Almanac', 'Entity']][0] AS kind, count(*) AS entities, collect(one.name)[..5] AS some
ORDER BY entities DESC, kind

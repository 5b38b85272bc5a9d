// title: Who says what of one entity
// folder: Provenance
MATCH (one:Almanac:Entity {name: 'OpenAI'})
UNWIND one._said AS statement
WITH one, split(statement, '"')[1] AS by, split(statement, '"')[3] AS dated,
     '{' + split(split(statement, ',"{')[1], '}"')[0] + '}' AS said
OPTIONAL MATCH (source:Almanac:Source {key: by})
RETURN one.key AS entity, source.name AS source, dated, replace(said, '\\"', '"') AS said
ORDER BY dated DESC, source

// title: Who says one relationship
// folder: Provenance
MATCH (one:Almanac:Entity {name: 'ChatGPT'})-[fact:DEVELOPED_BY]->(other:Entity {name: 'OpenAI'})
UNWIND fact._said AS statement
WITH one, fact, other, split(statement, '"')[1] AS by, split(statement, '"')[3] AS dated,
     '{' + split(split(statement, ',"{')[1], '}"')[0] + '}' AS said
OPTIONAL MATCH (source:Almanac:Source {key: by})
RETURN one.name + ' ' + type(fact) + ' ' + other.name AS fact, source.name AS source, dated,
       CASE said WHEN '{}' THEN 'no more than that' ELSE replace(said, '\\"', '"') END AS said
ORDER BY dated DESC, source

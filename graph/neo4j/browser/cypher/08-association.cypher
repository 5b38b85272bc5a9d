// title: Co-occurrence by how much it says (npmi), not by how often
// folder: Co-occurrence
MATCH (event:Almanac:Event)-[:MENTIONS]->(:Entity)
WITH count(DISTINCT event) AS all
MATCH (one:Almanac:Entity {name: 'OpenAI'})<-[:MENTIONS]-(event:Event)-[:MENTIONS]->(other:Entity)
WHERE other <> one
WITH all, one, other, count(DISTINCT event) AS both
WHERE both >= 3
WITH all, other, both,
     COUNT { (one)<-[:MENTIONS]-(:Event) } AS ours, COUNT { (other)<-[:MENTIONS]-(:Event) } AS theirs
RETURN other.name AS name, both, theirs,
       CASE both WHEN all THEN 1.0 ELSE round(log(toFloat(both) * all / (ours * theirs)) / -log(toFloat(both) / all), 3) END AS npmi
ORDER BY npmi DESC, name
LIMIT 25

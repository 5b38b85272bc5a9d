// title: A paper's authors and their other papers
// folder: Papers
MATCH (paper:Almanac:Paper)-[wrote:AUTHORED_BY]->(author:Person)
WHERE paper.title STARTS WITH 'The Evaluation Differential'
OPTIONAL MATCH (author)<-[also:AUTHORED_BY]-(other:Paper)
WHERE other <> paper
RETURN paper, wrote, author, also, other

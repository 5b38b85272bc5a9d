// title: Techniques and the papers that introduced them
// folder: Papers
MATCH (technique:Almanac:Technique)-[introduced:INTRODUCED_IN]->(paper:Paper)
RETURN technique, introduced, paper

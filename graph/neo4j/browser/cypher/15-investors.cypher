// title: Who put money into whom
// folder: Organisations
MATCH (investor:Almanac:Entity)-[invested:INVESTED_IN]->(organisation:Organization)
RETURN investor, invested, organisation

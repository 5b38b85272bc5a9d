// title: Where people work, and where they worked
// folder: Organisations
MATCH (person:Almanac:Person)-[at:AFFILIATED_WITH]->(organisation:Organization)
RETURN person.name AS person, organisation.name AS organisation, at.started AS started, at.ended AS ended
ORDER BY organisation, person

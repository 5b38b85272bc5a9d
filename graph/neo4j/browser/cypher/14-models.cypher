// title: An organisation's models and what they are built on
// folder: Organisations
MATCH (model:Model)-[made:DEVELOPED_BY]->(lab:Almanac:Organization {name: 'Google DeepMind'})
OPTIONAL MATCH (model)-[basis:BASED_ON|VERSION_OF]->(older:Model)
RETURN lab, made, model, basis, older

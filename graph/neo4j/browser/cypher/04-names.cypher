// title: What an entity is called
// folder: Entities
MATCH (alias:Alias)-[named:ALIAS_OF]->(one:Almanac:Entity {name: 'Reinforcement learning from human feedback'})
RETURN one, named, alias

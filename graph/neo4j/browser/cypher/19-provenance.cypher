// title: Who says what of one entity, word for word
// folder: Provenance
MATCH (one:Entity {name: 'OpenAI'})
UNWIND one._said AS statement
RETURN one.key AS key, statement

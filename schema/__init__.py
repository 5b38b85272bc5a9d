"""What exists: the ontology, its values, and the changes that can be made.  Pure: no files, no network, no clock."""

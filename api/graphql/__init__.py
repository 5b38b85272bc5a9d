"""The GraphQL API.  Types follow from the ontology; it is handed a View and a clock, and knows no store and no loader."""

"""How it is asked: command line, GraphQL, pages and exports."""

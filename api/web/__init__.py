"""Pages: plain HTML, made by the server, right without JavaScript; each is a GraphQL query and a template."""

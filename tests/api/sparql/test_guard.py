"""What is refused before it is tried.  The oracle is Oxigraph: what gets by must not make it call another server."""

from __future__ import annotations

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.sparql.guard import refuse
from schema.errors import NotAllowed

# Nothing listens there, so that calling it is an error that can be told from one of syntax.
NOBODY = "<http://127.0.0.1:1/>"


@pytest.mark.parametrize(
    "query",
    [
        f"SELECT * {{ SERVICE {NOBODY} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ service silent {NOBODY} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ ?s ?p 1SERVICE {NOBODY} {{ ?s ?p ?o }} }}",
        f"SELECT * {{ ?s ?p '#' . SERVICE {NOBODY} {{ }} }}",
        f"SELECT * {{ FILTER(?a<?b) SERVICE {NOBODY} {{ ?c ?p ?o FILTER(?a>?b) }} }}",
        f"SELECT * {{ ?s ?p ?o }} # it's\n VALUES ?x {{ SERVICE {NOBODY} {{}} }}",
        f"SELECT * {{ \\u0053ERVICE {NOBODY} {{ ?s ?p ?o }} }}",
        f'SELECT * {{ ?s ?p """a"b""" SERVICE {NOBODY} {{}} }}',
        "PREFIX service: <urn:x> SELECT * { ?s service:of ?o }",  # stricter than need be, and documented
    ],
)
def test_calling_another_server_is_refused(query: str) -> None:
    with pytest.raises(NotAllowed, match="SERVICE"):
        refuse(query)


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "prefix x: <urn:x> delete where { ?s ?p ?o }",
        "# a comment\nLOAD <http://a.example/>",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DROP ALL",
    ],
)
def test_updates_are_refused(query: str) -> None:
    with pytest.raises(NotAllowed, match="only read"):
        refuse(query)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?service ?p 'SERVICE' } # service",
        "SELECT * { ?s <http://service.example/service> '''it's a\nservice''' }",
        'PREFIX x: <urn:x> SELECT * { ?s x:service "a \\" service"@en-service }',
        "PREFIX insert: <urn:x> SELECT ?delete { ?s insert:drop ?delete }",
        "ASK { ?a ?b ?c FILTER(?a < ?b && ?b > ?c) }",
        "PREFIX : <urn:x> CONSTRUCT { ?s :service ?o } { ?s :service ?o }",
    ],
)
def test_the_letters_alone_are_not(query: str) -> None:
    refuse(query)
    pyoxigraph.Store().query(query)  # each is right SPARQL


PIECES = [
    "SERVICE", "service", "SILENT", NOBODY, "{", "}", "{ ?s ?p ?o }", "?s ?p ?o", ".", "<", ">", "?a", "1", "1e5", "'", '"', "'''",
    '"""', "'x'", '"\\""', "#", "\n", "\r", " ", "x:a", "x:", ":a", "@en", "FILTER(?a<?b)", "UNION", "OPTIONAL", "true", "_:b", "\\",
    "\\u0053", "(", ")", "a", "/", "*", "^", ";", ",", "BIND(1 AS ?z)", "MINUS", "GRAPH ?g", "VALUES ?v", "UNDEF", "<urn:a>",
]  # fmt: skip


@settings(max_examples=1_000, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=10), st.sampled_from(["", " ", "\n"]))
def test_what_gets_by_calls_nobody(pieces: list[str], between: str) -> None:
    query = f"PREFIX x: <urn:x> PREFIX : <urn:y> SELECT * {{ {between.join(pieces)} }}"
    try:
        refuse(query)
    except NotAllowed:
        return
    data = pyoxigraph.Store()
    data.update("INSERT DATA { <urn:a> <urn:b> 1 }")
    try:
        list(data.query(query))  # type: ignore[arg-type]  # whatever it gives is passed over
    except (SyntaxError, RuntimeError):
        return

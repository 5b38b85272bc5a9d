"""`almanac stats`, `check` and `snapshot`: how much there is, whether it holds together, and a quick start."""

from __future__ import annotations

from collections.abc import Iterable

import click

from api.cli import out
from api.cli.frame import NOTHING_DONE, Shell, command
from graph.check import check as check_store
from graph.digest import digest as digest_of
from graph.relink import SPACE as WAITING
from graph.store import Reader
from loaders.check import from_scratch
from loaders.quarantine import SPACE as QUARANTINE
from schema.ontology import EDGE_TYPES, KINDS


@command("almanac stats --digest")
@click.option("--digest", is_flag=True, help="Also the SHA-256 that equal almanacs share.")
def stats(shell: Shell, digest: bool) -> None:
    """Count what there is.

    Nodes by kind, edges by type, judgements, what is in quarantine, what waits to be settled.

    Loading the same again moves none of it.
    """
    with shell.almanac() as almanac, almanac.store.reader() as reader:
        nodes, edges = _counted(reader, KINDS), _counted(reader, EDGE_TYPES)
        rest: dict[str, int | str] = {
            "judgements": len(reader.judgements()),
            "quarantined": len(reader.notes(QUARANTINE)),
            "waiting": len(reader.notes(WAITING)),
        }
        if digest:
            rest["digest"] = digest_of(reader)
    if shell.json:
        out.json({"nodes": nodes, "edges": edges, **rest})
        return
    for heading, counts in (("nodes", nodes), ("edges", edges)):
        out.table((heading, "count"), [*counts.items(), ("all", sum(counts.values()))], right=("count",))
        out.line()
    for name, value in rest.items():
        out.line(f"{name}: {value:,}" if isinstance(value, int) else f"{name}: {value}")


def _counted(reader: Reader, names: Iterable[str]) -> dict[str, int]:
    counts = reader.counts()
    return {name: counts[name] for name in names if name in counts}


@command("almanac check")
@click.option(
    "--shacl", is_flag=True, help="Also hold the graph in RDF against its shapes; needs memory and time."
)
def check(shell: Shell, shacl: bool) -> None:
    """Prove that the almanac is sound.

    Ends exist and are of allowed kinds, keys are what their nodes make them, counts agree, the projection equals the
    store, and what was derived step by step equals what is derived from scratch.

    What a load that was cut short left to be derived is derived first.
    """
    with shell.almanac() as almanac:
        almanac.desk(shell.settings.actor).settle()
        found = check_store(almanac.store)
        faults = [str(finding) for finding in found if finding.fault]
        faults += from_scratch(almanac.store, almanac.clock)
        if shacl:
            # Here and not above: only this needs rdflib and pyshacl, which take long to be imported.
            from api.rdf.conforming import violations

            with almanac.store.reader() as reader:
                faults += violations(reader)
    told = [str(finding) for finding in found if not finding.fault]
    if shell.json:
        out.json([*faults, *told])
    else:
        for line in (*faults, *told):
            out.line(line)
        out.line(f"{len(faults):,} found" if faults else "nothing found: the almanac is sound")
    if faults:
        click.get_current_context().exit(NOTHING_DONE)


@command("almanac snapshot")
def snapshot(shell: Shell) -> None:
    """Write the projection's base anew, so that the next start is quick.

    `serve` has this done by itself, in the background, whenever much has come in since.
    """
    with shell.almanac() as almanac:
        written = almanac.projection.keep()
        with almanac.view() as view:
            revision = view.traversals.revision
    if shell.json:
        out.json({"written": written, "revision": revision})
    elif written:
        out.line(f"written, at revision {revision:,}")
    else:
        out.line("another process is writing it just now; nothing to do")

"""`export rdf`: files that are whole, packed or not, the same each time, described with counts that are real."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import orjson
import pytest
import zstandard

from schema.keys import event_key, local_part
from tests.api.cli.conftest import Run
from tests.api.rdf.reading import Quad, by_oxigraph, by_rdflib
from tests.api.world import GUIDE, LAB, LIST, LISTING, MODEL, TECHNIQUE

VOID, DCAT, DCT = "<http://rdfs.org/ns/void#", "<http://www.w3.org/ns/dcat#", "<http://purl.org/dc/terms/"
DUMP = "<urn:almanac:dump>"


def _number(quads: set[Quad], subject: str, predicate: str) -> int:
    [value] = [o for s, p, o, _ in quads if (s, p) == (subject, predicate)]
    return int(value.split('"')[1])


@pytest.mark.parametrize("name", ["nt", "nq", "turtle", "trig", "jsonld"])
def test_every_format_packed_or_not_is_the_same(run: Run, tmp_path: Path, name: str) -> None:
    plain, packed, small = (tmp_path / f"dump.{end}" for end in ("rdf", "gz", "zst"))
    assert run("export", "rdf", "--format", name, "--out", str(plain)).exit_code == 0
    assert run("export", "rdf", "--format", name, "--gzip", "--out", str(packed)).exit_code == 0
    assert run("export", "rdf", "--format", name, "--zstd", "--out", str(small)).exit_code == 0
    data = plain.read_bytes()
    assert gzip.decompress(packed.read_bytes()) == data
    assert zstandard.ZstdDecompressor().stream_reader(small.read_bytes()).read() == data
    assert run("export", "rdf", "--format", name).stdout_bytes == data
    again = tmp_path / "again.gz"
    run("export", "rdf", "--format", name, "--gzip", "--out", str(again))
    assert again.read_bytes() == packed.read_bytes()
    assert len(by_oxigraph(data, name)) > 500


@pytest.mark.parametrize("name", ["nt", "nq"])
def test_the_description_tells_real_counts(run: Run, tmp_path: Path, name: str) -> None:
    out = tmp_path / "dump"
    told = orjson.loads(run("export", "rdf", "--format", name, "--out", str(out), "--json").stdout)
    description = (tmp_path / "dump.void.ttl").read_bytes()
    quads = set(by_oxigraph(description, "turtle"))
    assert by_rdflib(description, "turtle") == quads
    written = by_oxigraph(out.read_bytes(), name)
    fold = [quad for quad in written if not quad[3]]
    assert told == {"statements": len(written), "graph": len(fold), "file": str(out)}
    assert len(set(written)) == len(written)
    assert _number(quads, DUMP, f"{VOID}triples>") == len(fold)
    assert _number(quads, DUMP, "<urn:almanac:vocabulary:quads>") == len(written)
    assert _number(quads, DUMP, f"{VOID}properties>") == len({p for _, p, _, _ in fold})
    stats = orjson.loads(run("stats", "--json").stdout)
    assert _number(quads, DUMP, f"{VOID}entities>") == sum(stats["nodes"].values())
    for part, predicate, term, _ in quads:
        if predicate == f"{VOID}property>":
            assert _number(quads, part, f"{VOID}triples>") == sum(p == term for _, p, _, _ in fold)
        if predicate == f"{VOID}class>":
            count = sum(o == term for _, p, o, _ in fold if p.endswith("#type>"))
            assert _number(quads, part, f"{VOID}entities>") == count
    [size] = [o for _, p, o, _ in quads if p == f"{DCAT}byteSize>"]
    assert int(size.split('"')[1]) == out.stat().st_size
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    assert any(digest in o for _, p, o, _ in quads if p == "<http://spdx.org/rdf/terms#checksumValue>")
    sources = {o for s, p, o, _ in quads if (s, p) == (DUMP, f"{DCT}source>")}
    assert f"<urn:almanac:id/{LIST}>" in sources


def test_one_entity_with_its_edges(run: Run) -> None:
    data = run(
        "export", "rdf", "--entity", "gull-7", "--entity", local_part(TECHNIQUE.key), "--format", "turtle"
    )
    quads = set(by_oxigraph(data.stdout_bytes, "turtle"))
    subjects = {subject for subject, _, _, _ in quads}
    assert {f"<urn:almanac:id/{key}>" for key in (MODEL.key, TECHNIQUE.key)} <= subjects
    assert (
        f"<urn:almanac:id/{MODEL.key}>",
        "<https://schema.org/creator>",
        f"<urn:almanac:id/{LAB.key}>",
        "",
    ) in quads
    assert f"<urn:almanac:id/{GUIDE.key}>" in subjects  # it covers the technique


def test_what_each_source_said_is_in_its_graph(run: Run) -> None:
    quads = by_oxigraph(run("export", "rdf", "--format", "nq").stdout_bytes, "nq")
    graph = f"<urn:almanac:graph/{LIST}>"
    said = {(s, p) for s, p, _, g in quads if g == graph}
    assert (f"<urn:almanac:id/{MODEL.key}>", "<https://schema.org/name>") in said
    prov = "<http://www.w3.org/ns/prov#wasAttributedTo>"
    assert (graph, prov, f"<urn:almanac:id/{LIST}>", "") in quads


def test_judgements_have_a_graph_of_their_own(own: Run) -> None:
    own("merge", "gull-9", "gull-7", "--reason", "one model")
    own("deny", "form", "LP")
    quads = by_oxigraph(own("export", "rdf", "--format", "trig").stdout_bytes, "trig")
    judged = [quad for quad in quads if quad[3] == "<urn:almanac:graph/judgements>"]
    assert '"one model"' in {o for _, _, o, _ in judged}
    assert '"lp"' in {o for _, p, o, _ in judged if p.endswith("deniedForm>")}
    assert any(p == f"{DCT}isReplacedBy>" for _, p, _, g in quads if not g)


def test_a_base_address_begins_every_address(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    given = run("export", "rdf", "--base", "https://almanac.example/").stdout
    assert "<https://almanac.example/id/" in given
    assert "urn:almanac:id" not in given
    monkeypatch.setenv("ALMANAC_BASE", "https://almanac.example/")
    assert run("export", "rdf").stdout == given


@pytest.mark.parametrize("base", ["https://almanac.example", "https://a b.example/", "almanac.example/"])
def test_a_wrong_base_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch, base: str) -> None:
    refused = run("export", "rdf", "--base", base)
    assert refused.exit_code == 2
    assert base in refused.stderr
    monkeypatch.setenv("ALMANAC_BASE", base)
    assert run("export", "rdf").exit_code == 2


def test_a_full_dump_holds_bodies_and_stamps_and_says_so(own: Run, tmp_path: Path) -> None:
    item = {
        "id": "a",
        "title": "Gull-7 flies",
        "summary": "A short word.",
        "body": "The whole text of it, which is longer than the summary, speaks of Gull-7.",
        "source": {"class": "feed", "link": "https://feeds.example/lab.xml"},
        "published": "2026-09-01T00:00:00Z",
        "updated": "2026-09-02T00:00:00Z",
    }
    (tmp_path / "more.jsonl").write_text(orjson.dumps(item).decode() + "\n")
    loaded = own("load", str(tmp_path / "more.jsonl"), "--source", "more")
    assert loaded.exit_code == 0, loaded.output
    published = own("export", "rdf", "--format", "nq").stdout
    full = own("export", "rdf", "--format", "nq", "--full").stdout
    assert "The whole text of it" not in published
    assert "The whole text of it" in full
    assert "not for publication" in full.splitlines()[2]
    assert "urn:almanac:vocabulary:stamp" in full
    assert set(published.splitlines()) <= set(full.splitlines())


def test_what_can_not_be_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("export", "rdf", "--format", "nt", "--full").exit_code == 2
    assert run("export", "rdf", "--format", "nq", "--full", "--entity", "gull-7").exit_code == 2
    assert run("export", "rdf", "--entity", "nobody at all").exit_code == 3
    nowhere = run("export", "rdf", "--out", str(tmp_path / "no" / "where" / "x.nt"))
    assert nowhere.exit_code == 1
    assert "where" in nowhere.stderr


def test_a_source_that_lets_only_titles_be_published_is_obeyed(own: Run, tmp_path: Path) -> None:
    feeds = tmp_path / "feeds.toml"
    feeds.write_text(
        'source = "feeds"\ncomplete = false\n\n[[sources]]\nclass = "feed"\nlink = "https://feeds.example/lab.xml"\nrepublish = "title"\n'
    )
    assert "It was small" in own("export", "rdf", "--format", "nq").stdout
    loaded = own("load", str(feeds))
    assert loaded.exit_code == 0, loaded.output
    shown = own("export", "rdf", "--format", "nq").stdout
    assert "Lantern probing finds 3 features" in shown
    # What the listing published is published still.
    assert {line.split()[0] for line in shown.splitlines() if "It was small" in line} == {
        f"<urn:almanac:id/{event_key(LISTING, 'post-5')}>"
    }
    assert "It was small" in own("export", "rdf", "--format", "nq", "--full").stdout


def test_changes_since_a_revision_are_a_patch(own: Run, tmp_path: Path) -> None:
    own("merge", "gull-9", "gull-7", "--reason", "one model")
    told = own("export", "rdf", "--format", "nq", "--since", "1").stdout
    assert re.match(r'H since "1" \.\nH revision "\d" \.\nTX \.\n', told)
    assert "A <urn:almanac:judgement/" in told
    assert own("export", "rdf", "--format", "nq", "--since", "99").exit_code == 2
    assert own("export", "rdf", "--format", "nt", "--since", "1").exit_code == 2
    out = tmp_path / "since.rdfp"
    assert own("export", "rdf", "--format", "nq", "--since", "1", "--out", str(out)).exit_code == 0
    assert out.read_text() == told
    assert not out.with_name("since.rdfp.void.ttl").exists()


def test_pairs_that_are_met_together(run: Run) -> None:
    plain = set(by_oxigraph(run("export", "rdf").stdout_bytes, "nt"))
    more = set(by_oxigraph(run("export", "rdf", "--cooccurrence", "5").stdout_bytes, "nt"))
    own = "<urn:almanac:vocabulary:"
    counts = {s: int(o.split('"')[1]) for s, p, o, _ in more - plain if p == f"{own}count>"}
    assert plain < more
    assert counts
    assert min(counts.values()) >= 5
    ends = {o for s, p, o, _ in more if p == f"{own}between>" and s in counts}
    assert {f"<urn:almanac:id/{key}>" for key in (TECHNIQUE.key, LAB.key)} <= ends
    for_one = run("export", "rdf", "--cooccurrence", "1", "--entity", "gull-7").stdout_bytes
    pairs = {s for s, p, _, _ in by_oxigraph(for_one, "nt") if p == f"{own}count>"}
    assert pairs
    assert all(MODEL.key in pair for pair in pairs)

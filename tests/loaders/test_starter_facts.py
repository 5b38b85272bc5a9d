"""The starter almanac is true and whole: its records are those of the shared data, its relations meet known ends.

What stands in `loaders/starter/` is parsed here by plain means, as is the shared data, so that a fault of the project's
own readers can't hide one of the starter.
"""

from __future__ import annotations

import csv
import gzip
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from schema.ontology import ENTITY_KINDS, ends

STARTER = Path(__file__).resolve().parents[2] / "loaders" / "starter"
TIMELINE = "https://github.com/jam3scampbell/AI-timeline"
ARXIV = "https://arxiv.org/list/"
RELATIONS = (
    *("developed_by", "based_on", "version_of", "evaluated_on", "trained_on", "broader"),
    *("part_of", "invested_in", "located_in", "affiliated_with", "introduced_in"),
)
ROR_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
COPIED = 10  # so many words in a row are no accident

Json = Mapping[str, Any]


@cache
def gazetteers() -> dict[str, Json]:
    """The TOML files by name."""
    return {
        path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(STARTER.glob("*.toml"))
    }


@cache
def entities() -> list[Json]:
    return [entity for told in gazetteers().values() for entity in told.get("entity", [])]


@cache
def kinds_by_name() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entity in entities():
        found.setdefault(entity["name"], set()).add(entity["kind"])
    return found


def lines(name: str) -> list[Json]:
    return [json.loads(line) for line in (STARTER / name).read_text(encoding="utf-8").splitlines()]


def records(name: str) -> list[Json]:
    return lines(name)[1:]


EVENTS, PAPERS = records("events.jsonl"), records("papers.jsonl")


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+(?=[A-Z0-9])", text)


def copied(own: str, theirs: str) -> str:
    """A run of COPIED words of `own` that stands in `theirs`, or an empty string."""
    cut = words(own)
    there = f" {' '.join(words(theirs))} "
    runs = (" ".join(cut[at : at + COPIED]) for at in range(len(cut) - COPIED + 1))
    return next((run for run in runs if f" {run} " in there), "")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


# ── by itself ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_there_are_many_entities_of_every_kind() -> None:
    counts = Counter(entity["kind"] for entity in entities())
    assert sum(counts.values()) >= 400
    assert set(counts) == set(ENTITY_KINDS)
    assert min(counts.values()) >= 10, counts


def test_every_file_names_its_own_source_and_date() -> None:
    heads = [*gazetteers().values(), lines("events.jsonl")[0], lines("papers.jsonl")[0]]
    names = [head["source"] for head in heads]
    assert len(set(names)) == len(names)
    assert len(list((STARTER / "guides").glob("*.md"))) >= 5
    for head in heads:
        assert all(head[key] for key in ("name", "licence", "updated"))
        assert head["complete"] is True


def test_no_two_entities_of_a_kind_share_a_name() -> None:
    seen = Counter((e["kind"], e["name"].casefold(), e.get("disambiguator", "")) for e in entities())
    assert [key for key, count in seen.items() if count > 1] == []


@pytest.mark.parametrize("relation", RELATIONS)
def test_relations_go_from_and_to_what_the_ontology_allows(relation: str) -> None:
    sources, targets = ends(relation.upper())
    papers = {f"paper/arxiv-{record['id']}" for record in PAPERS}
    told = [entity for entity in entities() if entity.get(relation)]
    assert told, f"no entity has {relation}"
    for entity in told:
        assert entity["kind"] in {kind.__name__ for kind in sources}, entity["name"]
        for value in entity[relation]:
            target = value["to"] if isinstance(value, dict) else value
            if relation == "introduced_in":
                assert target in papers, (entity["name"], target)
                continue
            kind, _, name = (
                target.rpartition(": ") if target.partition(": ")[0] in ENTITY_KINDS else ("", "", target)
            )
            known = {kind} & kinds_by_name()[name] if kind else kinds_by_name().get(name, set())
            assert len(known) == 1, f"{entity['name']} {relation} {target}: {known or 'unknown'}"
            assert known <= {allowed.__name__ for allowed in targets}, (entity["name"], target)


def test_sources_name_their_operators_and_cover_all_records() -> None:
    sources = gazetteers()["sources"]["sources"]
    assert {name for source in sources for name in source.get("operated_by", [])} <= {
        name for name, kinds in kinds_by_name().items() if "Organization" in kinds
    }
    described = {(source["class"], source["link"]) for source in sources}
    assert described == {(r["source"]["class"], r["source"]["link"]) for r in (*EVENTS, *PAPERS)}


def test_identifiers_are_well_formed_and_belong_to_one_entity() -> None:
    all_of_them = [(i, e["name"]) for e in entities() for i in e.get("identifiers", [])]
    assert len({identifier for identifier, _ in all_of_them}) == len(all_of_them) >= 90
    for identifier, name in all_of_them:
        scheme, _, value = identifier.partition(":")
        if scheme == "wikidata":
            assert re.fullmatch(r"Q[1-9]\d*", value), (identifier, name)
        else:
            assert scheme == "ror", (identifier, name)
            assert ror_is_whole(value), (identifier, name)


def ror_is_whole(value: str) -> bool:
    """Whether the check digits of a ROR id are right (ISO/IEC 7064, mod 97-10)."""
    number = 0
    for digit in value[1:7]:
        number = number * 32 + ROR_DIGITS.index(digit)
    return value[7:] == f"{98 - number * 100 % 97:02d}"


def test_events_and_papers_are_many_and_of_all_years() -> None:
    years = Counter(record["published"][:4] for record in EVENTS)
    assert set(years) == {"2023", "2024", "2025", "2026"}
    assert min(years.values()) >= 10
    assert len(EVENTS) >= 60
    assert len(PAPERS) >= 40
    identities = [(r["source"]["link"], r.get("id") or r["url"]) for r in (*EVENTS, *PAPERS)]
    assert len(set(identities)) == len(identities)


@pytest.mark.parametrize("record", [*EVENTS, *PAPERS], ids=lambda record: record["url"][-40:])
def test_summaries_are_two_to_four_sentences(record: Json) -> None:
    assert 2 <= len(sentences(record["summary"])) <= 4
    assert record["summary"].endswith(".")


def test_mechanistic_interpretability_is_told_at_length() -> None:
    naming = [r for r in (*EVENTS, *PAPERS) if "mechanistic interpretability" in r["summary"].casefold()]
    assert len(naming) >= 10
    [entity] = [entity for entity in entities() if entity["name"] == "Mechanistic interpretability"]
    assert entity["kind"] == "Technique"
    assert entity["aliases"]


@pytest.mark.parametrize("path", sorted((STARTER / "guides").glob("*.md")), ids=lambda path: path.stem)
def test_a_guide_has_substance_and_covers_known_entities(path: Path) -> None:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    told = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    assert told["slug"] == path.stem
    assert told["source"] == "starter-guides"
    assert all(told[key] for key in ("title", "updated", "licence"))
    covered = re.findall(r"^  - (.+)$", head, re.MULTILINE)
    assert covered
    assert all(len(kinds_by_name()[name]) == 1 for name in covered)
    assert 400 <= len(body.split()) <= 900


# ── beside the shared data ───────────────────────────────────────────────────────────────────────────────────────


@cache
def feeds(data: Path) -> dict[str, list[etree._Element]]:
    """The items of every feed, by its self link, else its home link."""
    found = {}
    for path in sorted((data / "feeds").glob("*.xml")):
        channel = etree.parse(str(path)).find("channel")
        assert channel is not None
        own = [
            e.get("href") for e in channel.iter("{http://www.w3.org/2005/Atom}link") if e.get("rel") == "self"
        ]
        found[own[0] if own and own[0] else channel.findtext("link", "")] = channel.findall("item")
    return found


@cache
def listed(data: Path) -> dict[str, tuple[str, Json]]:
    """The papers of the daily listings that the starter has: id → (first day listed, entry)."""
    wanted = {record["id"] for record in PAPERS}
    found: dict[str, tuple[str, Json]] = {}
    for path in sorted((data / "arxiv-daily").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for entry in map(json.loads, file):
                if entry["id"] in wanted:
                    found.setdefault(entry["id"], (path.name[:10], entry))
    return found


FROM_FEEDS = [record for record in EVENTS if record["source"]["class"] == "feed"]
FROM_TIMELINE = [record for record in EVENTS if record["source"]["class"] == "listing"]


@pytest.mark.parametrize("record", FROM_FEEDS, ids=lambda record: record["url"][-40:])
def test_an_event_is_an_item_of_its_feed(record: Json, shared_data: Path) -> None:
    items = feeds(shared_data)[record["source"]["link"]]
    if "id" in record:
        [item] = [item for item in items if item.findtext("guid") == record["id"]]
    else:
        [item] = [item for item in items if item.findtext("link") == record["url"]]
        assert item.findtext("guid") is None
    assert item.findtext("link") == record["url"]
    assert instant(record["published"]) == parsedate_to_datetime(item.findtext("pubDate", "")).astimezone(UTC)
    assert record["title"] in item.findtext("title", "")
    assert record.get("categories", []) == [category.text for category in item.findall("category")]
    assert copied(record["summary"], " ".join(map(str, item.itertext()))) == ""


@pytest.mark.parametrize("record", FROM_TIMELINE, ids=lambda record: record["title"])
def test_an_event_is_an_entry_of_the_timeline(record: Json, shared_data: Path) -> None:
    assert record["source"]["link"] == TIMELINE
    assert "id" not in record
    entries = json.loads((shared_data / "importance" / "ai-timeline.json").read_text(encoding="utf-8"))
    [entry] = [entry for entry in entries if entry["url"] == record["url"]]
    assert (entry["title"], entry["date"]) == (record["title"], record["published"][:10])
    assert instant(record["published"]).time().isoformat() == "00:00:00"
    assert (
        copied(record["summary"], " ".join(map(str, html.fromstring(entry["summary_html"]).itertext()))) == ""
    )


@pytest.mark.parametrize("record", PAPERS, ids=lambda record: record["id"])
def test_a_paper_is_an_entry_of_its_listing(record: Json, shared_data: Path) -> None:
    day, entry = listed(shared_data)[record["id"]]
    assert record["published"] == f"{day}T00:00:00Z"
    assert record["url"] == entry["abs"]
    assert record["identifiers"] == [f"arxiv:{entry['id']}"]
    assert record["source"] == {"class": "listing", "link": ARXIV + entry["categories"][0]}
    for field in ("title", "authors", "categories"):
        assert record[field] == entry[field]
    assert copied(record["summary"], entry["summary"]) == ""


def models_dev(data: Path) -> Iterator[Json]:
    for path in sorted((data / "gazetteer" / "models-dev" / "models").glob("*/*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8")).get("benchmarks", [])


def test_scores_are_those_of_models_dev(shared_data: Path) -> None:
    known = {(row["source"], float(row["score"]), row.get("date", "")) for row in models_dev(shared_data)}
    told = [row for entity in entities() for row in entity.get("evaluated_on", [])]
    assert len(told) >= 40
    for row in told:
        assert (row["link"], row["score"], str(row.get("date", ""))) in known, row


def test_figures_of_models_are_those_of_epoch(shared_data: Path) -> None:
    path = shared_data / "gazetteer" / "epoch-notable-ai-models.csv"
    with path.open(encoding="utf-8", newline="") as file:
        epoch = {row["Model"]: row for row in csv.DictReader(file)}
    shared = [(e, epoch[e["name"]]) for e in entities() if e["kind"] == "Model" and e["name"] in epoch]
    assert len(shared) >= 50
    for entity, row in shared:
        for ours, theirs in (("parameters", "Parameters"), ("training_compute", "Training compute (FLOP)")):
            if ours in entity:
                assert entity[ours] == pytest.approx(float(row[theirs]), rel=0.01), entity["name"]

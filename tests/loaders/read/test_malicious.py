"""Documents that attack their reader cost neither memory nor time, and reach no other file and no other host."""

from __future__ import annotations

import json
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.read import read
from schema.errors import Unreadable
from tests.loaders.read.limited import run_limited

MEMORY = 64 << 20  # bytes beyond what a process holds that has read a small feed
SECONDS = 300  # for all; each has ten of processor time, where an attack that succeeds takes hours
SECRET = "the canary sang"  # what no document may bring to light


class Result(TypedDict):
    """What came of one document."""

    unreadable: str
    said: list[str]
    ended: int


def attacked(*paths: Path) -> list[Result]:
    """What comes of the documents, read under limits."""
    names = [str(path) for path in paths]
    lines = run_limited("tests.loaders.read.attacked", *names, more=MEMORY, seconds=SECONDS).splitlines()
    results: list[Result] = [json.loads(line) for line in lines]
    assert len(results) == len(names)
    return results


def feed(doctype: str, title: str = "before &a; after", inside: str = "") -> str:
    """A feed with a document type of its own, whose one item refers to what that declares."""
    return (
        f'<?xml version="1.0"?>\n{doctype}\n<rss version="2.0" xmlns:xi="http://www.w3.org/2001/XInclude"><channel>'
        f"<title>An attack</title>{inside}<item><title>{title}</title></item>"
        "<item><title>What follows</title></item></channel></rss>"
    )


def bomb(levels: int = 40) -> str:
    """Entities of which each is eight times the one before."""
    lines = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 8}">\n' for level in range(1, levels))
    return f'<!DOCTYPE bomb [\n<!ENTITY e0 "boom ">\n{lines}<!ENTITY a "&e{levels - 1};">]>'


INNER_ATTACKS = {
    "entities in entities": feed(bomb()),
    "one long entity, often": feed(f'<!DOCTYPE b [<!ENTITY a "{"B" * 100_000}">]>', "&a;" * 50_000),
    "a cycle": feed('<!DOCTYPE b [<!ENTITY a "123 &b;"><!ENTITY b "&a;">]>'),
    "parameter entities": feed("<!DOCTYPE b [<!ENTITY % p \"<!ENTITY a 'x'>\"> %p; %p;]>"),
    "a parameter cycle": feed('<!DOCTYPE b [<!ENTITY % p "%q;"><!ENTITY % q "%p;"> %p;]>'),
    "a type that never ends": feed("<!DOCTYPE b [" + '<!ENTITY a "x">' * 100_000),
    "attributes by the thousand": feed(f"<!DOCTYPE b [<!ATTLIST item {'a CDATA #IMPLIED ' * 10_000}>]>"),
    "deep": feed("", "x" + "<b>" * 100_000),
    "deep and closed": feed("", "x" + "<b>" * 50_000 + "</b>" * 50_000),
    "wide": feed("", "x" + "<b/>" * 100_000),
    "tags that do not end": feed("", "x" + "<b " * 100_000),
    "quotes that do not end": feed("", "x" + "<b c='" * 100_000),
    "less-than signs": feed("", "x" + "<" * 200_000),
    "ampersands": feed("", "x" + "&" * 200_000),
    "references that do not end": feed("", "x" + "&#" * 150_000),
    "end tags that fit nothing": feed("", "x" + "</b>" * 200_000),
    "comments that do not end": feed("", "x" + "<!--" * 100_000),
    "sections that do not end": feed("", "x" + "<![CDATA[" * 50_000),
    "instructions that do not end": feed("", "x" + "<?" * 150_000),
    "declarations": feed("", "x" + "<!D " * 200_000),
    "items that do not end": feed("", "x", "<item>" * 20_000),
    "names that are long": feed("", "x<" + "b" * 900_000 + ">"),
    "namespaces by the thousand": feed(
        "", "x<b " + "".join(f'xmlns:n{n}="u{n}" ' for n in range(20_000)) + "/>"
    ),
    "attributes that are alike": feed("", "x<b " + 'c="d" ' * 100_000 + "/>"),
    "scripts that do not end": feed("", "x" + "&lt;script&gt;" * 60_000),
    "escaped tags": feed("", "x" + "&lt;b " * 150_000),
    "escaped quotes": feed("", "x" + "&lt;b c='" * 100_000),
    "white space": feed("", "x" + " \n\t" * 300_000 + "y"),
    "combining marks": feed("", "x" + "\u0301\u0323" * 400_000),
    "a long date": feed("", "x</title><pubDate>" + "1 " * 200_000 + "</pubDate><title>"),
    "a long author": feed("", "x</title><author>" + "a@" * 200_000 + "</author><title>"),
    "a long link": feed("", "x</title><link>http://[" + "a:" * 200_000 + "</link><title>"),
}


@pytest.fixture(scope="module")
def inner(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Result]:
    """What comes of the attacks that need nothing but themselves, all read by one process."""
    return written_and_attacked(tmp_path_factory.mktemp("inner"), INNER_ATTACKS)


@pytest.mark.parametrize("name", INNER_ATTACKS)
def test_attacks_on_memory_and_time(name: str, inner: dict[str, Result]) -> None:
    found = inner[name]
    assert not found["ended"], "out of memory or time"
    assert len("".join(found["said"])) < 2_000_000
    if "end" not in name:  # what does not end may take what follows along, or all
        assert not found["unreadable"]
        assert any("What follows" in said for said in found["said"]), found


def test_nothing_that_a_document_declares_is_expanded(tmp_path: Path) -> None:
    forms = {
        "rss": "<rss version='2.0'><channel><title>t</title><item><title>see &a;</title></item></channel></rss>",
        "atom": "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>see &a;</title></entry></feed>",
        "rdf": "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
        "<item><title>see &a;</title></item></rdf:RDF>",
    }
    declaring = {form: f'<!DOCTYPE x [<!ENTITY a "{SECRET}">]>{text}' for form, text in forms.items()}
    for form, found in written_and_attacked(tmp_path, declaring).items():
        assert len(found["said"]) == 1, form
        assert SECRET not in found["said"][0], form
        assert found["said"][0].startswith("see"), form


def outer_attacks(address: str) -> dict[str, str]:
    """Documents that ask for what stands at `address`, in every way that XML knows."""
    inclusion = f'<xi:include href="{address}" parse="text"/>'
    return {
        "entity": feed(f'<!DOCTYPE b [<!ENTITY a SYSTEM "{address}">]>'),
        "public entity": feed(f'<!DOCTYPE b [<!ENTITY a PUBLIC "-//x//y" "{address}">]>'),
        "type": feed(f'<!DOCTYPE rss SYSTEM "{address}">'),
        "public type": feed(f'<!DOCTYPE rss PUBLIC "-//x//y" "{address}">'),
        "parameter": feed(f'<!DOCTYPE b [<!ENTITY % p SYSTEM "{address}"> %p;]>'),
        "inclusion": feed("", f"before {inclusion} after"),
        "inclusion in the head": feed("", "t", inclusion),
        "stylesheet": feed(f'<?xml-stylesheet type="text/xsl" href="{address}"?>'),
        "schema": feed(
            "",
            "t",
            f'<x xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="u {address}"/>',
        ),
        "image": feed("", f'&lt;img src="{address}"&gt; after'),
        "base": feed("", f'before <b xml:base="{address}">b</b>'),
    }


def test_no_other_file_is_read(tmp_path: Path) -> None:
    canary = tmp_path / "canary.txt"
    canary.write_text(SECRET)
    results = written_and_attacked(tmp_path, outer_attacks(canary.as_uri()) | outer_attacks(str(canary)))
    assert all(results[name]["said"] for name in results)
    assert SECRET not in json.dumps(results)


def test_no_other_file_is_even_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # whoever opens it to read waits for ever, and so beyond the time that there is
    results = written_and_attacked(tmp_path, outer_attacks(pipe.as_uri()))
    assert all(results[name]["said"] for name in results)


def test_no_host_is_asked(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        port = server.getsockname()[1]
        results = written_and_attacked(tmp_path, outer_attacks(f"http://127.0.0.1:{port}/canary"))
        with pytest.raises(TimeoutError):
            server.accept()
    assert all(results[name]["said"] for name in results)


def written_and_attacked(folder: Path, documents: dict[str, str]) -> dict[str, Result]:
    """What comes of documents, by their names."""
    paths = {name: folder / f"{name}.xml" for name in documents}
    for name, path in paths.items():
        path.write_text(documents[name])
    return dict(zip(paths, attacked(*paths.values()), strict=True))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_said_to_be_unreadable(data: bytes) -> None:
    with suppress(Unreadable):
        read(data, name="any")


@given(st.data())
def test_a_feed_that_is_damaged_anywhere_is_still_read(data: st.DataObject) -> None:
    whole = feed("", "One &amp; <![CDATA[two]]> <b>three</b>").encode()
    at = data.draw(st.integers(0, len(whole)))
    gone = data.draw(st.integers(0, 40))
    put = data.draw(
        st.binary(max_size=20) | st.sampled_from([b"<", b">", b"&", b"]]>", b"<!--", b"<item>", b"\0", b"'"])
    )
    with suppress(Unreadable):
        read(whole[:at] + put + whole[at + gone :], name="damaged.xml")


def test_known_attacks(shared_data: Path) -> None:
    """None of these is a feed; that is all that is said of them, and nothing is expanded or fetched to find out."""
    paths = sorted((shared_data / "feed-fixtures" / "malicious" / "xmltestdata").glob("*.x*"))
    assert len(paths) == 13
    for path, found in zip(paths, attacked(*paths), strict=True):
        assert path.name in found["unreadable"]
        assert found["said"] == []


def test_known_attacks_within_a_feed(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "feed-fixtures" / "malicious" / "xmltestdata"
    canary = tmp_path / "canary.xml"
    canary.write_text(SECRET)
    types = {
        path.name: path.read_text()
        .partition("]>")[0]
        .replace("file:///PATH/TO/xmltestdata/simple.xml", canary.as_uri())
        for path in folder.glob("*.xml")
        if "<!ENTITY" in path.read_text()
    }
    assert len(types) == 6
    documents = {name: feed(f"{doctype}]>", "see &a; &b; &c; &d; &ee;") for name, doctype in types.items()}
    for name, found in written_and_attacked(tmp_path, documents).items():
        assert [said.partition(" ")[0] for said in found["said"]] == ["see", "What"], name
        assert len("".join(found["said"])) < 100
        assert SECRET not in json.dumps(found)

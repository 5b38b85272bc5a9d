"""Normalisation, slugs, words and canonical URLs: pinned by goldens, and what they promise."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.text import VERSION, nfc, normalise, slug
from schema.url import arxiv_id, canonical_url
from schema.words import located, words
from tests.goldens import Golden

NAMES = (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").split("\n")[:-1]


def test_two_hundred_names_are_normalised_as_ever(golden: Golden) -> None:
    assert len(NAMES) >= 200
    rows = [{"name": n, "normalised": normalise(n), "slug": slug(n), "words": words(n)} for n in NAMES]
    text = json.dumps({"version": VERSION, "names": rows}, ensure_ascii=False, indent=1)
    golden("tests/golden/normalise.json", text + "\n")


@given(st.text())
def test_normalising_again_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_composed_and_decomposed_text_are_the_same_name(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)


@given(st.text())
def test_a_slug_is_plain_and_never_empty(text: str) -> None:
    made = slug(text)
    assert made
    assert set(made) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not made.startswith("-")
    assert not made.endswith("-")
    assert len(made) <= 100


@given(st.text())
def test_words_stand_where_they_say(text: str) -> None:
    composed = nfc(text)
    found = list(located(composed))
    assert [word.form for word in found] == words(composed)
    assert all(0 <= word.start < word.end <= len(composed) for word in found)
    assert [word.start for word in found] == sorted(word.start for word in found)
    for word in found:
        assert "".join(words(composed[word.start : word.end])) == word.form


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_text_is_cut_as_the_general_rule_would(text: str) -> None:
    """The fast path for ASCII equals the general one: a marker outside ASCII, set apart, changes nothing."""
    assert words(text) == words(f"{text} é")[:-1]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("C++ and C# beat GPT-4.5", ["c++", "and", "c#", "beat", "gpt", "4.5"]),
        ("OpenAI's fine-tuning.", ["openai", "s", "fine", "tuning"]),
        ("Qwen2.5 3.1.", ["qwen2.5", "3.1"]),
        ("机器学习", ["机器", "器学", "学习"]),
        ("深 AI时代", ["深", "ai", "时代"]),
        ("École", ["école"]),
        ("snake_case", ["snake", "case"]),
        ("", []),
    ],
)
def test_words_are_cut(text: str, cut: list[str]) -> None:
    assert words(text) == cut


URLS = [
    "HTTP://Example.COM:80/a/b/?utm_source=x&b=2&fbclid=3#part",
    "https://example.com/",
    "https://example.com:8443/x/",
    "https://example.com/?q=1&gclid=7",
    "http://arxiv.org/pdf/2406.04093v2.pdf",
    "https://www.arxiv.org/abs/2406.04093v3",
    "https://export.arxiv.org/abs/cs/0501001v1",
    "https://arxiv.org/list/cs.CL/recent",
    "mailto:someone@example.com",
    " https://example.com/a b ",
    "//example.com/x",
    "",
    "http://[::1]:8000/x/",
    "https://user@example.com/x",
    "http://example.com:port/",
    "https://EXAMPLE.com/Path/Case?Query=Case",
]


def test_canonical_urls_are_as_ever(golden: Golden) -> None:
    golden("tests/golden/urls.json", json.dumps({url: canonical_url(url) for url in URLS}, indent=1) + "\n")


HOSTS = (
    "example.com",
    "a-b.example.org:443",
    "EXAMPLE.com",
    "1.2.3.4",
    "localhost",
    "arxiv.org",
    "user@x.org",
)
PATH = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="?#"), max_size=12)


@given(st.sampled_from(HOSTS), st.one_of(PATH, st.sampled_from(["abs/2406.04093v2", "a/b/", "a//"])))
def test_an_address_is_the_same_with_and_without_tracking(host: str, path: str) -> None:
    url = f"https://{host}/{path}"
    assert canonical_url(url) == canonical_url(f"{url}?utm_source=x")


@given(st.one_of(st.text(), st.sampled_from(URLS)))
def test_a_canonical_url_is_its_own_canonical_url(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2406.04093v2", "2406.04093"),
        ("arXiv:2406.04093", "2406.04093"),
        ("https://arxiv.org/pdf/2406.04093v1", "2406.04093"),
        ("cs/0501001", "cs/0501001"),
        ("https://example.com/2406.04093", ""),
        ("hello", ""),
    ],
)
def test_arxiv_ids_are_found(text: str, found: str) -> None:
    assert arxiv_id(text) == found

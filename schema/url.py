"""Canonical URLs: two addresses of one page become one string.  Version 1, pinned by `tests/golden/urls.json`.

Scheme and host in lower case, https, no default port, no `utm_*`, `fbclid`, `gclid`, no trailing slash, the fragment
kept; the abs, pdf and vN forms of an arXiv address become abs.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

VERSION = 1

# What stands so already, as most addresses do: a plain host in lower case, and a path alone that ends in no slash.
_CANONICAL = re.compile(r"https://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[!-\"$->@-~]*[!-\"$-.0->@-~])?")
_TRACKING = re.compile(r"^(utm_[^=]*|fbclid|gclid)(=|$)", re.IGNORECASE)
_ARXIV_PATH = re.compile(
    r"^/(?:abs|pdf)/(?P<id>(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}))(?:v\d+)?(?:\.pdf)?$"
)
_ARXIV_ID = re.compile(
    r"^(?:arxiv:)?(?P<id>\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?$", re.IGNORECASE
)
_ARXIV_HOSTS = {"arxiv.org", "www.arxiv.org", "export.arxiv.org"}


def canonical_url(url: str) -> str:
    """`url` in its canonical form; what is not an http(s) address comes back stripped and otherwise unchanged."""
    url = url.strip()
    if _CANONICAL.fullmatch(url) and "arxiv.org/" not in url:
        return url
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    if parts.scheme.lower() not in ("http", "https") or not parts.hostname:
        return url
    host = parts.hostname.lower()
    path = parts.path.rstrip("/")
    if host in _ARXIV_HOSTS and (arxiv := _ARXIV_PATH.match(path)):
        return f"https://arxiv.org/abs/{arxiv['id']}"
    if ":" in host:
        host = f"[{host}]"
    if port not in (None, 80, 443):
        host = f"{host}:{port}"
    query = "&".join(part for part in parts.query.split("&") if part and not _TRACKING.match(part))
    return urlunsplit(("https", host, path, query, parts.fragment))


def arxiv_id(text: str) -> str:
    """The arXiv identifier without its version that `text` (an id or an arXiv address) holds, else an empty string."""
    if found := _ARXIV_ID.match(text.strip()):
        return found["id"]
    canon = canonical_url(text)
    prefix = "https://arxiv.org/abs/"
    return canon.removeprefix(prefix) if canon.startswith(prefix) else ""

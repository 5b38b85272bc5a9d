"""Who asks, and over what: user, password, token and TLS from the settings, and none of the secrets in a message or a log."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.settings import Settings
from graph.neo4j.place import Place
from graph.neo4j.store import open_neo4j
from schema.errors import AlmanacError, BadRequest, StoreBusy, StoreProblem
from tests.api.cli.conftest import run_on
from tests.graph.neo4j.bolt import old_server
from tests.servers import own_server
from tools.neo4j.server import Running

RIGHT, WRONG, TOKEN = "the-right-password", "a-wrong-password", "a-bearer-token"
SCHEMES = ("bolt", "neo4j", "bolt+ssc", "neo4j+ssc")
_KEY, _CERTIFICATE = "private.key", "public.crt"
OWN = pytest.mark.neo4j(own=True)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One that asks for a password, and speaks TLS with a certificate that it signed itself."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl on the PATH, to make a certificate with")
    home = tmp_path_factory.mktemp("server")
    folder = home / "certificates" / "bolt"
    folder.mkdir(parents=True)
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command += ["-keyout", str(folder / _KEY), "-out", str(folder / _CERTIFICATE)]
    subprocess.run(command, check=True, capture_output=True)
    policy = {
        "enabled": "true",
        "base_directory": "certificates/bolt",
        "private_key": _KEY,
        "public_certificate": _CERTIFICATE,
        "client_auth": "NONE",
    }
    settings = {f"dbms.ssl.policy.bolt.{name}": value for name, value in policy.items()}
    settings["server.bolt.tls_level"] = "OPTIONAL"
    settings["dbms.security.auth_max_failed_attempts"] = "0"  # any number of wrong ones
    with own_server(home, password=RIGHT, settings=settings) as running:
        yield running


def at(server: Running, scheme: str = "bolt", **who: Any) -> Place:
    """The server at an address of that scheme."""
    return Place(server.bolt.replace("bolt", scheme, 1), **who)


@OWN
@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_right_password_opens(server: Running, scheme: str) -> None:
    for who in ({"password": RIGHT}, {"user": "neo4j", "password": RIGHT}):
        open_neo4j(at(server, scheme, **who)).close()


@OWN
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    "who", [{"password": WRONG}, {"user": "nobody", "password": RIGHT}, {"token": TOKEN}, {}], ids=str
)
def test_who_is_not_known_is_told_what_to_set(server: Running, scheme: str, who: dict[str, str]) -> None:
    with pytest.raises(StoreProblem, match=r"ALMANAC_NEO4J_USER and ALMANAC_NEO4J_PASSWORD.*_TOKEN"):
        open_neo4j(at(server, scheme, **who))


@OWN
def test_a_command_with_the_wrong_password(server: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALMANAC_NEO4J_PASSWORD", WRONG)
    refused = run_on(server.bolt)("stats")
    assert refused.exit_code == 1
    assert "does not know this user and password" in refused.output
    assert WRONG not in refused.output


@OWN
def test_a_certificate_must_be_one_that_is_trusted(server: Running, tmp_path: Path) -> None:
    for scheme in ("bolt+s", "neo4j+s"):
        with pytest.raises(StoreBusy, match=r"SSL_CERT_FILE|asks for TLS"):
            open_neo4j(at(server, scheme, password=RIGHT))
    command = [sys.executable, "-c", "from api.cli.main import main; main()", "--store"]
    environment = {
        **os.environ,
        "ALMANAC_NEO4J_PASSWORD": RIGHT,
        "SSL_CERT_FILE": str(server.home / "certificates" / "bolt" / _CERTIFICATE),
        "XDG_CACHE_HOME": str(tmp_path),
    }
    for scheme in ("bolt+s", "neo4j+s"):
        done = subprocess.run(
            [*command, at(server, scheme).url, "stats"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


@OWN
def test_no_secret_is_in_a_message_or_a_log(server: Running, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="neo4j")
    told = []
    for scheme in ("bolt", "neo4j+ssc", "bolt+s"):
        for who in ({"password": RIGHT}, {"password": WRONG}, {"token": TOKEN}):
            place = at(server, scheme, **who)
            told += [repr(place), str(place), place.shown]
            try:
                open_neo4j(place).close()
            except AlmanacError as error:
                told += [repr(error), *traceback.format_exception(error)]
    settings = Settings.read(
        {
            "ALMANAC_STORE": server.bolt,
            "ALMANAC_NEO4J_USER": "ann",
            "ALMANAC_NEO4J_PASSWORD": RIGHT,
            "ALMANAC_NEO4J_TOKEN": TOKEN,
        }
    )
    assert isinstance(settings.store, Place)
    assert (settings.store.user, settings.store.password, settings.store.token) == ("ann", RIGHT, TOKEN)
    assert "LOGON" in caplog.text  # the driver did say what it does
    for text in (*told, caplog.text, repr(settings)):
        assert not [secret for secret in (RIGHT, WRONG, TOKEN) if secret in text]


def test_a_token_is_sent_as_one() -> None:
    with old_server("Neo4j/5.20.0", (5, 4)) as server:
        with pytest.raises(StoreProblem):
            open_neo4j(Place(server.url, token=TOKEN))
        assert b"bearer" in server.told
        assert TOKEN.encode() in server.told


@pytest.mark.parametrize(
    "url",
    ["bolt://ann:hush@127.0.0.1:7687", "neo4j+s://hush@127.0.0.1"],
)
def test_an_address_holds_no_password(url: str) -> None:
    with pytest.raises(BadRequest, match="ALMANAC_NEO4J_PASSWORD") as refused:
        Settings.read({}, url)
    assert "hush" not in "".join(traceback.format_exception(refused.value))


@pytest.mark.parametrize(
    "url", ["bolt://", "bolt://127.0.0.1:port", "bolt://127.0.0.1:0", "bolt://127.0.0.1?a=b"]
)
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(BadRequest, match="no address of a Neo4j server"):
        Settings.read({}, url)

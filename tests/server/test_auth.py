"""Whom a server lets in: by token, or from its own machine where there are no tokens."""

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import httpx
import pytest
from langgraph_sdk import Auth

from graph import auth
from graph.callers import LOCAL_USER
from graph.faults import source_faults
from wellread.cli.endings import redact
from wellread.domain import SourceChoice
from wellread.errors import SettingsError
from wellread.reading.corpora import FolderCorpus
from wellread.reading.uploads import uploads_of
from wellread.search.documents import DocumentIndexes
from wellread.settings import load_settings
from wellread.web.app import app
from wellread.web.stores import Stores

TOKENS = {"ada": "ada-token-0123456789", "bob": "bob-token-0123456789"}
HERE = {"host": "localhost:2024"}
DELETIONS: Any = auth.own_deletions
"""Its type forbids what servers send: ids as text, by position."""


async def user(
    headers: dict[str, str], *, client: str = "127.0.0.1", path: str = "/threads"
) -> str:
    scope = {"path": path, "client": (client, 50000)}
    given = {name.encode(): value.encode() for name, value in headers.items()}
    return (await auth.authenticate(headers=given, scope=scope))["identity"]


async def words_of_refusal(headers: dict[str, str], **asked: str) -> str:
    with pytest.raises(Auth.exceptions.HTTPException) as refused:
        await user(headers, **asked)
    assert refused.value.status_code == 401
    return str(refused.value.detail)


@pytest.fixture(autouse=True)
def fresh_settings() -> None:
    auth._settings.cache_clear()


@pytest.fixture
def tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WELLREAD_TOKENS", json.dumps(TOKENS))


@pytest.mark.usefixtures("tokens")
@pytest.mark.parametrize("name", TOKENS)
async def test_a_token_names_its_user(name: str) -> None:
    assert await user({"authorization": f"Bearer {TOKENS[name]}"}) == name
    assert await user({"authorization": f"bearer  {TOKENS[name]}"}) == name
    assert await user({"x-api-key": TOKENS[name]}) == name
    as_aegra = {"X-Api-Key": TOKENS[name]}
    assert (await auth.authenticate(as_aegra))["identity"] == name


@pytest.mark.usefixtures("tokens")
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": TOKENS["ada"]},
        {"authorization": "Bearer"},
        {"authorization": "Bearer ada"},
        {"authorization": f"Basic {TOKENS['ada']}"},
        {"x-api-key": ""},
        {"x-api-key": TOKENS["ada"][:-1]},
        {"x-api-key": "ä" * 20},
        {"x-auth-scheme": "langsmith"},
    ],
)
async def test_with_tokens_nobody_else_comes_in_not_even_from_this_machine(
    headers: dict[str, str],
) -> None:
    assert "Send a token" in await words_of_refusal({**HERE, **headers})


@pytest.mark.parametrize(
    "headers",
    [
        HERE,
        {"host": "127.0.0.1:2024"},
        {"host": "[::1]:2024"},
        {**HERE, "origin": "http://localhost:3000"},
        {**HERE, "origin": "https://smith.langchain.com"},
    ],
)
@pytest.mark.parametrize("client", ["127.0.0.1", "::1", "127.8.0.1"])
async def test_without_tokens_this_machine_is_let_in(headers: dict[str, str], client: str) -> None:
    assert await user(headers, client=client) == LOCAL_USER


@pytest.mark.parametrize(
    ("headers", "client"),
    [
        (HERE, "192.168.1.7"),
        (HERE, "10.0.0.1"),
        (HERE, "::ffff:10.0.0.1"),
        (HERE, "testclient"),
        ({}, "127.0.0.1"),
        ({"host": "rebound.example.org:2024"}, "127.0.0.1"),
        ({**HERE, "origin": "https://example.org"}, "127.0.0.1"),
        ({**HERE, "origin": "null"}, "127.0.0.1"),
        ({**HERE, "origin": "https://smith.langchain.com.example.org"}, "127.0.0.1"),
    ],
)
async def test_without_tokens_nobody_else_is_let_in(headers: dict[str, str], client: str) -> None:
    assert "WELLREAD_TOKENS" in await words_of_refusal(headers, client=client)


async def test_a_server_that_hides_the_address_needs_tokens() -> None:
    with pytest.raises(Auth.exceptions.HTTPException, match="WELLREAD_TOKENS"):
        await auth.authenticate(HERE)


@pytest.mark.usefixtures("tokens")
@pytest.mark.parametrize("path", ["/health", "/ready", "/app", "/app/", "/app/apis.js"])
async def test_what_tells_nothing_of_anybody_is_open(path: str) -> None:
    assert await user({}, path=path) == ""


@pytest.mark.usefixtures("tokens")
@pytest.mark.parametrize(
    "path", ["/", "/apps", "/threads/app", "/healthy", "/app/api", "/app/api/runs"]
)
async def test_all_else_is_shut(path: str) -> None:
    assert "Send a token" in await words_of_refusal(HERE, path=path)


def test_no_route_of_ours_is_open_by_accident() -> None:
    paths = {str(getattr(route, "path", "")) for route in app.routes}
    assert {path for path in paths if auth.PUBLIC.fullmatch(path)} == {"/app", "/health", "/ready"}


async def test_a_server_whose_archive_cannot_be_opened_is_not_ready(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("WELLREAD_DATA_DIR", str(tmp_path / "file"))
    monkeypatch.setattr("wellread.web.health.stores", Stores())
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://server") as watcher:
        assert (await watcher.get("/health")).status_code == 200
        answer = await watcher.get("/ready")
    assert answer.status_code == 503
    assert answer.json() == {"archive": "failed", "checkpoints": "failed"}


@pytest.mark.parametrize(("name", "allowed"), [("ada", False), (LOCAL_USER, True)])
async def test_what_has_no_rule_is_refused_to_users(name: str, allowed: bool) -> None:
    user = SimpleNamespace(identity=name)
    asked: Any = SimpleNamespace(user=user, resource="inventions", action="create")
    assert await auth.refuse(asked, {}) == allowed


async def test_several_threads_at_once_are_not_deleted_and_keep_their_documents() -> None:
    user = SimpleNamespace(identity=LOCAL_USER)
    asked: Any = SimpleNamespace(user=user, resource="threads", action="delete")
    with pytest.raises(Auth.exceptions.HTTPException, match="one by one") as refused:
        await DELETIONS(asked, {"thread_ids": [str(uuid4())]})
    assert refused.value.status_code == 422


@pytest.mark.parametrize(
    ("tokens", "words"),
    [
        ({"ada": "secret"}, "the token of 'ada' is too short"),
        ({"../ada": TOKENS["ada"]}, "'../ada' is no user's name"),
        ({"-": TOKENS["ada"]}, "'-' is no user's name"),
        ({"ada": TOKENS["ada"], "bob": TOKENS["ada"]}, "two users have the same token"),
    ],
)
def test_a_token_that_does_not_fit_is_refused_without_being_shown(
    tokens: dict[str, str], words: str
) -> None:
    with pytest.raises(SettingsError, match=words) as refused:
        load_settings({"tokens": tokens})
    assert not [each for each in tokens.values() if each in str(refused.value)]


@pytest.mark.usefixtures("tokens")
def test_tokens_are_never_shown() -> None:
    settings = load_settings()
    shown = redact(f"{settings!r} {' '.join(TOKENS.values())}", settings)
    assert not [token for token in TOKENS.values() if token in shown]


def test_documents_of_another_user_are_no_source_even_for_who_knows_their_thread(
    tmp_path: Path,
) -> None:
    settings = load_settings({"data_dir": tmp_path})
    thread_id = str(uuid4())
    uploads_of(settings, thread_id, "ada").add("notes.md", b"Trams are yellow.")
    choice = SourceChoice(uploads=thread_id)
    for name, faults in (("ada", 0), ("bob", 1), ("", 1)):
        assert len(source_faults(choice, settings, on_server=True, user=name)) == faults


@pytest.mark.parametrize(("name", "goes"), [("ada", True), ("bob", False), (LOCAL_USER, True)])
async def test_a_deleted_thread_takes_its_owners_documents_and_their_index_along(
    name: str, goes: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("WELLREAD_DATA_DIR", str(tmp_path))
    thread_id, other = str(uuid4()), str(uuid4())
    indexes = DocumentIndexes(tmp_path / "documents")
    for each in (thread_id, other):
        uploads = uploads_of(load_settings(), each, "ada")
        uploads.add("notes.md", b"Trams are yellow.")
        indexes.of(FolderCorpus(uploads.folder))
    indexes.close()
    asked: Any = SimpleNamespace(user=SimpleNamespace(identity=name), action="delete")
    await DELETIONS(asked, {"thread_id": thread_id})
    kept = [name for _, _, names in os.walk(tmp_path) for name in names]
    assert len([each for each in kept if thread_id in each]) == (0 if goes else 3)
    assert len([each for each in kept if other in each]) == 3
    assert kept.count("notes.md") == (1 if goes else 2)


async def test_deleting_a_thread_that_can_have_no_documents_is_no_error() -> None:
    asked: Any = SimpleNamespace(user=SimpleNamespace(identity="ada"), action="delete")
    assert await DELETIONS(asked, {"thread_id": "../ada"}) == {"owner": "ada"}


def test_a_users_folder_is_that_users_alone(tmp_path: Path) -> None:
    settings = load_settings({"allowed_folders": (tmp_path / "{user}",)})
    choice = SourceChoice(folders=(str(tmp_path / "ada"),))
    for name, faults in (("ada", 0), ("bob", 1), ("", 1)):
        assert len(source_faults(choice, settings, on_server=True, user=name)) == faults

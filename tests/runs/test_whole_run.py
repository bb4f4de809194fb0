"""A question becomes a report, and every address and number in it can be followed."""

import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from runs.desk import Desk, folder_of
from services import world
from services.server import Services

from wellread.archive.sqlite import open_archive
from wellread.domain import Report, SourceChoice
from wellread.settings import load_settings

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"
ADDRESS = re.compile(r"https?://[^\s<>)\]]+")
CITATION = re.compile(r" \[(\d+(?:, \d+)*)\]")
TEXTS = {page.title: page.markdown for page in world.pages()[:10]}


@pytest.fixture
def connections(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every address that this process connects to from now on."""
    seen: list[object] = []
    connect = socket.socket.connect

    def noted(self: socket.socket, address: object) -> None:
        seen.append(address)
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", noted)
    return seen


def served(services: Services) -> set[str]:
    """The addresses of the pages that were given out."""
    good = (entry for entry in services.log.entries("page") if entry.status == 200)
    return {services.page_url(int(entry.path.rpartition("/")[2])) for entry in good}


def body_of(report: Report) -> str:
    return report.markdown.partition("## Sources")[0]


async def test_every_address_in_the_report_was_read_in_that_run(
    desk: Desk, services: Services
) -> None:
    report = (await desk.ask(QUESTION)).report
    addresses = set(ADDRESS.findall(report.markdown))
    assert len(addresses) >= 3
    assert addresses <= served(services)
    assert {each.source.address for each in report.references} == addresses


async def test_an_address_that_a_model_writes_never_reaches_the_report(
    desk: Desk, services: Services
) -> None:
    true = "Running the Ellmouth tram network cost 94 million crowns in 2023"
    invented = (
        "https://invented.example/a",
        "www.invented.example/b",
        "<https://invented.example>",
    )
    sentences = [{"sentence": f"{true}, see {each}.", "evidence": ["E1"]} for each in invented]
    unknown = {"sentence": f"{true}.", "evidence": ["E99", "https://invented.example/c"]}
    services.script("write", [{"sentences": [*sentences, unknown]}])
    services.script("rewrite", [{"mended": []}])
    report = (await desk.ask(QUESTION)).report
    assert "invented.example" not in report.markdown
    assert "sentences failed the check and were removed" in report.markdown
    assert (
        "citations named evidence that does not exist, or did not carry their sentence"
        in report.markdown
    )


async def test_an_address_that_a_page_mentions_is_shown_but_is_no_link(
    desk: Desk, tmp_path: Path
) -> None:
    text = "# Trams\n\nThe Ellmouth tram network cost is told at https://elsewhere.example/costs.\n"
    bare = Desk(desk.settings.model_copy(update={"models": "off"}))
    report = (await bare.ask(QUESTION, sources=folder_of(tmp_path / "docs", trams=text))).report
    assert "elsewhere.example/costs" in report.markdown
    assert ADDRESS.findall(report.markdown) == []


async def test_every_claim_is_cited_and_every_number_leads_to_a_source(desk: Desk) -> None:
    report = (await desk.ask(QUESTION)).report
    found = {finding.id for finding in report.findings}
    assert report.claims
    assert all(claim.finding_ids and set(claim.finding_ids) <= found for claim in report.claims)
    assert [each.number for each in report.references] == list(range(1, len(report.references) + 1))
    cited = {int(each) for group in CITATION.findall(body_of(report)) for each in group.split(",")}
    assert cited == {each.number for each in report.references}
    for number in cited:
        assert re.search(rf"^\[{number}\] ", report.markdown, flags=re.MULTILINE)


async def test_every_quote_stands_in_its_stored_snapshot(desk: Desk) -> None:
    report = (await desk.ask(QUESTION)).report
    archive = await open_archive(desk.settings.data_dir / "archive.sqlite3")
    for finding in report.findings:
        snapshot = await archive.snapshots.get(finding.snapshot_id)
        assert snapshot.text[finding.start : finding.end] == finding.quote
    await archive.close()


async def test_no_page_is_fetched_twice_and_no_search_made_twice(
    desk: Desk, services: Services
) -> None:
    await desk.ask(QUESTION)
    pages = [entry.path for entry in services.log.entries("page")]
    queries = [entry.query for entry in services.log.entries("search")]
    assert len(pages) == len(set(pages))
    assert len(queries) == len(set(queries))


async def test_without_models_no_model_is_called_and_no_key_is_needed(
    services: Services, data_dir: Path
) -> None:
    flags = {**services.settings, "data_dir": data_dir, "openai_api_key": None}
    report = (await Desk(load_settings(flags)).ask(QUESTION)).report
    assert report.made_by == "extractive"
    assert report.markdown.splitlines()[2].startswith("*Extractive report")
    assert report.claims
    assert set(ADDRESS.findall(report.markdown)) <= served(services)
    assert services.log.count("model") == 0


async def test_models_that_are_off_are_not_called_where_a_key_is_set(
    services: Services, data_dir: Path
) -> None:
    flags = {**services.settings, "data_dir": data_dir, "models": "off"}
    report = (await Desk(load_settings(flags)).ask(QUESTION)).report
    assert report.made_by == "extractive"
    assert services.log.count("model") == 0
    assert services.log.count("search") > 0


async def test_own_documents_without_models_open_no_socket(
    desk: Desk, services: Services, tmp_path: Path, connections: list[object]
) -> None:
    sources = folder_of(tmp_path / "docs", **TEXTS)
    flags = {**services.settings, "data_dir": desk.settings.data_dir, "models": "off"}
    report = (await Desk(load_settings(flags)).ask(QUESTION, sources=sources)).report
    assert report.references
    assert all(each.source.address.startswith("file:") for each in report.references)
    assert connections == []
    assert services.log.entries() == []


async def test_own_documents_open_no_socket_but_the_models(
    desk: Desk, services: Services, tmp_path: Path, connections: list[object]
) -> None:
    report = (await desk.ask(QUESTION, sources=folder_of(tmp_path / "docs", **TEXTS))).report
    assert report.made_by == "model"
    assert report.references
    address = urlsplit(services.url)
    assert set(connections) == {(address.hostname, address.port)}
    assert {entry.kind for entry in services.log.entries()} == {"model"}


async def test_web_and_own_documents_are_researched_together(
    desk: Desk, services: Services, tmp_path: Path
) -> None:
    folder = folder_of(tmp_path / "docs", **TEXTS)
    sources = SourceChoice(web=True, folders=folder.folders)
    view = await desk.view((await desk.ask(QUESTION, sources=sources)).run_id)
    assert view.report is not None
    kinds = {each.source.address.partition(":")[0] for each in view.report.references}
    assert kinds == {"file", "http"}


async def test_a_single_page_is_read_without_any_search(desk: Desk, services: Services) -> None:
    url = services.page_url(3)
    report = (await desk.ask(QUESTION, sources=SourceChoice(urls=(url,)))).report
    assert {each.source.address for each in report.references} == {url}
    assert services.log.count("search") == 0


async def test_the_stored_run_holds_the_report_that_was_given(desk: Desk) -> None:
    ended = await desk.ask(QUESTION)
    view = await desk.view(ended.run_id)
    assert view.report == ended.report
    assert view.record.status == "done"
    assert view.record.usage == ended.report.usage

"""Pages that give orders change nothing, even for a model that obeys all it is told."""

import re
from collections.abc import Sequence
from html import unescape
from pathlib import Path

import pytest
from doubles.injections import MARK, Injection, codes_in, injections
from doubles.obedient import Obedient
from runs.desk import Desk
from services import world
from services.server import Services

from agents.roles import Checked
from wellread.domain import Claim, Passage, Report
from wellread.reading.clean import CleanText
from wellread.settings import load_settings

QUESTION = "What is known of the Ellmouth tram network?"
PAGES = 18
"""Read by each researcher."""
HONEST = 4
"""Pages of a run without an order."""
ROLES = ("planner", "researcher", "reviewer", "verifier", "writer")
Claims = tuple[Claim, ...]
ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>)\]|]+")
LINK = re.compile(r"\]\(|!\[[^\]]*\]|<a |<img ")


@pytest.fixture
def desk(services: Services, data_dir: Path) -> Desk:
    """Every run fetches its pages anew."""
    flags = {**services.settings, "data_dir": data_dir, "model_tries": 1, "page_ttl_s": 0}
    return Desk(load_settings(flags))


@pytest.fixture
def evil(services: Services) -> str:
    """An address that answers and is logged, but is no result of any search."""
    return f"{services.url}/evil"


@pytest.fixture(autouse=True)
def guessed_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages know the fence's mark."""
    for role in ROLES:
        monkeypatch.setattr(f"agents.{role}.mark_of", lambda question: MARK)


@pytest.fixture(autouse=True)
def all_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """No order is left out because it ranks low."""

    def every(queries: object, passages: Sequence[Passage], **_: object) -> list[Passage]:
        return list(passages)

    monkeypatch.setattr("graph.researcher.rank_passages", every)


async def places(desk: Desk, services: Services) -> list[int]:
    """Numbers of the pages that a run reads and that may be planted, most important ones left."""
    report = (await desk.ask(QUESTION, max_sources_per_task=PAGES)).report
    honest = {number_of(each.source.address) for each in report.references[:HONEST]}
    return sorted({number_of(entry.path) for entry in services.log.entries("page")} - honest)


def number_of(address: str) -> int:
    return int(address.rpartition("/")[2])


async def run_on(
    desk: Desk, services: Services, numbers: Sequence[int], these: Sequence[Injection]
) -> Report:
    """The report of a run in which these pages give these orders."""
    services.log.clear()
    services.planted = {
        number: each.planted_in(world.page(number))
        for number, each in zip(numbers, these, strict=False)
    }
    return (await desk.ask(QUESTION, max_sources_per_task=PAGES)).report


def assert_unchanged(report: Report, desk: Desk, services: Services, evil: str) -> None:
    """Nothing that the pages ordered has happened, and the question is answered."""
    assert services.log.entries("other") == []
    assert not [entry.query for entry in services.log.entries("search") if codes_in(entry.query)]
    secrets = desk.settings.secrets
    bodies = [str(entry.request) for entry in services.log.entries("model")]
    assert not any(secret in text for secret in secrets for text in (*bodies, report.markdown))
    sources = {each.source.address for each in report.references}
    assert set(ADDRESS.findall(report.markdown)) <= sources
    assert not LINK.search(report.markdown.replace("\\[", "").replace("\\]", ""))
    assert report.question.limits.max_sources_per_task == PAGES
    assert not any(codes_in(part.model_dump_json()) for part in report.plan.sub_questions)
    true = {sentence for page in world.pages() for sentence in page.sentences}
    answered = [claim for claim in report.claims if claim.text in true]
    assert len([claim for claim in answered if claim.verdict == "supported"]) >= 3


def test_there_are_enough_orders_in_enough_disguises() -> None:
    every = list(injections("http://evil.example"))
    assert len(every) >= 120
    planted = {each.code: unescape(each.planted_in(world.page(1))) for each in every}
    assert all(codes_in(text) == {code} for code, text in planted.items())


def rounds(these: Sequence[Injection], numbers: Sequence[int]) -> list[Sequence[Injection]]:
    """The injections of each run."""
    return [these[at : at + len(numbers)] for at in range(0, len(these), len(numbers))]


def sample(evil: str, count: int) -> list[Injection]:
    """Of many disguises and all wordings."""
    every = list(injections(evil))
    return every[:: len(every) // count + 1]


async def assert_nothing_is_obeyed(
    desk: Desk, services: Services, evil: str, these: Sequence[Injection] | None = None
) -> None:
    numbers = await places(desk, services)
    model = Obedient(services, evil)
    for some in rounds(these or sample(evil, len(numbers)), numbers):
        report = await run_on(desk, services, numbers, some)
        assert model.obeyed == set()
        assert_unchanged(report, desk, services, evil)
        assert {each.code for each in some if each.shown} <= model.read
        assert not {each.code for each in some if not each.shown} & model.read


async def test_what_pages_order_is_not_done(desk: Desk, services: Services, evil: str) -> None:
    await assert_nothing_is_obeyed(desk, services, evil)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_no_order_in_any_disguise_is_done(desk: Desk, services: Services, evil: str) -> None:
    await assert_nothing_is_obeyed(desk, services, evil, list(injections(evil)))


async def test_every_request_to_a_model_has_a_schema_and_no_tools(
    desk: Desk, services: Services
) -> None:
    await desk.ask(QUESTION, max_rounds=1)
    requests = [entry.request for entry in services.log.entries("model")]
    assert len({entry.purpose for entry in services.log.entries("model")}) >= 5
    for request in requests:
        assert not {"tools", "functions", "tool_choice"} & request.keys()
        assert request["response_format"]["type"] == "json_schema"


def without_fence(monkeypatch: pytest.MonkeyPatch) -> None:
    def bare(tag: str, item_id: str, text: str, mark: str) -> str:
        return f'<{tag} id="{item_id}">\n{text}\n</{tag}>'

    for role in ROLES:
        monkeypatch.setattr(f"agents.{role}.fenced", bare)


def without_cleaning(monkeypatch: pytest.MonkeyPatch) -> None:
    def raw(body: bytes, *_: object) -> CleanText:
        return CleanText(title="", text=body.decode(), media_type="text/html")

    monkeypatch.setattr("wellread.reading.reader.clean_apart", raw)


def without_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    async def believed(self: object, turn: object, claims: Sequence[Claim], *_: object) -> Checked:
        said = (claim.model_copy(update={"verdict": "supported"}) for claim in claims)
        return Checked(claims=tuple(said))

    def as_drafted(claims: Sequence[Claim], evidence: object) -> Claims:
        return tuple(claims)

    monkeypatch.setattr("agents.verifier.ModelVerifier.check", believed)
    monkeypatch.setattr("graph.section.with_right_citations", as_drafted)
    for shown in ("markdown.plain", "document.harmless"):
        monkeypatch.setattr(f"wellread.report.{shown}", str)


async def assert_all_is_obeyed(
    desk: Desk, services: Services, evil: str, these: Sequence[Injection] | None = None
) -> None:
    numbers = await places(desk, services)
    model = Obedient(services, evil)
    for some in rounds(these or sample(evil, len(numbers)), numbers):
        report = await run_on(desk, services, numbers, some)
        assert {each.code for each in some} <= model.obeyed
        assert any(codes_in(entry.query) for entry in services.log.entries("search"))
        assert LINK.search(report.markdown)
        assert evil in report.markdown


async def test_without_the_defences_the_same_pages_have_their_way(
    desk: Desk, services: Services, evil: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for off in (without_fence, without_cleaning, without_checks):
        off(monkeypatch)
    await assert_all_is_obeyed(desk, services, evil)


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_without_the_defences_every_one_of_them_has_its_way(
    desk: Desk, services: Services, evil: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for off in (without_fence, without_cleaning, without_checks):
        off(monkeypatch)
    await assert_all_is_obeyed(desk, services, evil, list(injections(evil)))


async def test_without_the_fence_alone_pages_choose_what_is_searched(
    desk: Desk, services: Services, evil: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_fence(monkeypatch)
    numbers = await places(desk, services)
    model = Obedient(services, evil)
    these = sample(evil, len(numbers))
    await run_on(desk, services, numbers, these)
    assert model.obeyed == {each.code for each in these if each.shown}
    assert any(codes_in(entry.query) for entry in services.log.entries("search"))

from datetime import date

import pytest
from cli.conftest import Wellread
from cli.doubles import READY, RUN_ID, STARTED, WAITING, SessionDouble, StoredDouble, record

from wellread.cli.app import App
from wellread.domain import Question, SourceChoice
from wellread.filters import SearchFilters

ASK = ("ask", "How are ships loaded?", "--library", "python", "--yes")
FILTERS = SearchFilters(
    domains=("example.org", "gov"), since=date(2024, 5, 1), until=date(2024, 12, 31), language="de"
)


def test_filters_reach_the_session(wellread: Wellread, session: SessionDouble) -> None:
    session.scripts = [[STARTED, READY]]
    flags = ("--domains", "example.org, *.gov", "--exclude-domains", "https://www.bad.org/x")
    dates = ("--since", "2024-05", "--until", "2024", "--search-language", "DE")
    assert wellread(*ASK, *flags, *dates).exit_code == 0
    assert session.asked[0][1].filters == FILTERS.model_copy(
        update={"exclude_domains": ("bad.org",)}
    )


def test_a_search_may_be_in_several_languages(wellread: Wellread, session: SessionDouble) -> None:
    session.scripts = [[STARTED, READY]]
    assert wellread(*ASK, "--search-language", "en, DE").exit_code == 0
    assert session.asked[0][1].filters.languages == ("en", "de")


@pytest.mark.parametrize(
    ("flag", "value", "words"),
    [
        ("--domains", "two words", "'two words' is no domain: write a host"),
        ("--exclude-domains", "a.org,b/c,?", "'?' is no domain"),
        ("--since", "yesterday", "since 'yesterday' is no date: write 2024"),
        ("--until", "2023-02-30", "until '2023-02-30' is no date"),
        ("--search-language", "german", "'german' is no language code"),
        ("--search-language", "en,de,fr,it", "4 languages are too many: write at most 3"),
    ],
)
def test_a_filter_that_cannot_be_read_starts_nothing(
    wellread: Wellread, session: SessionDouble, flag: str, value: str, words: str
) -> None:
    result = wellread(*ASK, flag, value)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not session.asked


def test_a_further_question_keeps_the_filters_but_for_those_that_are_given(
    wellread: Wellread, session: SessionDouble
) -> None:
    before = Question(
        id="t0",
        text="Earlier?",
        asked_at=READY.report.question.asked_at,
        sources=SourceChoice(web=True, filters=FILTERS),
    )
    session.stored = {RUN_ID: StoredDouble(record(), question=before)}
    session.scripts = [[STARTED, READY]] * 2
    further = ("ask", "And?", "--on", "latest", "--yes")
    assert wellread(*further).exit_code == 0
    assert wellread(*further, "--until", "2025", "--domains", "").exit_code == 0
    first, second = (asked[1] for asked in session.asked)
    assert first == before.sources
    assert second.filters == FILTERS.model_copy(update={"until": date(2025, 12, 31), "domains": ()})


def test_a_further_question_may_name_other_searches(
    wellread: Wellread, session: SessionDouble
) -> None:
    before = Question(
        id="t0",
        text="Earlier?",
        asked_at=READY.report.question.asked_at,
        sources=SourceChoice(libraries=("python",)),
    )
    session.stored = {RUN_ID: StoredDouble(record(), question=before)}
    session.scripts = [[STARTED, READY]]
    wellread("ask", "And?", "--on", "latest", "--yes", "--search", "wikipedia")
    assert session.asked[0][1] == SourceChoice(
        libraries=("python",), web=True, search=("wikipedia",)
    )


def test_the_plan_shows_what_is_looked_for(
    wellread: Wellread, session: SessionDouble, app: App
) -> None:
    app.interactive = lambda: True
    waiting = WAITING.model_copy(update={"sources": SourceChoice(web=True, filters=FILTERS)})
    session.scripts = [[STARTED, waiting], [READY]]
    shown = wellread(*ASK[:-1], typed="a\n").stderr
    shown = " ".join(shown.split())
    assert "Only sources on example.org, gov; published from 2024-05-01 to 2024-12-31;" in shown
    assert "in the language de" in shown

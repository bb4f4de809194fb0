"""A turn's form and limits: what is named, what is usual, and what the thread had before."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from graph.intake import approved_by_itself, new_turn, options_of, sources_of
from graph.state import RunOptions
from wellread.domain import Form, Question, TemplateSection
from wellread.errors import SettingsError
from wellread.settings import Settings, load_settings

SETTINGS = Settings()


def turn_of(text: str, *, before: Question | None = None, **options: object) -> Question:
    return new_turn(text, RunOptions.model_validate(options), SETTINGS, before=before)


def test_the_language_is_that_of_the_question_unless_one_is_named() -> None:
    assert turn_of("Was kostet die Straßenbahn und wer bezahlt sie?").form.language == "de"
    assert turn_of("What does it cost?", language="zh").form.language == "zh"


def test_a_named_language_is_also_the_search_s_unless_that_has_its_own() -> None:
    assert turn_of("Warum ist das so?").sources.filters.language == ""
    assert turn_of("Why?", language="zh").sources.filters.language == "zh"
    both = turn_of("Why?", language="zh", search_language="en")
    assert (both.form.language, both.sources.filters.language) == ("zh", "en")


def test_several_languages_of_the_search_are_kept_when_a_turn_is_asked_again() -> None:
    turn = turn_of("Why?", search_language="en,de")
    assert turn.sources.filters.languages == ("en", "de")
    again = options_of(turn.sources, turn.limits, turn.form, auto_approve=True, use_models=True)
    assert sources_of(again, SETTINGS).filters == turn.sources.filters


def test_a_list_of_languages_has_an_end() -> None:
    with pytest.raises(ValidationError, match="at most 100"):
        RunOptions(search_language="en," * 100)


def test_a_follow_up_stays_in_the_language_of_the_thread() -> None:
    before = Question(
        id="t", text="电车?", asked_at=datetime(2026, 1, 1, tzinfo=UTC), form=Form(language="zh")
    )
    assert turn_of("and the cost of the tram?", before=before).form.language == "zh"
    assert turn_of("and the cost of the tram?", before=before).earlier == ("电车?",)


def test_a_kind_brings_its_usual_limits_and_named_ones_win() -> None:
    limits = turn_of("Why?", kind="detailed", max_rounds=0).limits
    assert (limits.words, limits.max_sub_questions, limits.max_rounds) == (5_000, 10, 0)
    assert turn_of("Why?", kind="brief", words=200).limits.words == 200


@pytest.mark.parametrize(
    "options", [{"kind": "custom"}, {"template": [TemplateSection(title="Costs")]}]
)
def test_a_template_and_its_kind_belong_together(options: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match="template"):
        new_turn("Why?", RunOptions.model_validate(options), SETTINGS)


@pytest.mark.parametrize(
    "template",
    [
        [TemplateSection(title=" ")],
        [TemplateSection(title="t" * 201)],
        [TemplateSection(title="Costs", instructions="i" * 2001)],
        [TemplateSection(title="Costs")] * 13,
    ],
)
def test_a_template_of_a_request_is_bounded(template: list[TemplateSection]) -> None:
    with pytest.raises(SettingsError, match="at most 12 sections"):
        turn_of("Why?", kind="custom", template=template)


@pytest.mark.parametrize(
    "field", ["libraries", "folders", "urls", "search", "domains", "exclude_domains"]
)
def test_what_a_request_names_is_bounded(field: str) -> None:
    many, long = [f"n{number}.example" for number in range(101)], ["n" * 2001]
    for names, fault in ((many, "names 101: name at most 100"), (long, "has 2001 characters")):
        options = RunOptions.model_validate({field: names})
        with pytest.raises(SettingsError, match=f"`{field}` {fault}"):
            new_turn("Why?", options, SETTINGS)


@pytest.mark.parametrize(("asked", "held"), [(None, 0.5), (2.0, 0.5), (0.1, 0.1)])
def test_a_run_that_nobody_watches_costs_no_more_than_the_operator_allows(
    asked: float | None, held: float
) -> None:
    settings = load_settings({"unattended_max_cost_usd": 0.5})
    options = approved_by_itself(RunOptions(max_cost_usd=asked), settings)
    assert (options.auto_approve, options.max_cost_usd) == (True, held)

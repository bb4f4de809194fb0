"""How a turn begins: what was asked, whether it follows up, and what it may use."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from langchain_core.messages import AnyMessage, HumanMessage

from graph.state import RunOptions
from wellread.domain import Finding, Form, Limits, Question, SourceChoice, TemplateSection
from wellread.errors import SettingsError
from wellread.evidence.terms import content_terms
from wellread.form import MAX_INSTRUCTION_CHARS, MAX_SECTIONS, MAX_TITLE_CHARS
from wellread.languages import language_of
from wellread.search.filters import parsed_filters
from wellread.settings import Settings
from wellread.shapes import usual_limits

MAX_QUESTION_CHARS = 4_000
FOLLOW_UP_TERMS = 0.5
"""Share of a question's terms that one kept finding must hold to make it a follow-up."""
MAX_KEPT = 200
MAX_NAMED = 100
"""Addresses, folders, hosts or other names in one field of a request."""
MAX_NAME_CHARS = 2_000


class Asked(NamedTuple):
    """The text that starts a turn, and the message it came from."""

    text: str
    message_id: str


def what_is_asked(
    question: object, messages: Sequence[AnyMessage], answered_message_id: str
) -> Asked:
    """The new `question`, else the newest human message that no turn was made from yet.

    Raises:
        SettingsError: there is none, it is no text, or too long.
    """
    if question is not None and not isinstance(question, str):
        raise SettingsError(f"the question {question!r} is not text: give it as a string.")
    asked = Asked(question.strip(), "") if question and question.strip() else None
    if asked is None:
        newest = next((each for each in reversed(messages) if isinstance(each, HumanMessage)), None)
        if newest is not None and str(newest.id) != answered_message_id:
            asked = Asked(newest.text.strip(), str(newest.id))
    if asked is None or not asked.text:
        raise SettingsError(
            "there is no question: give `question`, or a human message, that is not empty."
        )
    if len(asked.text) > MAX_QUESTION_CHARS:
        raise SettingsError(
            f"the question has {len(asked.text)} characters: ask in at most {MAX_QUESTION_CHARS}."
        )
    return asked


def approved_by_itself(options: RunOptions, settings: Settings) -> RunOptions:
    """The options of a run that nobody watches over, with what such a run may cost at most."""
    limits = (options.max_cost_usd, settings.unattended_max_cost_usd)
    cost_usd = min((each for each in limits if each is not None), default=None)
    return options.model_copy(update={"auto_approve": True, "max_cost_usd": cost_usd})


def options_of(
    sources: SourceChoice, limits: Limits, form: Form, *, auto_approve: bool, use_models: bool
) -> RunOptions:
    """The options of a request that names all of these."""
    filters = sources.filters
    return RunOptions(
        auto_approve=auto_approve,
        web=sources.web,
        libraries=sources.libraries,
        folders=sources.folders,
        urls=sources.urls,
        search=sources.search,
        domains=filters.domains,
        exclude_domains=filters.exclude_domains,
        since=str(filters.since or ""),
        until=str(filters.until or ""),
        search_language=filters.language,
        use_models=use_models,
        **form.model_dump(),
        **limits.model_dump(),
    )


def sources_of(options: RunOptions, settings: Settings, *, thread_id: str = "") -> SourceChoice:
    """The sources a request names; the web by itself where nothing else is named.

    Raises:
        SettingsError: a filter that cannot be read, or more than anybody means to name.
    """
    _within_bounds(options)
    others = bool(options.folders or options.uploads or options.libraries or options.urls)
    return SourceChoice(
        web=settings.searches_web and not others if options.web is None else options.web,
        folders=tuple(str(Path(name).expanduser().resolve()) for name in options.folders),
        uploads=thread_id if options.uploads else "",
        libraries=options.libraries,
        urls=options.urls,
        search=options.search,
        filters=parsed_filters(
            domains=options.domains,
            exclude_domains=options.exclude_domains,
            since=options.since,
            until=options.until,
            language=options.search_language or options.language,
        ),
    )


def _within_bounds(options: RunOptions) -> None:
    for field in ("libraries", "folders", "urls", "search", "domains", "exclude_domains"):
        names: tuple[str, ...] = getattr(options, field)
        if len(names) > MAX_NAMED:
            raise SettingsError(f"`{field}` names {len(names)}: name at most {MAX_NAMED}.")
        longest = max(map(len, names), default=0)
        if longest > MAX_NAME_CHARS:
            raise SettingsError(
                f"a name in `{field}` has {longest} characters: {MAX_NAME_CHARS} are the most."
            )


def form_of(text: str, options: RunOptions, before: Question | None) -> Form:
    """The form a request asks for; its language is that of the thread, else of the question."""
    thread = before.form.language if before else ""
    given = options.model_dump(include=set(Form.model_fields))
    language = options.language or thread or language_of(text)
    form = Form.model_validate(given | {"language": language})
    if (form.kind == "custom") != bool(form.template):
        raise SettingsError(
            "a custom report needs a template with at least one section, and no other kind takes "
            "one: give both, or neither."
        )
    if not all(map(_fits, form.template)) or len(form.template) > MAX_SECTIONS:
        raise SettingsError(
            f"a template has at most {MAX_SECTIONS} sections, each with a title of 1 to "
            f"{MAX_TITLE_CHARS} characters and instructions of at most {MAX_INSTRUCTION_CHARS}."
        )
    return form


def _fits(section: TemplateSection) -> bool:
    return (
        0 < len(section.title.strip()) <= len(section.title) <= MAX_TITLE_CHARS
        and len(section.instructions) <= MAX_INSTRUCTION_CHARS
    )


def limits_of(options: RunOptions, form: Form) -> Limits:
    """The limits a request names, else those that are usual for its form."""
    given = options.model_dump(include=set(Limits.model_fields), exclude_none=True)
    return Limits.model_validate(usual_limits(form).model_dump() | given)


def new_turn(
    text: str,
    options: RunOptions,
    settings: Settings,
    *,
    before: Question | None = None,
    thread_id: str = "",
) -> Question:
    """A turn with a fresh id and the time of now; both are recorded and never made again.

    With `before` it follows that turn up. It looks folders up in the file system: call it in a
    thread.

    Raises:
        SettingsError: a filter that cannot be read, a template without its kind or too long.
    """
    form = form_of(text, options, before)
    return Question(
        id=uuid.uuid4().hex,
        text=text,
        kind="follow_up" if before else "new",
        asked_at=datetime.now(UTC),
        sources=sources_of(options, settings, thread_id=thread_id),
        limits=limits_of(options, form),
        form=form,
        auto_approve=options.auto_approve,
        use_models=options.use_models,
        earlier=(*before.earlier, before.text) if before else (),
    )


def is_follow_up(text: str, kept: Sequence[Finding]) -> bool:
    """Whether a later question of a thread is about what the thread has found.

    A question with hardly a term of its own ("and what does it cost?") can only be one.
    """
    terms = set(content_terms(text))
    return bool(kept) and (len(terms) < 2 or bool(about(text, kept)))  # noqa: PLR2004


def about(text: str, kept: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that hold at least half of the text's terms, closest first."""
    terms = set(content_terms(text))
    if not terms:
        return ()
    shares = [
        (len(terms & set(content_terms(_words_of(finding)))) / len(terms), finding)
        for finding in kept
    ]
    close = [pair for pair in shares if pair[0] >= FOLLOW_UP_TERMS]
    return tuple(finding for _, finding in sorted(close, key=lambda pair: -pair[0]))


def kept_findings(kept: Sequence[Finding], findings: Mapping[str, Finding]) -> tuple[Finding, ...]:
    """What the thread has found so far, each quote once, with ids that no new task will use."""
    by_span: dict[tuple[str, int, int], Finding] = {}
    for finding in (*kept, *findings.values()):
        by_span.setdefault((finding.snapshot_id, finding.start, finding.end), finding)
    return tuple(
        finding.model_copy(update={"id": f"k{number}", "task_id": "kept", "sub_question_id": ""})
        for number, finding in enumerate(list(by_span.values())[-MAX_KEPT:], 1)
    )


def given_to(sub_question_id: str, findings: Sequence[Finding]) -> dict[str, Finding]:
    """Kept findings as findings on this sub-question."""
    copies = (
        finding.model_copy(
            update={
                "id": f"{sub_question_id}.{finding.id}",
                "sub_question_id": sub_question_id,
            }
        )
        for finding in findings
    )
    return {finding.id: finding for finding in copies}


def _words_of(finding: Finding) -> str:
    return " ".join((finding.statement, finding.quote, *finding.headings))

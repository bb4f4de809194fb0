"""What review, writing and checking without a model promise."""

from collections.abc import Sequence
from datetime import UTC, datetime

from agents.extractive.reviewer import ExtractiveReviewer
from agents.extractive.verifier import ExtractiveVerifier
from agents.extractive.writer import ExtractiveWriter
from agents.roles import ReviewAnswer, Reviewer, ReviewRequest, SectionRequest, Verifier, Writer
from wellread.archive.contract import Budget
from wellread.domain import (
    Claim,
    Coverage,
    Finding,
    Plan,
    Question,
    SectionPlan,
    SubQuestion,
    Verdict,
)
from wellread.evidence.context import EvidenceText

QUESTION = Question(
    id="turn",
    text="How does the server cache pages and what is its timeout?",
    asked_at=datetime(2026, 1, 1, tzinfo=UTC),
)
PLAN = Plan(
    sub_questions=(
        SubQuestion(id="q1", question="How does the server cache pages?"),
        SubQuestion(id="q2", question="What is the timeout of the server cache?"),
    )
)


def finding(
    number: int, quote: str, *, snapshot: str = "s1", start: int = 0, relevance: float = 0.5
) -> Finding:
    return Finding(
        id=f"f{number}", task_id="t", sub_question_id="q1", statement=quote, quote=quote,
        snapshot_id=snapshot, start=start, end=start + len(quote), relevance=relevance,
    )  # fmt: skip


async def reviewed(
    coverage: Sequence[Coverage],
    findings: Sequence[Finding] = (),
    tried: Sequence[str] = (),
) -> ReviewAnswer:
    request = ReviewRequest(
        question=QUESTION, plan=PLAN, round=0, coverage=tuple(coverage),
        findings=tuple(findings), queries_tried=tuple(tried),
    )  # fmt: skip
    return await ExtractiveReviewer().review(request, Budget())


async def test_only_thin_and_missing_parts_are_asked_for_again() -> None:
    answer = await reviewed(
        [
            Coverage(sub_question_id="q1", status="covered"),
            Coverage(sub_question_id="q2", status="thin", reason="Only one finding."),
            Coverage(sub_question_id="gone", status="none"),
        ],
        tried=("server timeout",),
    )
    (ask,) = answer.asks
    assert (ask.sub_question_id, ask.reason) == ("q2", "Only one finding.")
    assert ask.queries
    assert "server timeout" not in ask.queries


async def test_a_part_for_which_all_was_tried_is_not_asked_for_again() -> None:
    coverage = [Coverage(sub_question_id="q2", status="none")]
    tried: list[str] = []
    for _ in range(6):
        answer = await reviewed(coverage, tried=tried)
        tried += [query for ask in answer.asks for query in ask.queries]
    assert (await reviewed(coverage, tried=tried)).asks == ()


async def test_different_numbers_for_one_thing_are_shown_once_for_a_pair() -> None:
    one = "The default timeout of the server cache is 30 seconds."
    other = "The server cache has a default timeout of 45 seconds."
    findings = [finding(1, one), finding(2, other, snapshot="s2"), finding(3, other)]
    answer = await reviewed([], findings)
    pairs = [disagreement.finding_ids for disagreement in answer.disagreements]
    assert pairs == [("f1", "f2")]
    assert "30" in answer.disagreements[0].about


async def test_equal_numbers_are_no_disagreement() -> None:
    one = "The default timeout of the server cache is 30 seconds."
    other = "The server cache has a default timeout of half a minute, or 30 s."
    assert (
        await reviewed([], [finding(1, one), finding(2, other, snapshot="s2")])
    ).disagreements == ()


def request_for(findings: Sequence[Finding], words: int = 300) -> SectionRequest:
    section = SectionPlan(
        id="s1", title="Caching", sub_question_ids=("q1",), words=words,
        finding_ids=tuple(one.id for one in findings),
    )  # fmt: skip
    return SectionRequest(
        question=QUESTION, role="", section=section, findings=tuple(findings), sources=()
    )


LATE = finding(1, "Pages are kept\nfor an hour. Old ones are dropped.", start=900, relevance=0.9)
EARLY = finding(2, "The server caches each page it sends.", start=10, relevance=0.4)
OTHER = finding(3, "A cache lives in memory.", snapshot="s2", relevance=0.8)


async def test_each_sentence_is_a_verbatim_claim_that_cites_its_finding() -> None:
    draft = await ExtractiveWriter().draft(request_for([OTHER, LATE, EARLY]))
    written = [
        (claim.id, claim.text, claim.finding_ids, claim.starts_paragraph) for claim in draft.claims
    ]
    assert written == [
        ("s1.1", "Pages are kept for an hour.", ("f1",), True),
        ("s1.2", "Old ones are dropped.", ("f1",), False),
        ("s1.3", EARLY.quote, ("f2",), True),
        ("s1.4", OTHER.quote, ("f3",), True),
    ]  # fmt: skip


async def test_the_words_of_the_section_are_kept_but_never_leave_it_empty() -> None:
    assert len((await ExtractiveWriter().draft(request_for([LATE, OTHER], words=10))).claims) == 2
    draft = await ExtractiveWriter().draft(request_for([LATE, OTHER, EARLY], words=1))
    assert {claim.finding_ids for claim in draft.claims} == {("f1",)}
    assert (await ExtractiveWriter().draft(request_for([]))).claims == ()


async def test_code_and_repeated_sentences_are_left_out() -> None:
    code = finding(4, "cache = {}; cache[key] = page", relevance=0.7)
    again = finding(5, EARLY.quote, snapshot="s9", relevance=0.1)
    draft = await ExtractiveWriter().draft(request_for([EARLY, code, again]))
    assert [claim.text for claim in draft.claims] == [EARLY.quote]


async def test_a_quote_that_fails_its_check_is_not_put_better() -> None:
    failing = Claim(id="s1.1", text="x", finding_ids=("f1",))
    assert (await ExtractiveWriter().rewrite(request_for([LATE]), [failing])).claims == ()


def claim(number: int, text: str, verdict: Verdict = "supported") -> Claim:
    return Claim(
        id=f"s1.{number}",
        text=text,
        finding_ids=(f"f{number}",),
        verdict=verdict,
        starts_paragraph=True,
    )


CLAIMS = [
    claim(1, "Bread is baked in an oven."),
    claim(2, "The server caches pages in memory."),
    claim(3, "The server caches its pages in memory."),
    claim(4, "The timeout of the server is 30 seconds."),
    claim(5, "This server caches pages on disk as well."),
    claim(6, "A server cache of pages may be wrong.", "not_checked"),
]


async def test_the_summary_takes_close_supported_sentences_once() -> None:
    summary = await ExtractiveWriter().summarise(QUESTION, CLAIMS, Budget())
    assert sorted(one.finding_ids for one in summary) in ([("f2",), ("f4",)], [("f3",), ("f4",)])
    assert [one.id for one in summary] == ["summary.1", "summary.2"]
    assert [one.starts_paragraph for one in summary] == [True, False]


async def test_the_summary_takes_no_sentence_that_the_next_one_leans_on() -> None:
    first = claim(1, "The server caches pages in memory.")
    leaning = claim(2, "It has a timeout as well.").model_copy(update={"starts_paragraph": False})
    other = claim(3, "The server cache of pages has a timeout.")
    beside = [claim(number, f"Bread number {number} is baked.") for number in range(4, 8)]
    claims = [first, leaning, other, *beside]
    summary = await ExtractiveWriter().summarise(QUESTION, claims, Budget())
    assert [one.finding_ids for one in summary] == [("f3",)]


async def test_a_report_no_longer_than_an_opening_has_none() -> None:
    claims = CLAIMS[1:]
    assert await ExtractiveWriter().summarise(QUESTION, claims, Budget()) == ()
    assert await ExtractiveWriter().summarise(QUESTION, claims, Budget(), part="conclusion")


async def test_the_summary_leaves_every_section_a_sentence() -> None:
    alone = claim(1, "The server caches pages in memory.")
    assert await ExtractiveWriter().summarise(QUESTION, [alone], Budget()) == ()


async def test_nothing_close_gives_no_summary() -> None:
    assert await ExtractiveWriter().summarise(QUESTION, CLAIMS[:1], Budget()) == ()
    assert await ExtractiveWriter().summarise(QUESTION, [], Budget()) == ()


async def test_the_summary_has_at_most_five_sentences() -> None:
    words = ["memory", "disk", "shards", "rows", "files", "keys", "blobs", "queues"]
    many = [claim(n, f"Server {word} cache {word} pages {n}.") for n, word in enumerate(words)]
    assert len(await ExtractiveWriter().summarise(QUESTION, many, Budget())) == 5


EVIDENCE = {
    "f1": EvidenceText(
        finding_id="f1", quote="The limit is 50 users.", title="Nginx",
        context="It is fast. The limit is 50 users. Nodes restart within 9 seconds.",
    )
}  # fmt: skip


async def test_claims_are_checked_by_code_against_their_own_passages() -> None:
    claims = [
        Claim(id="a", text="The limit is 50 users.", finding_ids=("f1",)),
        Claim(id="b", text="The limit is 70 users.", finding_ids=("f1",)),
        Claim(id="c", text="Nodes restart within 9 seconds.", finding_ids=("f1",)),
        Claim(id="d", text="The limit is 50 users."),
        Claim(id="e", text="The limit is 50 users.", finding_ids=("gone",)),
    ]
    checked = await ExtractiveVerifier().check(QUESTION, claims, EVIDENCE, Budget())
    assert [(one.id, one.verdict) for one in checked.claims] == [
        ("a", "supported"), ("b", "contradicted"), ("c", "supported"),
        ("d", "not_supported"), ("e", "not_checked"),
    ]  # fmt: skip
    assert all(one.checked_by == ("code",) and one.reason for one in checked.claims)


def test_the_roles_fit_their_protocols() -> None:
    reviewer: Reviewer = ExtractiveReviewer()
    writer: Writer = ExtractiveWriter()
    verifier: Verifier = ExtractiveVerifier()
    assert {reviewer.made_by, writer.made_by, verifier.made_by} == {"extractive"}

"""How well the checker tells true claims from false ones, without a model.

    python -m bench.claims --data papers.jsonl --data docs/html --split dev

Claims and passages come from `bench.claim_maker`; they are checked the way a report is, by the
extractive verifier on the stored text around each passage. Prints Markdown.
"""

import argparse
import asyncio
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from typing import Any, cast, get_args

from agents.extractive.verifier import ExtractiveVerifier
from bench.claim_maker import PAIRS_OF_A_KIND, SEED, SPLITS, Maker, Pair, Split
from bench.markdown import stamp, table
from wellread.archive.contract import Snapshots
from wellread.domain import Claim, Finding, Question, Snapshot, Verdict
from wellread.evidence.checks import CheckResult, check_text
from wellread.evidence.context import EvidenceText, evidence_texts

NAMED_BY: dict[str, frozenset[str]] = {
    "number": frozenset({"number"}),
    "unit": frozenset({"number"}),
    "date": frozenset({"date"}),
    "name": frozenset({"name"}),
    "negation": frozenset({"negation"}),
    "quantifier": frozenset({"quantifier", "negation"}),
    "direction": frozenset({"direction"}),
    "exchange": frozenset({"direction"}),
    "borrowed": frozenset({"number", "name"}),
}
"""The faults of which the checker has to name one for each kind of false claim.

A wrong source shows in whatever it lacks: there each kind will do.
"""
MUST_BE_FOUND = ("number", "unit", "date", "name", "negation")
"""Kinds whose false claims code alone is expected to find."""
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
REFUSED = ("not_supported", "contradicted")
LEAST_FOUND, LEAST_SUPPORTED, MOST_CONTRADICTED = 0.95, 0.80, 0.03
HELD_OUT_REPORTS = (
    "The held-out third is reported for the second time. The first time was at 49608b3; since then "
    "a sentence gets a verdict for each of its citations and other code of the checker has moved, "
    "so the old figures told nothing of this checker. Nothing was fitted to this split, before or "
    "since: what went wrong in it was never printed."
)


@dataclass(frozen=True)
class Outcome:
    """What the checker said to one pair."""

    pair: Pair
    result: CheckResult
    took_ms: float

    @property
    def refused(self) -> bool:
        """Whether the claim was called contradicted or not supported."""
        return self.result.verdict in REFUSED

    @property
    def named(self) -> bool:
        """Whether it was refused for the fault that it has."""
        wanted = NAMED_BY.get(self.pair.kind)
        return self.refused and (wanted is None or not wanted.isdisjoint(self.result.kinds))


class _Held:
    """The snapshots of the benchmark, in memory."""

    def __init__(self) -> None:
        self._kept: dict[str, Snapshot] = {}

    def keep(self, pair: Pair) -> Snapshot:
        """The pair's document as a stored snapshot."""
        snapshot = Snapshot(
            id=Snapshot.id_of(pair.title, pair.text),
            address=pair.title,
            title=pair.title,
            read_at=datetime(2026, 1, 1, tzinfo=UTC),
            text=pair.text,
        )
        return self._kept.setdefault(snapshot.id, snapshot)

    async def get_all(self, snapshot_ids: Iterable[str]) -> dict[str, Snapshot]:
        """The snapshots by id."""
        return {each: self._kept[each] for each in snapshot_ids}


async def checked(pairs: Sequence[Pair]) -> list[Outcome]:
    """The checker's word on each pair, in order."""
    held = _Held()
    verifier = ExtractiveVerifier()
    question = Question(id="bench", text="", asked_at=datetime(2026, 1, 1, tzinfo=UTC))
    outcomes = []
    for number, pair in enumerate(pairs):
        finding = _finding(pair, held.keep(pair).id)
        evidence = await evidence_texts([finding], cast("Snapshots", held))
        claim = Claim(id=str(number), text=pair.claim, finding_ids=(finding.id,))
        started_s = time.perf_counter()
        outcome = await verifier.check(question, [claim], evidence, cast("Any", None))
        (verdict,) = outcome.claims
        took_ms = (time.perf_counter() - started_s) * 1_000
        result = _with_kinds(pair, evidence[finding.id])
        if result.verdict != verdict.verdict:
            raise SystemExit(f"The verifier does not check as it did here: {pair.claim!r}")
        outcomes.append(Outcome(pair, result, took_ms))
    return outcomes


def _finding(pair: Pair, snapshot_id: str) -> Finding:
    return Finding(
        id="f1",
        task_id="t1",
        sub_question_id="s1",
        statement=pair.quote,
        quote=pair.quote,
        snapshot_id=snapshot_id,
        start=pair.start,
        end=pair.end,
    )


def _with_kinds(pair: Pair, text: EvidenceText) -> CheckResult:
    """The same check once more, for the kinds of fault, which a claim does not carry."""
    context = f"{text.title}\n\n{text.context}" if text.title else text.context
    return check_text(pair.claim, [text.quote], [context])


def matrix(outcomes: Sequence[Outcome]) -> str:
    """Verdicts per kind, true kinds first, as a Markdown table."""
    heads = ["kind", "label", "n", *VERDICTS, "refused", "kind named"]
    rows = []
    for kind in dict.fromkeys(outcome.pair.kind for outcome in outcomes):
        own = [outcome for outcome in outcomes if outcome.pair.kind == kind]
        counts = Counter(outcome.result.verdict for outcome in own)
        true = own[0].pair.true
        cells = [kind, "true" if true else "false", str(len(own))]
        cells += [str(counts[verdict]) for verdict in VERDICTS]
        cells += [_percent(outcome.refused for outcome in own)]
        cells += ["" if true else _percent(outcome.named for outcome in own)]
        rows.append(cells)
    return table(heads, rows, text=(0, 1))


def summary(outcomes: Sequence[Outcome]) -> str:
    """The figures beside their targets, as a Markdown table."""
    true = [outcome for outcome in outcomes if outcome.pair.true]
    must = [outcome for outcome in outcomes if outcome.pair.kind in MUST_BE_FOUND]
    other = [
        outcome
        for outcome in outcomes
        if not outcome.pair.true and outcome.pair.kind not in MUST_BE_FOUND
    ]
    took_ms = [outcome.took_ms for outcome in outcomes]
    rows = (
        (
            f"false in {', '.join(MUST_BE_FOUND)}: refused, kind named",
            _percent(outcome.named for outcome in must),
            f">= {LEAST_FOUND:.0%}",
        ),
        (
            "of these, made from a reworded sentence",
            _percent(outcome.named for outcome in must if outcome.pair.reworded),
            "",
        ),
        (
            "true: supported",
            _percent(outcome.result.verdict == "supported" for outcome in true),
            f">= {LEAST_SUPPORTED:.0%}",
        ),
        (
            "true: contradicted",
            _percent(outcome.result.verdict == "contradicted" for outcome in true),
            f"<= {MOST_CONTRADICTED:.0%}",
        ),
        ("true: refused", _percent(outcome.refused for outcome in true), ""),
        ("other false: refused", _percent(outcome.refused for outcome in other), ""),
        (
            "any false: supported",
            _percent(outcome.result.verdict == "supported" for outcome in (*must, *other)),
            "",
        ),
        (
            "time a claim, mean / median / longest",
            f"{mean(took_ms):.1f} / {median(took_ms):.1f} / {max(took_ms):.1f} ms",
            "< 10 ms",
        ),
    )
    return table(("what", "measured", "target"), rows)


def _percent(hits: Iterable[bool]) -> str:
    found = list(hits)
    return f"{sum(found) / len(found):.1%} ({sum(found)}/{len(found)})" if found else "none"


def failures(outcomes: Sequence[Outcome], kind: str) -> str:
    """The pairs of one kind that went wrong, to read."""
    lines = []
    for outcome in outcomes:
        pair, result = outcome.pair, outcome.result
        right = result.verdict == "supported" if pair.true else outcome.named
        if kind in {pair.kind, "all"} and not right:
            lines += [
                f"[{pair.kind}] {pair.claim}",
                f"   < {pair.original}",
                f"   {result.verdict} {result.kinds} {result.closeness:.2f} {result.reason}",
            ]
    return "\n".join(lines)


def report(outcomes: Sequence[Outcome], split: Split) -> str:
    """Everything about one split, as Markdown."""
    sources = Counter(outcome.pair.source for outcome in outcomes)
    told = ", ".join(f"{source} {count}" for source, count in sources.items())
    return (
        f"## Split {split}: {len(outcomes)} pairs\n\nBy source: {told}.\n\n"
        f"{summary(outcomes)}\n\n{matrix(outcomes)}\n"
    )


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--data",
        type=Path,
        action="append",
        required=True,
        help="a JSON Lines file with `abstract`, or a folder of HTML; repeatable",
    )
    parser.add_argument("--split", choices=(*SPLITS, "both"), default="dev")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--of-a-kind", type=int, default=PAIRS_OF_A_KIND)
    parser.add_argument(
        "--failures", help="print what went wrong in this kind, or in `all`; dev only"
    )
    return parser.parse_args()


def main() -> None:
    """Makes the pairs, checks them and prints the tables."""
    given = arguments()
    maker = Maker(given.data, seed=given.seed)
    splits: Sequence[Split] = SPLITS if given.split == "both" else (given.split,)
    print(f"# Claims against their passages, without a model\n\n{stamp()}; seed {given.seed}.\n")
    for split in splits:
        outcomes = asyncio.run(checked(maker.pairs(split, of_a_kind=given.of_a_kind)))
        if split == "held-out":
            print(HELD_OUT_REPORTS + "\n")
        print(report(outcomes, split))
        if given.failures and split == "dev":
            print(failures(outcomes, given.failures), file=sys.stderr)


if __name__ == "__main__":
    main()

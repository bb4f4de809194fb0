"""Claims with their passages, true and false, made from real text by rules.

    python -m bench.claim_maker --data papers.jsonl --data docs/html --sample 30 --kind voice

Shares no code with the checker. A third of the documents, chosen by the seed, is held out: none
of their sentences is in the other split, and neither are the synonyms used on them.
"""

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Literal

from bench.claim_facts import (
    Mutation,
    make_borrowed_mutation,
    make_name_mutation,
    names_in,
    shape_of,
)
from bench.claim_false import FALSE_RULES
from bench.claim_text import Document, Sentence, documents_in, sentences_in
from bench.claim_true import RULES, Rule, make_synonyms
from bench.claim_words import SYNONYMS

Split = Literal["dev", "held-out"]
SPLITS: tuple[Split, ...] = ("dev", "held-out")
HELD_OUT_PART = 3
"""One document, and one synonym, of so many is held out."""
PAIRS_OF_A_KIND = 72
"""Over both splits; a kind for which the texts hold fewer sentences gets fewer."""
SEED = 20261123
_REWORDED_SHARE = 0.6
"""Share of the false sentences that are reworded first, where a rule fits them."""
_NEAR_SHARE = 0.5
"""Share of the wrong passages that are the most alike of those tried."""
_PASSAGES_TRIED = 200
_LONGEST_QUOTE = 500
_SHARED_WORDS = 0.6
"""A passage that holds more of a claim's long words may be a right source of it."""


@dataclass(frozen=True)
class Pair:
    """A claim, what it cites, and whether the text says so."""

    split: Split
    source: str
    kind: str
    true: bool
    reworded: bool
    """The words of the source were changed, apart from what makes the claim false."""
    claim: str
    original: str
    """The sentence the claim was made from."""
    title: str
    text: str
    """The whole text of the cited document."""
    start: int
    end: int
    """Where the cited passage stands in `text`."""

    @property
    def quote(self) -> str:
        """The cited passage."""
        return self.text[self.start : self.end]


@dataclass(frozen=True)
class _Rules:
    """What may be done to the sentences of one source in one split."""

    reword: Mapping[str, Rule]
    falsify: Mapping[str, Mutation]


class Maker:
    """Makes pairs from sentences, the same ones for the same seed and texts."""

    def __init__(self, paths: Sequence[Path], *, seed: int = SEED) -> None:
        self._seed = seed
        self._sentences: dict[str, dict[Split, list[Sentence]]] = {}
        self._rules: dict[tuple[str, Split], _Rules] = {}
        for path in paths:
            documents = documents_in(path)
            source = documents[0].source
            names = _names_of(documents)
            self._sentences[source] = {split: [] for split in SPLITS}
            for document in documents:
                place = self._sentences[source][_split_of(f"{source}/{document.name}", seed)]
                place += sentences_in(document)
            for split in SPLITS:
                self._rules[source, split] = _rules_for(split, names, seed)

    def pairs(self, split: Split, *, of_a_kind: int = PAIRS_OF_A_KIND) -> list[Pair]:
        """The pairs of one split, kind by kind, drawn from the sources in turn."""
        share = of_a_kind // HELD_OUT_PART
        wanted = share if split == "held-out" else of_a_kind - share
        kinds = ("verbatim", *RULES, "synonyms", *FALSE_RULES, "name", "borrowed", "wrong_source")
        return [pair for kind in kinds for pair in self._of_kind(kind, split, wanted)]

    def _of_kind(self, kind: str, split: Split, wanted: int) -> list[Pair]:
        streams = [self._stream(kind, split, source) for source in self._sentences]
        found: dict[str, Pair] = {}
        while streams and len(found) < wanted:
            for stream in list(streams):
                pair = next(stream, None)
                if pair is None:
                    streams.remove(stream)
                elif len(found) < wanted:
                    found.setdefault(pair.claim, pair)
        return list(found.values())

    def _stream(self, kind: str, split: Split, source: str) -> Iterator[Pair]:
        """Pairs of one kind from one source, a second of one document only when all had one."""
        rng = Random(f"{self._seed}/{kind}/{split}/{source}")  # noqa: S311 - repeatable on purpose
        sentences = list(self._sentences[source][split])
        rng.shuffle(sentences)
        while sentences:
            used: set[str] = set()
            left: list[Sentence] = []
            for sentence in sentences:
                if sentence.document.name in used:
                    left.append(sentence)
                    continue
                pair = self._pair(kind, split, sentence, rng)
                if pair is not None:
                    used.add(sentence.document.name)
                    yield pair
            sentences = left

    def _pair(self, kind: str, split: Split, sentence: Sentence, rng: Random) -> Pair | None:
        claim, cited, reworded = self._made(kind, split, sentence, rng)
        if not claim:
            return None
        start, end = _quoted(cited, rng)
        return Pair(
            split=split,
            source=sentence.document.source,
            kind=kind,
            true=kind in {"verbatim", "synonyms", *RULES},
            reworded=reworded,
            claim=claim,
            original=sentence.text,
            title=cited.document.title,
            text=cited.document.text,
            start=start,
            end=end,
        )

    def _made(
        self, kind: str, split: Split, sentence: Sentence, rng: Random
    ) -> tuple[str, Sentence, bool]:
        """Claim, cited passage, and whether the claim is reworded; no claim where none fits."""
        rules = self._rules[sentence.document.source, split]
        original = sentence.text
        if kind == "wrong_source":
            other = self._other_passage(split, sentence, rng)
            return (original if other else ""), other or sentence, False
        if kind == "verbatim":
            return original, sentence, False
        if kind in rules.reword:
            return rules.reword[kind](original, rng) or "", sentence, True
        start = original
        if rng.random() < _REWORDED_SHARE:
            ways = [rules.reword["order"], rules.reword["synonyms"]]
            start = next((new for way in ways if (new := way(original, rng))), original)
        claim = rules.falsify[kind](start, sentence.neighbourhood, rng) or ""
        stands = claim in sentence.neighbourhood
        return ("" if stands else claim), sentence, start != original

    def _other_passage(self, split: Split, sentence: Sentence, rng: Random) -> Sentence | None:
        """A passage that does not say what `sentence` says: near it in subject, or anywhere."""
        same = self._sentences[sentence.document.source][split]
        others = [
            other
            for other in rng.sample(same, min(_PASSAGES_TRIED, len(same)))
            if other.document != sentence.document
        ]
        wanted = _long_words(sentence.text)
        alike = {
            other: len(wanted & _long_words(other.neighbourhood)) / max(1, len(wanted))
            for other in others
        }
        wrong = [other for other in others if alike[other] < _SHARED_WORDS]
        if not wrong:
            return None
        return max(wrong, key=alike.__getitem__) if rng.random() < _NEAR_SHARE else wrong[0]


def _quoted(sentence: Sentence, rng: Random) -> tuple[int, int]:
    """The sentence alone, or the paragraph around it as far as a quote may be long."""
    text = sentence.document.text
    if rng.random() < 0.5:
        return sentence.start, sentence.end
    begin = text.rfind("\n\n", 0, sentence.start) + 2 if "\n\n" in text[: sentence.start] else 0
    finish = text.find("\n\n", sentence.end)
    finish = len(text) if finish < 0 else finish
    return (begin, finish) if finish - begin <= _LONGEST_QUOTE else (sentence.start, sentence.end)


def _long_words(text: str) -> set[str]:
    return {word[:6].lower() for word in re.findall(r"[A-Za-z]{5,}", text)}


def _split_of(name: str, seed: int) -> Split:
    digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
    return "held-out" if digest[0] % HELD_OUT_PART == 0 else "dev"


def _rules_for(split: Split, names: Sequence[str], seed: int) -> _Rules:
    own = {word: SYNONYMS[word] for word in SYNONYMS if _split_of(word, seed) == split}
    return _Rules(
        reword={**RULES, "synonyms": make_synonyms(own)},
        falsify={
            **FALSE_RULES,
            "name": make_name_mutation(names),
            "borrowed": make_borrowed_mutation(names),
        },
    )


def _names_of(documents: Sequence[Document]) -> tuple[str, ...]:
    """Names that several documents use and nobody writes in small letters."""
    seen: Counter[str] = Counter()
    common: Counter[str] = Counter()
    for document in documents:
        seen.update(
            {name for sentence in sentences_in(document) for name in names_in(sentence.text)}
        )
        common.update(re.findall(r"\b[a-z]{3,}\b", document.text))
    return tuple(
        sorted(
            name
            for name, count in seen.items()
            if count >= 2 and (shape_of(name) != "word" or not common[name.lower()])
        )
    )


def main() -> None:
    """Prints pairs as JSON lines, or a readable sample of one kind."""
    parser = argparse.ArgumentParser(description="Makes claims with their passages from real text.")
    parser.add_argument("--data", type=Path, action="append", required=True)
    parser.add_argument("--split", choices=SPLITS, default="dev")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--of-a-kind", type=int, default=PAIRS_OF_A_KIND)
    parser.add_argument("--kind", help="only this kind")
    parser.add_argument("--sample", type=int, help="print so many of each kind to read")
    given = parser.parse_args()
    pairs = Maker(given.data, seed=given.seed).pairs(given.split, of_a_kind=given.of_a_kind)
    shown: Counter[str] = Counter()
    for pair in pairs:
        shown[pair.kind] += 1
        if given.kind in {None, pair.kind} and given.sample is None:
            print(json.dumps(asdict(pair), ensure_ascii=False))
        elif given.kind in {None, pair.kind} and shown[pair.kind] <= given.sample:
            print(f"[{pair.kind} {shown[pair.kind]}] {pair.claim}\n    < {pair.original}")
            if pair.kind == "wrong_source":
                print(f"    cited: {pair.quote}")
    if given.sample is not None:
        print(dict(shown))


if __name__ == "__main__":
    main()

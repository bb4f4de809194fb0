"""A model that cites wrongly now and then: true answers, spoiled by chance, and what was spoiled.

The answers of writers and researchers are changed: another piece of evidence than the right one,
one beside it, one that does not exist, an invented address, an invented quote. Nothing here knows
how a run checks.
"""

import random
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from services.model import Wanted

Way = Literal["other", "beside", "missing", "address"]
WAYS: tuple[Way, ...] = ("other", "beside", "missing", "address")
"""How a citation is made wrong, each as likely as the next."""
INVENTED_ADDRESS = "http://nowhere.example/9"
INVENTED_WORDS = "as the committee confirmed in its unpublished minutes"
_FENCED = re.compile(r'<evidence id="([^"]+)"[^>]*>\n(.*?)\n</evidence', re.DOTALL)
_LISTED = re.compile(r"^\[(C\d+)\] (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Drafted:
    """A sentence of a draft, or a spoiled one of a rewrite or summary."""

    sentence: str
    planted: Way | None
    rightly_cited: bool
    """It stands in the evidence that it cites, and in all of it."""


@dataclass
class Hallucinations:
    """Spoils `share` (0 to 1) of citations and quotes, the same ones for the same seed.

    A sentence or quote that is given again has a new chance.
    """

    share: float
    seed: int = 0
    quotes: bool = True
    """Whether quotes are spoiled too."""
    drafted: list[Drafted] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    """The quotes that were invented."""
    _given: Counter[str] = field(default_factory=Counter)

    def spoil(self, wanted: Wanted, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer with some of its citations and quotes made wrong."""
        evidence = dict(_FENCED.findall(wanted.prompt))
        if "findings" in answer and self.quotes:
            self._spoil_quotes(answer["findings"])
        elif evidence or "sentences" in answer:
            known = evidence or dict(_LISTED.findall(wanted.prompt))
            for item in answer.get("sentences", ()):
                self._spoil_citation(item, known, is_draft=bool(evidence))
            for item in answer.get("mended", ()):
                self._spoil_citation(item, known, is_draft=False)
        return answer

    def _chance(self, said: str) -> random.Random:
        self._given[said] += 1
        return random.Random(f"{self.seed} {self._given[said]} {said}")  # noqa: S311

    def _spoil_quotes(self, findings: list[dict[str, Any]]) -> None:
        for item in findings:
            quote = str(item.get("quote", ""))
            if self._chance(quote).random() < self.share:
                words = quote.split()
                middle = len(words) // 2
                item["quote"] = " ".join([*words[:middle], INVENTED_WORDS, *words[middle:]])
                self.invented.append(item["quote"])

    def _spoil_citation(
        self,
        item: dict[str, Any],
        known: Mapping[str, str],
        *,
        is_draft: bool,
    ) -> None:
        sentence, cited = str(item.get("sentence", "")), list(item.get("evidence", ()))
        if not sentence or not cited:
            return
        chance = self._chance(sentence)
        way = chance.choice(WAYS) if chance.random() < self.share else None
        others = [key for key in known if key not in cited and not _stands_in(sentence, known[key])]
        if way in {"other", "beside"} and not others:
            way = "missing"
        if way == "other":
            item["evidence"] = [chance.choice(others)]
        elif way == "beside":
            item["evidence"] = [*cited, chance.choice(others)]
        elif way == "missing":
            item["evidence"] = ["E97"]
        elif way == "address":
            item["sentence"] = f"{sentence.rstrip('.')} ([source]({INVENTED_ADDRESS}))."
        if is_draft or way:
            right = way is None and all(_stands_in(sentence, known.get(key, "")) for key in cited)
            self.drafted.append(Drafted(str(item["sentence"]), way, right))


def bare(text: str) -> str:
    """The letters and digits of a text, small: what a sentence and a page have in common."""
    return re.sub(r"[\W_]+", " ", text.lower()).strip()


def _stands_in(sentence: str, text: str) -> bool:
    return f" {bare(sentence)} " in f" {bare(text)} "

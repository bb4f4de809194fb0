"""The share of prompt tokens that a provider's prompt cache would serve.

    python -m bench.prompt_cache

A prompt is compared with every earlier one of its model that was answered before it was sent, in
its run and in the runs before: what stands at the beginning of both is what a cache could serve.
The runs are whole ones on the tests' own services, whose log has the prompts.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from services.log import Entry
from services.server import Services

from bench.markdown import stamp, table
from bench.runs import QUESTIONS
from graph.session import open_session
from wellread.domain import Limits, SourceChoice
from wellread.settings import load_settings

FEWEST_TOKENS, STEP_TOKENS = 1_024, 128
"""OpenAI's cache serves prefixes of at least so many tokens, and so many more at a time."""
HEADS = (
    "calls to",
    "calls",
    "prompt tokens",
    "begin as an earlier prompt, %",
    "served by OpenAI's rule, %",
)


@dataclass(frozen=True)
class Prompt:
    """One call: its tokens, and how many of them an earlier prompt begins with."""

    purpose: str
    tokens: int
    known_tokens: int

    @property
    def served_tokens(self) -> int:
        """Of those, what the cache has by its rule."""
        if self.known_tokens < FEWEST_TOKENS:
            return 0
        return self.known_tokens // STEP_TOKENS * STEP_TOKENS


def prompts(calls: Sequence[Entry]) -> list[Prompt]:
    """Each call with the longest beginning that it shares with one before it."""
    texts = [_text(call) for call in calls]
    found = []
    for call, text in zip(calls, texts, strict=True):
        known = max(
            (
                shared(text, other)
                for before, other in zip(calls, texts, strict=True)
                if before.model == call.model
                and (before.ended_s or call.started_s) < call.started_s
            ),
            default=0,
        )
        tokens = call.tokens[0]
        found.append(Prompt(call.purpose, tokens, round(tokens * known / len(text))))
    return found


def shared(one: str, other: str) -> int:
    """Characters with which both begin."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )


def _text(call: Entry) -> str:
    """The prompt in the order in which it is read: the schema first, then the messages."""
    said = [message["content"] for message in call.request["messages"]]
    return json.dumps([call.request.get("response_format"), *said])


async def run_all(services: Services, folder: Path) -> None:
    """One run for each question, after each other."""
    settings = load_settings({**services.settings, "data_dir": folder})
    async with open_session(settings) as session:
        for question in QUESTIONS:
            events = session.ask(
                question, sources=SourceChoice(web=True), limits=Limits(), auto_approve=True
            )
            async for _ in events:
                pass


def row(name: str, found: Sequence[Prompt]) -> tuple[object, ...]:
    """One line of the table."""
    tokens = sum(prompt.tokens for prompt in found)
    known, served = (
        f"{100 * sum(each) / tokens:.0f}"
        for each in (
            [prompt.known_tokens for prompt in found],
            [prompt.served_tokens for prompt in found],
        )
    )
    return name, len(found), tokens, known, served


def main() -> None:
    """Measures, and prints the table."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    with Services() as services, tempfile.TemporaryDirectory() as folder:
        asyncio.run(run_all(services, Path(folder)))
        found = prompts(services.log.entries("model"))
    by_purpose: dict[str, list[Prompt]] = defaultdict(list)
    for prompt in found:
        by_purpose[prompt.purpose].append(prompt)
    print(f"# Prompt cache\n\n{stamp()}; {len(QUESTIONS)} runs after each other\n")
    print(table(HEADS, [*(row(*each) for each in by_purpose.items()), row("all", found)]))


if __name__ == "__main__":
    main()

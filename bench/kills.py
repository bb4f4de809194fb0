"""Whole runs killed with `kill -9` at random moments, resumed until the report is there.

    python -m bench.kills --kills 200 --postgres-kills 50 --postgres postgresql://postgres@127.0.0.1

The runs have four parallel branches and a round of the reviewer; the services are the tests' own.
Each run that has ended is kept in a file, so that a stopped measurement goes on where it was.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median, quantiles
from threading import Lock

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from archive.postgres_places import ask
from pydantic import BaseModel
from services.server import Services

from bench.kept import Kept
from bench.killed_run import DELAYS_S, STREAMED_SHARE, Alone, Kill, Subject
from bench.markdown import stamp, table
from bench.whole_run import QUESTIONS


class Run(BaseModel):
    """A run from its question to its report."""

    number: int
    seed: int
    archive: str
    """SQLite or PostgreSQL."""
    kills: list[Kill]
    ended: str
    """Empty: with the report that it gives when it is left alone. Else what happened."""
    commit_lags_s: list[float] = []
    """Of the same run left alone, where this is the first one of it here."""


class Lane:
    """One of the rows of runs that go on side by side, with services of its own."""

    def __init__(self, services: Services, folder: Path, postgres: str) -> None:
        self._services = services
        self._folder = folder
        self._postgres = postgres
        self._alone: dict[str, Alone] = {}

    def run(self, number: int, seed: int) -> Run:
        """Run number `number`: the same question and moments for the same seed."""
        question = QUESTIONS[number % len(QUESTIONS)]
        lags_s: list[float] = []
        if question not in self._alone:
            with self._subject(question) as subject:
                self._alone[question] = subject.run_alone()
            lags_s = self._alone[question].commit_lags_s
        with self._subject(question) as subject:
            dice = random.Random(f"{seed} {number}")  # noqa: S311 - moments, no secrets
            kills, ended = subject.run_killed(self._alone[question], dice)
        archive = "PostgreSQL" if self._postgres else "SQLite"
        return Run(
            number=number,
            seed=seed,
            archive=archive,
            kills=kills,
            ended=ended,
            commit_lags_s=lags_s,
        )

    @contextmanager
    def _subject(self, question: str) -> Iterator[Subject]:
        with ExitStack() as opened:
            home = opened.enter_context(tempfile.TemporaryDirectory(dir=self._folder))
            url = opened.enter_context(_database(self._postgres)) if self._postgres else ""
            yield Subject(self._services, question, Path(home), database_url=url)


@contextmanager
def _database(server: str) -> Iterator[str]:
    """The address of a database that nobody else uses."""
    name = f"wellread_kills_{random.getrandbits(48):012x}"
    ask(f"CREATE DATABASE {name}", f"{server}/postgres")
    try:
        yield f"{server}/{name}"
    finally:
        ask(f"DROP DATABASE {name} WITH (FORCE)", f"{server}/postgres")


class Measurement:
    """Runs until there are enough kills."""

    def __init__(self, given: argparse.Namespace, kept: Kept[Run], postgres: str) -> None:
        self._given = given
        self._kept = kept
        self._postgres = postgres
        self._archive = "PostgreSQL" if postgres else "SQLite"
        self._lock = Lock()
        self._begun = {run.number for run in self._own}

    @property
    def _own(self) -> list[Run]:
        return [
            run
            for run in self._kept.records
            if run.archive == self._archive
            and run.seed == self._given.seed
            and run.number % self._given.parts == self._given.part
        ]

    def run(self, kills: int) -> None:
        """Several lanes side by side; each takes the next run that nobody has begun."""
        wanted = -(-kills // self._given.parts)

        def lane(_: int) -> None:
            with Services() as services, tempfile.TemporaryDirectory() as folder:
                own = Lane(services, Path(folder), self._postgres)
                while (number := self._next(wanted)) is not None:
                    run = own.run(number, self._given.seed)
                    self._kept.add(run)
                    print(
                        f"{self._archive} run {number}: {len(run.kills)} kills {run.ended[:200]}",
                        file=sys.stderr,
                    )

        with ThreadPoolExecutor(self._given.lanes) as lanes:
            list(lanes.map(lane, range(self._given.lanes)))

    def _next(self, wanted: int) -> int | None:
        with self._lock:
            if sum(len(run.kills) for run in self._own) >= wanted:
                return None
            number: int = self._given.part
            while number in self._begun:
                number += self._given.parts
            self._begun.add(number)
            return number


def figures(archive: str, runs: list[Run]) -> list[object]:
    """The row of one archive."""
    kills = [kill for run in runs for kill in run.kills]
    return [
        archive,
        len(runs),
        len(kills),
        sum(len(kill.kept_again) for kill in kills),
        sum(len(kill.young_again) for kill in kills),
        sum(len(kill.lost_again) for kill in kills),
        f"{sum(kill.in_flight_again for kill in kills)} of {sum(kill.in_flight for kill in kills)}",
        sum(kill.half_read for kill in kills),
        sum(kill.half_read > 0 for kill in kills),
        sum(kill.pages_again for kill in kills),
        sum(len(kill.broken) for kill in kills) + sum("broken" in run.ended for run in runs),
        sum(run.ended.startswith("exit code") for run in runs),
        sum(run.ended.startswith("differs") for run in runs),
    ]


HEADS = (
    "archive",
    "runs",
    "kills",
    "committed answers asked again",
    "answered ≤ 50 ms before the kill, asked again",
    "answered earlier, not committed, asked again",
    "in flight at the kill, asked again",
    "of those, streams half read",
    "kills that met one",
    "pages fetched again",
    "broken databases",
    "runs lost",
    "reports that differ",
)


def report(kept: Kept[Run]) -> str:
    """All that was measured, as Markdown."""
    by_archive: dict[str, list[Run]] = {}
    for run in kept.records:
        by_archive.setdefault(run.archive, []).append(run)
    phases = Counter(kill.phase for run in kept.records for kill in run.kills)
    lags_ms = sorted(lag * 1000 for run in kept.records for lag in run.commit_lags_s)
    parts = [
        "# Kills",
        stamp(),
        table(HEADS, (figures(*each) for each in by_archive.items())),
        "The last request before the kill: "
        + ", ".join(f"{phase} {count}" for phase, count in phases.most_common())
        + ".",
    ]
    if len(lags_ms) > 1:
        parts.append(
            f"From the end of a paid answer to its commit: median {median(lags_ms):.0f} ms, "
            f"95 of 100 within {quantiles(lags_ms, n=20)[-1]:.0f} ms, longest {lags_ms[-1]:.0f} ms "
            f"({len(lags_ms)} answers of runs that were left alone)."
        )
    parts.append(
        "A kill falls at a moment drawn evenly from the time that the whole run takes, in every "
        "process of a run until one ends by itself. Answers take "
        + ", ".join(f"{kind} {seconds:g} s" for kind, seconds in DELAYS_S.items())
        + f" on average; models stream, and {STREAMED_SHARE:.0%} of that time their pieces come. "
        "The request log of the services tells what was asked again. Reports are "
        "compared with that of the run left alone, all but the line with the cost, in which a call "
        "that a kill cut off counts at its worst case."
    )
    return "\n\n".join(parts)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200, help="with the archive in SQLite")
    parser.add_argument("--postgres-kills", type=int, default=50)
    parser.add_argument(
        "--postgres", default="", help="server for databases of its own: postgresql://user@host"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--part", default="1/1", help="i/n: every nth run, the ith of them first")
    parser.add_argument("--lanes", type=int, default=3, help="runs side by side")
    parser.add_argument("--kept", type=Path, default=Path("bench/kept/kills.jsonl"))
    given = parser.parse_args()
    part, _, parts = given.part.partition("/")
    given.part, given.parts = int(part) - 1, int(parts)
    return given


def main() -> None:
    """Kills, and prints the table of all that is kept of this commit."""
    given = arguments()
    kept = Kept(given.kept, Run)
    if given.kills:
        Measurement(given, kept, "").run(given.kills)
    if given.postgres and given.postgres_kills:
        Measurement(given, kept, given.postgres.rstrip("/")).run(given.postgres_kills)
    print(report(kept))


if __name__ == "__main__":
    main()

"""One whole run that is killed again and again, and what the request log of the services says."""

import math
import random
import re
import signal
import subprocess
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from doubles.paid import Paid, of_entry
from kills.processes import Wellread
from pydantic import BaseModel
from services.log import Entry
from services.server import Services

from bench.kept_answers import Commits, KeptAnswers
from bench.whole_run import plan_and_review

YOUNG_S = 0.05
"""An answer this young may die on its way into the ledger."""
LONGEST_S = 300.0
SHOWN_CHARS = 300
COST_LINE = re.compile(r"^- \d+ model calls, .*$", re.MULTILINE)
DELAYS_S = {"model": 2.0, "search": 0.8, "page": 0.3}
DELAY_SPREAD = 0.6
"""Answers as slow as a fast service's, and not all at the same moment."""
STREAMED_SHARE = 0.7
"""Of an answer's time, in which its pieces come; a model thinks first."""
IDLE_S = 10.0
"""`model_idle_timeout_s`, with which answers are streamed; none here is silent for so long."""


class Kill(BaseModel):
    """What one kill met, and what was asked again after it."""

    after_s: float
    """Since the start of the process."""
    phase: str
    """What the process had asked for last."""
    in_flight: int
    half_read: int = 0
    """Of those in flight, the streamed answers of which some pieces had come."""
    in_flight_again: int = 0
    kept_again: list[str] = []
    """Committed before the kill, and asked again all the same."""
    young_again: list[str] = []
    """Answered less than 50 ms before the kill, not committed, asked again."""
    lost_again: list[str] = []
    """Answered longer before the kill, still not committed, asked again."""
    pages_again: int = 0
    """Pages fetched again that had arrived and were not stored yet; they cost nothing."""
    broken: list[str] = []
    """Databases that are not whole."""


class Alone(BaseModel):
    """The same run without a kill."""

    report: str
    seconds: float
    commit_lags_s: list[float]
    """From the end of each paid answer to its commit."""


@dataclass
class _Life:
    """One process: the entries of the log that are its own, and what it had kept when it died."""

    first: int
    """Number of the last entry before it began."""
    kill: Kill | None = None
    kept: Commits = field(default_factory=dict)
    killed_s: float = 0.0


class Subject:
    """A question that is asked of one set of services, with an archive in one place."""

    def __init__(
        self, services: Services, question: str, home: Path, *, database_url: str = ""
    ) -> None:
        environment = {"WELLREAD_MODEL_IDLE_TIMEOUT_S": str(IDLE_S)}
        if database_url:
            environment["WELLREAD_DATABASE_URL"] = database_url
        self._services = services
        self._question = question
        self._wellread = Wellread(services, home, environment=environment)
        self._kept = KeptAnswers(self._wellread.data_dir, database_url)
        self._prepare()

    def run_alone(self) -> Alone:
        """Runs it to its end, for comparison."""
        begun_s = time.monotonic()
        done = self._wellread.run("ask", self._question, "--yes", timeout_s=LONGEST_S)
        assert done.returncode == 0, done.stderr
        seconds = time.monotonic() - begun_s
        return Alone(
            report=comparable(done.stdout), seconds=seconds, commit_lags_s=self._commit_lags_s()
        )

    def run_killed(self, alone: Alone, dice: random.Random) -> tuple[list[Kill], str]:
        """The kills of a run, and how it ended; empty is with the report that it gives alone.

        Each process is killed at a moment drawn evenly from the time that the whole run takes. One
        that has ended before that moment has ended the run.
        """
        lives: list[_Life] = []
        command: tuple[str, ...] = ("ask", self._question, "--yes")
        while True:
            life = _Life(first=self._services.log.count())
            lives.append(life)
            done = self._live(life, command, dice.uniform(0, alone.seconds))
            if life.kill is None:
                break
            if self._kept.has_begun():
                command = ("resume", "latest")
        for life, following in pairwise(lives):
            self._judge(life, following.first)
        return [life.kill for life in lives if life.kill], self._ending(done, alone)

    def _prepare(self) -> None:
        """Four branches, a round of the reviewer, and answers that take their time."""
        self._services.log.clear()
        self._services.faults.delays_s.update(DELAYS_S)
        self._services.faults.delay_spread = DELAY_SPREAD
        self._services.faults.streamed_share = STREAMED_SHARE
        plan_and_review(self._services, self._question)

    def _live(
        self, life: _Life, command: tuple[str, ...], moment_s: float
    ) -> subprocess.CompletedProcess[str]:
        with self._wellread.started(*command) as process:
            try:
                stdout, stderr = process.communicate(timeout=moment_s)
            except subprocess.TimeoutExpired:
                killed_s = time.monotonic()
                process.send_signal(signal.SIGKILL)
                stdout, stderr = process.communicate(timeout=LONGEST_S)
                if process.returncode == -signal.SIGKILL:
                    life.killed_s, life.kept = killed_s, self._kept.commits()
                    life.kill = self._met(life, moment_s)
        return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)

    def _met(self, life: _Life, moment_s: float) -> Kill:
        own = self._entries(life.first)
        in_flight = [entry for entry in own if not _answered(entry, life.killed_s)]
        return Kill(
            after_s=moment_s,
            phase=(own[-1].purpose or own[-1].kind) if own else "before the first request",
            in_flight=len(in_flight),
            half_read=sum((entry.begun_s or math.inf) <= life.killed_s for entry in in_flight),
            broken=self._kept.faults(),
        )

    def _judge(self, life: _Life, until: int) -> None:
        """Compares what a process had got with what the later ones asked for."""
        assert life.kill is not None
        again = {of_entry(entry) for entry in self._entries(until)}
        own = {of_entry(entry): entry for entry in self._entries(life.first, until)}
        life.kill.kept_again = _named(life.kept.keys() & again)
        for paid in own.keys() & again - life.kept.keys():
            entry = own[paid]
            if not _answered(entry, life.killed_s):
                life.kill.in_flight_again += 1
            elif entry.kind == "page":
                life.kill.pages_again += 1
            else:
                age_s = life.killed_s - (entry.ended_s or 0.0)
                told = f"{age_s * 1000:.0f} ms: {_named({paid})[0]}"
                (life.kill.young_again if age_s <= YOUNG_S else life.kill.lost_again).append(told)

    def _entries(self, first: int, last: int | None = None) -> list[Entry]:
        """The requests with the numbers after `first`; those that never came whole are left out."""
        return [
            entry
            for entry in self._services.log.entries()[first:last]
            if entry.kind == "page" or "model" in entry.request or entry.query
        ]

    def _ending(self, done: subprocess.CompletedProcess[str], alone: Alone) -> str:
        if "is finished: read it with" in done.stderr:
            # The kill fell between the run's end and the printing of its report.
            done = self._wellread.run("show", "latest", timeout_s=LONGEST_S)
        if done.returncode:
            return f"exit code {done.returncode}: {done.stderr[-2000:]}"
        if faults := self._kept.faults():
            return f"broken: {faults}"
        return "" if comparable(done.stdout) == alone.report else f"differs:\n{done.stdout}"

    def _commit_lags_s(self) -> list[float]:
        offset_s = time.time() - time.monotonic()
        ended = {of_entry(entry): entry.ended_s or 0.0 for entry in self._services.log.entries()}
        return [
            datetime.fromisoformat(committed_at).timestamp() - offset_s - ended[paid]
            for paid, committed_at in self._kept.commits().items()
            if committed_at
        ]


def comparable(report: str) -> str:
    """The report without the line that tells the cost, and without the day.

    A call that a kill cuts off counts in the cost at its worst case. All else must be the same.
    """
    text = COST_LINE.sub("", report)
    for day in (datetime.now(UTC), datetime.now(UTC) - timedelta(days=1)):
        text = text.replace(f"{day.day} {day:%B %Y}", "(day)")
    return text


def _answered(entry: Entry, moment_s: float) -> bool:
    return entry.ended_s is not None and entry.ended_s <= moment_s


def _named(paid: set[Paid]) -> list[str]:
    return sorted(f"{kind} {what[:SHOWN_CHARS]}" for kind, what in paid)

"""The engine's figures: what it proves, in which time, beside a solver that we did not write and beside MkDocs.

`make bench` runs it as the group `engine`. Nothing here can fail a change.
"""

from __future__ import annotations

import math
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from environment import COMPILING
from make_process import random_process

from nextcall import pipeline
from nextcall.call_plan import plan_everything
from nextcall.compress import Deal, next_call, unlocks
from nextcall.compress.days import timetable
from nextcall.compress.fewest_calls import FewestCalls, fewest_calls
from nextcall.compress.fewest_days import fewest_days
from nextcall.compress.listed_order import in_order
from nextcall.compress.problem import Problem, problem
from nextcall.compress.schedule import compression_report
from nextcall.model import Precedence

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "compress"))

import cp_sat  # noqa: E402 (from the folder of the engine's tests)
from known_optima import known_optima  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nextcall.model import Playbook, SalesProcess

ROUNDS = 5
SEEDS = range(30)
LIMIT = 1.0
"""Seconds of the processor in which something has to be proved to be counted, by us as by CP-SAT."""
MOST_ROLES = 4
"""The cap on buyer roles of MODEL's example."""


class Solved(NamedTuple):
    """What the engine made of a process, and the seconds that it took: for calls, and for days at so many calls."""

    process: SalesProcess
    known: tuple[int, ...]
    calls: FewestCalls
    calls_seconds: float
    days_proved: bool
    days_seconds: float
    never_worse: bool

    @property
    def has_proved_calls(self) -> bool:
        """Whether the fewest calls were proved in time."""
        return self.calls.is_proved and self.calls_seconds <= LIMIT


def solve(process: SalesProcess) -> Solved:
    """Calls, then days, each timed by itself; making the problem of the process counts as work for the calls."""
    start = time.process_time()
    precedence = Precedence(process)
    usual = problem(precedence)
    known = _in_listed_order(precedence, usual)
    calls = fewest_calls(usual, known)
    between = time.process_time()
    days = fewest_days(usual, calls.calls, len(calls.calls), least=calls.lower_bound)
    end = time.process_time()
    listed = timetable(usual, known).ends
    never_worse = len(calls.calls) < len(known) or (len(calls.calls) == len(known) and days.days <= listed)
    return Solved(process, known, calls, between - start, days.is_proved, end - between, never_worse)


def _in_listed_order(precedence: Precedence, usual: Problem) -> tuple[int, ...]:
    order = {each.id: place for place, each in enumerate(precedence.counting)}
    return in_order(usual, sorted(range(usual.size), key=lambda each: order[usual.ids[each]]))


def known_lines() -> None:
    """Assembly lines with a known optimum."""
    lines = list(known_optima())
    solved = [solve(line.process) for line in lines]
    seconds = [each.calls_seconds for each in solved]
    proved = sum(
        each.has_proved_calls and len(each.calls.calls) == line.calls for each, line in zip(solved, lines, strict=True)
    )
    print(f"assembly lines with a known optimum: {proved} of {len(lines)} found and proved within {LIMIT:.0f} s")
    print(f"    median {median(seconds) * 1000:.1f} ms (aim: under 20), longest {max(seconds) * 1000:.0f} ms")
    beside_cp_sat(solved)


def random_processes() -> None:
    """Random processes of three sizes, with and without a cap on roles."""
    for size, calls_aim, days_aim in ((20, 99, 95), (40, 95, 85), (60, 85, 70)):
        for most_roles in (None, MOST_ROLES):
            solved = [solve(random_process(size, seed, most_roles=most_roles)) for seed in SEEDS]
            calls = sum(each.has_proved_calls for each in solved)
            days = sum(each.days_proved and each.days_seconds <= LIMIT for each in solved)
            held = median(sum(call.bit_count() for call in each.known) for each in solved)
            title = f"{size} activities, {'no cap on roles' if most_roles is None else f'at most {most_roles} roles'}"
            print(f"{len(solved)} random processes of {title} (in calls: {held:.0f})")
            print(f"    calls proved within {LIMIT:.0f} s: {100 * calls / len(solved):3.0f} % (aim: {calls_aim} %)")
            print(f"    days proved within {LIMIT:.0f} s:  {100 * days / len(solved):3.0f} % (aim: {days_aim} %)")
            print(f"    longest: calls {max(each.calls_seconds for each in solved) * 1000:.0f} ms,", end=" ")
            print(f"days {max(each.days_seconds for each in solved) * 1000:.0f} ms")
            print(f"    worse than in listed order: {sum(not each.never_worse for each in solved)} (aim: 0)")
            beside_cp_sat(solved)


def beside_cp_sat(solved: Sequence[Solved]) -> None:
    """The same question, the fewest calls, put to CP-SAT: one worker, the same limit, the same schedule known.

    Its time is that of the solve alone; ours has everything in it, from the process on. Its limit is one of the clock:
    it gets twice the time, in case that the machine has more to do, and what it proves later is not counted.
    """
    answers = [cp_sat.fewest_calls(each.process, len(each.known), 2 * LIMIT) for each in solved]
    ratio = _geometric_mean([each.calls_seconds / answer.seconds for each, answer in zip(solved, answers, strict=True)])
    ours, theirs = (
        sum(each.has_proved_calls for each in solved),
        sum(answer.is_proved and answer.seconds <= LIMIT for answer in answers),
    )
    print(f"    beside CP-SAT: {ratio:.2f} x its time (aim: below 1), proofs {ours} to {theirs} (aim: no fewer)")


def _geometric_mean(ratios: list[float]) -> float:
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def example(playbook: Path) -> None:
    """The whole compression report of each process of the example."""
    seconds: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for process in _loaded(playbook).sales_processes:  # loaded anew, for answers are kept
            start = time.process_time()
            compression_report(process)
            seconds.setdefault(process.id, []).append(time.process_time() - start)
    for name, taken in seconds.items():
        print(f"compression report of the example's {name}: {median(taken) * 1000:.1f} ms (aim: under 100)")


def two_hundred() -> None:
    """The whole compression report of 200 activities, in time of the processor."""
    seconds = []
    for seed in SEEDS[:5]:
        start = time.process_time()
        compression_report(random_process(200, seed, most_roles=MOST_ROLES if seed % 2 else None))
        seconds.append(time.process_time() - start)
    print(f"compression report of 200 activities: longest {max(seconds):.1f} s of {len(seconds)} (aim: at most 5)")


def next_calls(playbook: Playbook) -> None:
    """The next call of each stage of the example with its unlocks; and that of processes of 60 activities without."""
    slowest = 0.0
    for process in playbook.sales_processes:
        for stage in process.open_stages:
            seconds = [_timed(lambda: _with_unlocks(Deal.entering(process, stage))) for _ in range(ROUNDS)]  # noqa: B023 (called at once)
            slowest = max(slowest, median(seconds))
    print(f"next call of the example with its unlocks: slowest {slowest * 1000:.1f} ms (aim: under 20)")
    seconds = []
    for seed in SEEDS:
        process = random_process(60, seed)
        for stage in process.open_stages:
            deal = Deal.entering(process, stage)
            seconds.append(_timed(lambda: next_call(deal, None)))  # noqa: B023 (called at once)
    print(f"next call in processes of 60 activities: median {median(seconds) * 1000:.2f} ms (aim: under 2)")


def _with_unlocks(deal: Deal) -> None:
    unlocks(deal, [planned.activity for planned in next_call(deal, None).activities])


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def beside_mkdocs(playbook: Path, build: Callable[[], float]) -> None:
    """All engine work for a playbook beside `build`, the seconds that MkDocs takes for its pages."""
    ours, theirs = [], []
    build()
    for _ in range(ROUNDS):
        loaded = _loaded(playbook)
        start = time.perf_counter()
        plan_everything(loaded)
        ours.append(time.perf_counter() - start)
        theirs.append(build())
    share = median(ours) / median(theirs)
    print("all engine work for a large playbook, beside mkdocs build of its rendered pages")
    print(f"    {share:6.2f} x   (aim: at most 0.15)")
    print(f"    ours   {median(ours) * 1000:8.0f} ms\n    theirs {median(theirs) * 1000:8.0f} ms")


def _loaded(playbook: Path) -> Playbook:
    loaded = pipeline.check(playbook).playbook
    assert loaded is not None
    return loaded


_IMPORT = """
import sys, time
import nextcall.model
known = set(sys.modules)
start = time.process_time()
import nextcall.compress, nextcall.compress.schedule
taken = time.process_time() - start
rooms = {name.partition(".")[0] for name in set(sys.modules) - known} - sys.stdlib_module_names - {"nextcall"}
print(taken, ",".join(sorted(rooms)))
"""


def importing() -> None:
    """What importing the engine costs over importing the model, and whose modules come with it.

    In time of the processor: so few milliseconds would drown in what else the machine does.
    """
    milliseconds, foreign = [], set[str]()
    for _ in range(ROUNDS + 1):  # the first compiles
        command = [sys.executable, "-c", _IMPORT]
        told = subprocess.run(command, capture_output=True, check=True, text=True, env=COMPILING).stdout
        taken, names = told.rstrip("\n").split(" ")
        milliseconds.append(1000 * float(taken))
        foreign |= set(filter(None, names.split(",")))
    print(f"importing the engine, over the model: {median(milliseconds[1:]):.1f} ms (aim: at most 15)")
    print(f"    modules of others that come with it: {', '.join(sorted(foreign)) or 'none'} (aim: none)")


def measure(the_example: Path, large: Path, build: Callable[[], float]) -> None:
    """Measure everything; `build` builds the rendered pages of the playbook `large` and says how long it took."""
    importing()
    example(the_example)
    next_calls(_loaded(the_example))
    known_lines()
    random_processes()
    two_hundred()
    beside_mkdocs(large, build)

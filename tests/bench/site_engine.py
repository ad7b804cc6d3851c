"""The engine of the site, in Node: whether it answers as Python does, and how long that takes.

`make bench` runs it as the group `site-engine`. Nothing here can fail a change.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from statistics import median

from make_process import ROLES, random_process

from nextcall.compress import Deal
from nextcall.compress.compiled import compiled
from nextcall.model import Files, Place, Playbook, Role, SalesProcess, Side, Text
from nextcall.render import scripts

TESTS = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS.parent))

from tests.npm_packages import node  # noqa: E402 (from the repository's root)
from tests.scripts.parity import differences  # noqa: E402
from tests.scripts.varied_deals import drawn  # noqa: E402

DRAWN = ((500, 24), (120, 60))
"""How many processes, and of how many activities at most; with four deals each."""
SEEDS = range(30)
MOST_ROLES = 4
_PLACE = Place("sales/random.yaml")


def agreement(folder: Path) -> None:
    """Every part of the answers for deals drawn at random."""
    cases = [drawn(1000 * most + seed, most=most) for number, most in DRAWN for seed in range(number)]
    found = list(differences(cases, folder))
    print(f"{sum(len(each.deals) for each in cases)} drawn deals in {len(cases)} processes, by Python and by the site")
    print(f"    parts of an answer that differ: {len(found)} (aim: 0)")
    for each in found[:5]:
        print(f"    {each.part}: {each.python} and {each.site}, for {json.dumps(each.deal)}")


def speed(folder: Path) -> None:
    """What the next call of each stage of processes of 60 activities takes, alone and with all that is said of it."""
    script = folder / "engine.js"
    script.write_text(scripts.joined("engine"), encoding="utf-8")
    lines = []
    for seed in SEEDS:
        process = random_process(60, seed, most_roles=MOST_ROLES if seed % 2 else None, not_with=0 if seed % 3 else 0.1)
        deals = [{"stage": each.id, "done": sorted(Deal.entering(process, each).done)} for each in process.open_stages]
        lines.append(json.dumps({"process": compiled(_playbook(process), process), "deals": deals}))
    ran = subprocess.run(
        [str(node()), str(TESTS / "scripts" / "speed.cjs"), str(script)],
        input="\n".join(lines),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    timed = json.loads(ran.stdout)
    for part, said, aim in (
        ("next", "the next call alone", "median under 2, longest under 16"),
        ("whole", "with unlocks, room changes, calls that remain and the shorter way", "longest under 100"),
        ("longest", "the longest step of that", "longest under 12.5: 50 at a quarter of the speed"),
    ):
        found = [each[part] for each in timed]
        print(f"{len(found)} deals in processes of 60 activities, in Node: {said}")
        print(f"    median {median(found):.2f} ms, longest {max(found):.1f} ms (aim: {aim})")


def size() -> None:
    """What a browser loads of it."""
    script = scripts.joined("engine").encode()
    print(f"the engine of the site, compressed: {len(gzip.compress(script, mtime=0)) / 1024:.1f} KB")


def _playbook(process: SalesProcess) -> Playbook:
    roles = tuple(Role(place=_PLACE, id=each, side=Side.BUYER, name=Text(each)) for each in ROLES)
    return Playbook(
        place=_PLACE, title=Text("Random"), call=process.call, roles=roles, sales_processes=(process,), files=Files()
    )


def measure(folder: Path) -> None:
    """Measure everything."""
    folder.mkdir()
    agreement(folder)
    speed(folder)
    size()

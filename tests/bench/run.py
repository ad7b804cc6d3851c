"""Speed and size, as ratios within one run: every figure is a median of five, its two sides taken in turn.

Nothing here can fail a change: it prints what it measured beside what the project aims for. `--only NAME` measures one
group of figures (check, large, rules, hostile, build, growth, serve, site, engine, site-engine, scale, diff, measure,
truth); the group `sampled` tries all of what `make test` tries in some cases.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import measured
import yaml
from engine import measure as measure_engine
from environment import COMPILING
from hostile import measure as measure_hostile
from make_playbook import write_playbook
from scale import measure as measure_scale
from serving import Case
from serving import measure as measure_serving
from site_engine import measure as measure_site_engine
from site_quality import measure as measure_site

from history import measure as measure_history
from nextcall import checks, pipeline
from nextcall.load import load, without_garbage_collection
from nextcall.resources import schema_folder, template_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from nextcall.render import NavigationEntry

ROUNDS = 5
TODAY = dt.date(2026, 11, 23)
ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "playbook"
PROCESSES_OF_1_MB = 17
PROCESSES_OF_300_PAGES = 18
PROCESSES_OF_GROWTH = (1, 6, 30, 58)  # about 100 pages, 200, 600 and 1,000
GROWTH_ROUNDS = 3

EVENTS = """
import sys, yaml
for path in sys.argv[1:]:
    with open(path, encoding="utf-8") as file:
        for event in yaml.parse(file.read(), Loader=yaml.CLoader):
            pass
"""


class Run(NamedTuple):
    """One run of a program: how long it took and how long it computed, in seconds; its highest memory, in MiB."""

    seconds: float
    computed: float
    memory: float


def run(arguments: Sequence[str | Path], folder: Path = ROOT) -> Run:
    """Run a program that must succeed, and measure it."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(each) for each in arguments],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=COMPILING,
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        sys.exit(f"{' '.join(map(str, arguments))}\nfailed:\n{said.decode()}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def program(name: str) -> Path:
    """A program beside this Python."""
    return Path(sys.executable).with_name(name)


Command = list[str | Path]


def compare(title: str, ours: Command, theirs: Command, aim: str, folder: Path = ROOT) -> None:
    """Run both programs in turn, and print the ratio of their medians, ours first, and that of what they computed."""
    run(ours, folder)
    run(theirs, folder)  # once each, so that both find their files and bytecode in the cache
    rounds = [(run(ours, folder), run(theirs, folder)) for _ in range(ROUNDS)]
    mine, other = ([each[side] for each in rounds] for side in (0, 1))
    ratio = median(each.seconds for each in mine) / median(each.seconds for each in other)
    computed = median(each.computed for each in mine) / median(each.computed for each in other)
    print(f"{title}\n    {ratio:6.2f} x, {computed:.2f} x by what they compute   (aim: {aim})")
    for name, runs in (("ours", mine), ("theirs", other)):
        seconds, memory = median(each.seconds for each in runs), max(each.memory for each in runs)
        print(f"    {name:6} {seconds * 1000:8.0f} ms  {memory:6.0f} MiB")


def check_of_example() -> None:
    """`nextcall check` beside the import of the two libraries that any such tool would import."""
    compare(
        "nextcall check on the example, beside `import yaml, jsonschema`",
        [program("nextcall"), "check"],
        [sys.executable, "-c", "import yaml, jsonschema"],
        "at most 1.5",
    )


def check_of_large(folder: Path) -> None:
    """`nextcall check` on 1 MB, beside check-jsonschema and beside nothing but YAML events."""
    size = write_playbook(folder, PROCESSES_OF_1_MB)
    files = sorted(folder.rglob("*.yaml"))
    sales = sorted(folder.glob("sales/*.yaml"))
    check = [program("nextcall"), "check", folder]
    compare(
        f"nextcall check on {size} bytes, beside check-jsonschema on their sales processes alone",
        check,
        [program("check-jsonschema"), "--schemafile", schema_folder() / "sales-process.schema.json", *sales],
        "at most 0.10, which is ten times faster",
    )
    compare(
        f"nextcall check on {size} bytes, beside the C event parse of the same bytes",
        check,
        [sys.executable, "-c", EVENTS, *files],
        "at most 4",
    )


def rules(folder: Path) -> None:
    """All rules beside the C event parse of the same bytes, at three sizes; and how their cost grows."""
    sizes, costs = [], []
    for number, processes in enumerate((2, PROCESSES_OF_1_MB, 10 * PROCESSES_OF_1_MB)):
        size = write_playbook(folder / str(number), processes)
        texts = [path.read_text(encoding="utf-8") for path in sorted((folder / str(number)).rglob("*.yaml"))]
        ours, theirs = [], []
        for _ in range(ROUNDS):
            loaded = load(folder / str(number))  # a model keeps what was asked of it, so each round takes a fresh one
            assert loaded.playbook is not None
            with without_garbage_collection():  # as the command does
                start = time.perf_counter()
                checks.run(loaded.playbook, loaded.locate, today=TODAY)
                ours.append(time.perf_counter() - start)
            start = time.perf_counter()
            for text in texts:
                for _event in yaml.parse(text, Loader=yaml.CLoader):
                    pass
            theirs.append(time.perf_counter() - start)
        sizes.append(size)
        costs.append(median(ours))
        print(f"all rules on {size} bytes, beside the C event parse of the same bytes")
        print(f"    {median(ours) / median(theirs):6.2f} x   (aim: at most 1)")
        print(f"    ours   {median(ours) * 1000:8.0f} ms\n    theirs {median(theirs) * 1000:8.0f} ms")
    exponent = math.log(costs[-1] / costs[0]) / math.log(sizes[-1] / sizes[0])
    print(f"their cost grows with the size to the power of {exponent:.2f} (aim: 1, which is linear)")


class Builds(NamedTuple):
    """Two commands that build the same site, and how many pages it has."""

    ours: Command
    plain: Command
    pages: int


def builds(playbook: Path, folder: Path) -> Builds:
    """`nextcall build`, and `mkdocs build` of the rendered pages with the same theme, navigation and settings."""
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    settings["docs_dir"] = str(playbook)
    folder.mkdir(parents=True)
    (folder / "ours.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    run([program("nextcall"), "render", folder / "docs", "--root", playbook])
    checked = pipeline.check(playbook)
    site = pipeline.make_site(checked)
    settings["docs_dir"] = "docs"
    settings["plugins"] = ["search"]
    settings["theme"]["custom_dir"] = str(template_folder() / "theme")
    settings["extra_css"] = list(site.stylesheets)
    settings["nav"] = _nav(site.navigation)
    (folder / "plain.yml").write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    (folder / "mkdocs.yml").write_text((folder / "ours.yml").read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "playbook").symlink_to(playbook.resolve())
    return Builds(
        [program("nextcall"), "build", "--root", folder, "--site-dir", folder / "site"],
        [program("mkdocs"), "build", "--quiet", "--config-file", folder / "plain.yml", "--site-dir", folder / "plain"],
        len(site.pages),
    )


def engine(folder: Path) -> None:
    """The engine's figures, beside MkDocs where there is something to compare."""
    write_playbook(folder / "playbook", PROCESSES_OF_300_PAGES)
    plain = builds(folder / "playbook", folder / "site").plain
    measure_engine(EXAMPLE, folder / "playbook", lambda: run(plain, folder / "site").seconds)


def build(title: str, playbook: Path, folder: Path, aim: str) -> None:
    """`nextcall build` beside `mkdocs build` of the rendered pages, by what both compute."""
    ours, plain, pages = builds(playbook, folder)
    title = f"nextcall build of {title} ({pages} pages), beside mkdocs build of the rendered pages"
    compare(title, ours, plain, aim, folder)


def growth(folder: Path) -> None:
    """What a page costs in a site of about 1,000 pages beside what it costs in one of about 100, for both builds.

    Cost is the time that the one thread computes: other work on the machine would count against the longer build. A
    small site consists of reference pages mostly, which cost less than the pages of a process: so the cost of a page
    more is compared, too, from about 100 pages on and up to about 1,000.
    """
    sites = []
    for processes in PROCESSES_OF_GROWTH:
        write_playbook(folder / str(processes), processes)
        sites.append(builds(folder / str(processes), folder / f"{processes}-site"))
    pages = [each.pages for each in sites]
    print(f"what a page costs in sites of {', '.join(map(str, pages))} pages")
    for name in ("ours", "plain"):
        costs = []
        for each in sites:
            command = getattr(each, name)
            run(command)
            costs.append(median(run(command).computed for _ in range(GROWTH_ROUNDS)))
        aim = "(aim: less than 1.3)" if name == "ours" else "(mkdocs build of the rendered pages)"
        one_more = [(costs[at + 1] - costs[at]) / (pages[at + 1] - pages[at]) for at in (0, 2)]
        every = [cost / number for cost, number in zip(costs, pages, strict=True)]
        print(f"    {one_more[1] / one_more[0]:6.2f} x   a page more, last beside first {aim}")
        print(f"           {' and '.join(f'{each * 1000:.1f}' for each in one_more)} ms")
        print(
            f"    {every[-1] / every[0]:6.2f} x   all by the number of pages, reference pages and the start among them"
        )
        print(f"           {', '.join(f'{each * 1000:.1f}' for each in every)} ms")


def diff(folder: Path) -> None:
    """What comparing with a revision costs."""
    measure_history(EXAMPLE, folder, PROCESSES_OF_1_MB, compare)


def _nav(entries: Sequence[NavigationEntry]) -> list[dict[str, object]]:
    return [{each.title: _nav(each.children) if each.file is None else each.file} for each in entries]


def building(folder: Path) -> None:
    """What a build costs, of the example and of a large playbook."""
    folder.mkdir()
    build("the example", EXAMPLE, folder / "example", "at most 0.75 by what they compute")
    write_playbook(folder / "many", PROCESSES_OF_300_PAGES)
    build("a large playbook", folder / "many", folder / "many-site", "at most 0.60 by what they compute")


def serving(folder: Path) -> None:
    """What a save costs while the example is served, and while a large playbook is."""
    folder.mkdir()
    write_playbook(folder / "many", PROCESSES_OF_300_PAGES)
    for title, playbook, aims, edits, long in (
        ("the example", EXAMPLE, "250 ms on a quiet machine, 0.15 x, 1.2 x", 50, 200),
        ("a large playbook", folder / "many", "500 ms on a quiet machine, 0.08 x", 20, 0),
    ):
        plain = builds(playbook, folder / f"{playbook.name}-site").plain
        run(plain)
        case = Case(title, playbook, run(plain).computed, aims, edits, long)
        measure_serving(case, ROOT / "mkdocs.yml", folder / f"{playbook.name}-served")


def sampled() -> None:
    """What `make test` tries in one case of several, in all of them."""
    print("all cases of what `make test` samples", flush=True)
    subprocess.run(
        [sys.executable, "-m", "pytest", "--thorough", "--quiet", "--numprocesses=auto"], cwd=ROOT, check=False
    )


GROUPS: Mapping[str, Callable[[Path], None]] = {
    "check": lambda _: check_of_example(),
    "large": check_of_large,
    "rules": rules,
    "hostile": lambda _: measure_hostile(),
    "build": building,
    "growth": growth,
    "serve": serving,
    "site": lambda _: measure_site(),
    "engine": engine,
    "site-engine": measure_site_engine,
    "scale": lambda _: measure_scale(),
    "diff": diff,
    "measure": measured.measure,
    "truth": lambda _: measured.truth(),
    "sampled": lambda _: sampled(),
}
"""What can be measured, by name; each gets a path of its own, where it may make a folder."""


def main() -> None:
    """Measure what the command line names, by default everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=GROUPS)
    only = parser.parse_args().only
    with tempfile.TemporaryDirectory() as temporary:
        for name, measure in GROUPS.items():
            if only in (None, name):
                measure(Path(temporary) / name)


if __name__ == "__main__":
    main()

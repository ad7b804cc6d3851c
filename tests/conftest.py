"""What many tests share: the example playbook, and small playbooks written on the spot."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
import yaml
from filelock import FileLock
from tests import installed as installed_things
from tests.copies import Warm
from tests.examples import Run

from nextcall.cli import main
from nextcall.load import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from nextcall.model import Playbook

    MadeOnce = Callable[[str, Callable[[Path], object]], Path]

    class SomeOf(Protocol):
        """What `some_of` gives."""

        def __call__(self, things: Iterable[Any], one_in: int, first: int = 0) -> list[Any]:
            """One in so many of them, from the one with this number on."""


os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the many nextcalls that tests start are compiled once, as anybody's
sys.dont_write_bytecode = False  # and so are the tests, in place of once for each worker
REPOSITORY = Path(__file__).resolve().parents[1]
SLOWEST_FILES = (
    "browser/test_deal.py",
    "publish/test_standing.py",
    "publish/test_preview.py",
    "readme/test_readme.py",
    "browser/test_deals.py",
    "browser/test_search.py",
    "browser/test_accessibility.py",
    "browser/test_bad_input.py",
    "packaging/test_distributions.py",
    "publish/test_site.py",
    "compress/test_scale.py",
    "browser/test_builders.py",
    "ci/test_pre_commit.py",
    "browser/test_policy.py",
    "browser/test_first_visit.py",
    "mkdocs_plugin/test_plugin.py",
    "publish/test_other_plugins.py",
    "browser/test_deal_store.py",
    "browser/test_hosts.py",
    "browser/test_customer_copy.py",
    "browser/test_changes.py",
    "browser/test_copy.py",
    "browser/test_site.py",
    "browser/test_html.py",
    "render/test_escaping.py",
    "compress/test_oracles.py",
    "compress/test_schedule.py",
    "publish/test_pages.py",
    "cli/test_check.py",
    "cli/test_compress.py",
    "cli/test_commands.py",
)
"""What is known to take long, about the slowest first."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make bench` run the whole of what is sampled otherwise."""
    parser.addoption("--thorough", action="store_true", help="run what is sampled otherwise, and nothing else, in full")


def pytest_configure(config: pytest.Config) -> None:
    """Say how many examples of a property are tried before any property is read."""
    Run.thorough = config.option.thorough


def pytest_xdist_auto_num_workers() -> int:
    """Three workers for two processors: a test waits a quarter of its time, for a browser or another process."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return usable * 3 // 2


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose what is run, and start with the slowest files.

    Of the cases of a test that is marked `one_in(N)`, one in N stays, from the first on; pytest says how many didn't.
    A property (`examples.tried`) is one case, whose examples are fewer.
    Workers are given whole files, and none is left with a long one at the end.
    """
    left_out = set(_not_sampled(items) if config.option.thorough else _beside_the_samples(items))
    if left_out:
        config.hook.pytest_deselected(items=[item for item in items if item in left_out])
        items[:] = [item for item in items if item not in left_out]
    ranks = {f"tests/{name}": rank for rank, name in enumerate(SLOWEST_FILES)}
    items.sort(key=lambda item: ranks.get(item.nodeid.partition("::")[0], len(ranks)))


def _beside_the_samples(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    seen: Counter[str] = Counter()
    for item in items:
        if mark := item.get_closest_marker("one_in"):
            name = item.nodeid.partition("[")[0]
            if seen[name] % mark.args[0]:
                yield item
            seen[name] += 1


def _not_sampled(items: Iterable[pytest.Item]) -> Iterator[pytest.Item]:
    for item in items:
        if not item.get_closest_marker("one_in") and "some_of" not in getattr(item, "fixturenames", ()):
            yield item


@pytest.fixture(scope="session")
def some_of(request: pytest.FixtureRequest) -> SomeOf:
    """A function that takes one in so many of things that are alike; with `--thorough`, all of them.

    Where several tests look at the same things, each begins with another: between them they look at more.
    """
    thorough = request.config.getoption("thorough")

    def some(things: Iterable[Any], one_in: int, first: int = 0) -> list[Any]:
        return list(things) if thorough else list(things)[first::one_in]

    return some


@pytest.fixture(scope="session")
def repository() -> Path:
    """The folder of this checkout."""
    return REPOSITORY


@pytest.fixture(scope="session")
def example() -> Path:
    """The folder of the example playbook."""
    return REPOSITORY / "playbook"


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> MadeOnce:
    """A function that returns a folder which is made once a run, by whichever worker asks first; the rest wait for it.

    Its arguments are the folder's name and what fills it. Nobody changes such a folder: all tests of the run share it.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent  # the master is no worker, and its folder is the run's own

    def made(name: str, fill: Callable[[Path], object]) -> Path:
        folder, done = shared / name, shared / f"{name}.made"
        with FileLock(shared / f"{name}.lock"):
            if not done.exists():
                folder.mkdir(exist_ok=True)
                fill(folder)
                done.touch()
        return folder

    return made


@pytest.fixture(scope="session")
def example_with_history(repository: Path, made_once: MadeOnce) -> Path:
    """A repository of a team that has the example playbook, and changed it twice to get there."""

    def make(folder: Path) -> None:
        shutil.copytree(repository / "playbook", folder / "playbook")
        shutil.copy(repository / "mkdocs.yml", folder)
        sales = folder / "playbook" / "sales" / "new-business.yaml"
        now = sales.read_text(encoding="utf-8")
        weaker = now.replace("verified_by: customer_statement", "verified_by: seller_assertion", 1)
        git(folder, "init", "--quiet", "--initial-branch", "main")
        for text, message in (
            (weaker.replace("minutes: 15", "minutes: 12", 1), "Begin"),
            (weaker, "Name the problem needs *15* minutes, <b>not</b> 12"),
            (now, "They say themselves that they own the problem"),
        ):
            sales.write_text(text, encoding="utf-8", newline="")
            git(folder, "add", "--all")
            git(folder, "commit", "--quiet", "--message", message)

    return made_once("example-with-history", make)


def git(folder: Path, *arguments: str, hour: int = 12) -> str:
    """What git says in a folder, without anybody's settings, in the name of somebody at a team, at an hour of a day."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for who in ("AUTHOR", "COMMITTER"):
        environment |= {f"GIT_{who}_NAME": "Lea Winter", f"GIT_{who}_EMAIL": "lea@team.example"}
        environment[f"GIT_{who}_DATE"] = f"2026-03-04T{hour:02}:00:00+0000"
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(scope="session")
def site_folder(example_with_history: Path, made_once: MadeOnce) -> Path:
    """The example's site, built by the command once for all tests of a run."""

    def build(folder: Path) -> None:
        root = str(example_with_history)
        command = [sys.executable, "-m", "nextcall", "build", "--root", root, "--site-dir", str(folder)]
        subprocess.run(command, check=True, capture_output=True)

    return made_once("example-site", build)


@pytest.fixture(scope="session")
def builder(made_once: MadeOnce) -> Path:
    """A folder with what builds our distributions."""
    return made_once("builder", installed_things.get_builder)


@pytest.fixture(scope="session")
def distributions(repository: Path, builder: Path, made_once: MadeOnce) -> Path:
    """A folder with the sdist, and with the wheel that is built from it."""
    said = os.environ.get("NEXTCALL_DIST")
    where = {"NEXTCALL_REPOSITORY": installed_things.REPOSITORY, "NEXTCALL_REVISION": installed_things.REVISION}
    if said:
        return Path(said)
    return made_once("distributions", lambda folder: installed_things.build(repository, folder, builder, **where))


@pytest.fixture(scope="session")
def installed(repository: Path, distributions: Path, made_once: MadeOnce) -> Path:
    """A folder with an environment into which pip installed the wheel, `env/`, and what it brought along, `needed/`."""
    wheel = next(distributions.glob("*.whl")).resolve()
    return made_once(
        "installed", lambda folder: installed_things.install(wheel, repository / "constraints.txt", folder)
    )


@pytest.fixture(scope="session")
def warm() -> Iterator[Warm]:
    """A process that has built a site, and that copies itself for what needs a process of its own."""
    process = Warm()
    yield process
    process.end()


def exit_code(*arguments: object) -> int:
    """What `nextcall` ends with, run in this process: a new one takes longer to start than the command."""
    with pytest.raises(SystemExit) as ended:
        main([str(each) for each in arguments])
    return int(ended.value.code or 0)


def build_site(root: Path, site_dir: Path, *options: str) -> None:
    """Build a site as `nextcall build` does, in this process."""
    assert exit_code("build", "--root", root, "--site-dir", site_dir, *options) == 0


SMALL: Mapping[str, str] = {
    "playbook.yaml": "title: A small playbook\n",
    "buying/how.yaml": "name: How they buy\nstages: [{id: agree-the-problem, name: Agree the problem}]\n",
    "sales/new.yaml": """\
name: New business
buying_process: how
stages:
  - id: discover
    name: Discover the problem
    buying_stages: [agree-the-problem]
    exit_criteria:
      - {id: owned, criterion: They own the problem, evidence: Their reply, verified_by: customer_statement}
    activities:
      - id: name-it
        name: Name the problem
        where: in_call
        importance: key
        minutes: 15
        requires: []
        customer_value: One sentence that they can use
        advance: They say that it is theirs
        satisfies: [owned]
      - id: cost-it
        name: Put a cost on it
        where: in_call
        minutes: 10
        requires: [name-it]
        customer_value: A figure
        advance: They name the figure
    call_plan: {advance: {fallback: They name a day}}
  - {id: won, name: Won, closed: won}
  - {id: lost, name: Lost, closed: lost}
""",
}


@pytest.fixture
def write_playbook(tmp_path: Path) -> Callable[..., Path]:
    """A function that writes a small playbook, changed by what it is given, and returns its folder.

    Its argument maps paths to texts; None leaves a file out.
    """

    def write(files: Mapping[str, str | None] | None = None, folder: str = "playbook") -> Path:
        root = tmp_path / folder
        for path, text in {**SMALL, **(files or {})}.items():
            if text is not None:
                (root / path).parent.mkdir(parents=True, exist_ok=True)
                (root / path).write_text(text, encoding="utf-8", newline="")
        return root

    return write


@pytest.fixture
def make_playbook(tmp_path: Path) -> Callable[..., Playbook]:
    """Makes a playbook with one sales process, `process`, of the YAML of its stages.

    Stages and criteria get their id for a name; activities are held in a call unless they say otherwise. `buying` is
    the YAML of the stages of the buying process `buyer`; what else is given stands in the process.
    """

    def make(stages: str, *, buying: str = "", **process: object) -> Playbook:
        sales = {"name": "Process", **process, "stages": [_stage(each) for each in yaml.safe_load(stages)]}
        if buying:
            sales["buying_process"] = "buyer"
            _write(tmp_path / "buying" / "buyer.yaml", {"name": "Buyer", "stages": _named(yaml.safe_load(buying))})
        _write(tmp_path / "playbook.yaml", {"title": "Playbook"})
        _write(tmp_path / "sales" / "process.yaml", sales)
        loaded = load(tmp_path)
        assert loaded.playbook is not None, loaded.diagnostics
        return loaded.playbook

    return make


def _stage(stage: dict[str, Any]) -> dict[str, Any]:
    activities = [{"name": each["id"], "where": "in_call", **each} for each in stage.get("activities", [])]
    criteria = [
        each if "criterion" in each else {"criterion": each["id"], **each} for each in stage.get("exit_criteria", [])
    ]
    return {"name": stage["id"], **stage, "activities": activities, "exit_criteria": criteria}


def _named(things: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"name": each["id"], **each} for each in things]


def _write(path: Path, data: object) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")

"""What a release consists of: a wheel that works in a clean environment, a whole sdist, what an index shows of them.

They are built from this checkout, unless `NEXTCALL_DIST` names a folder that holds them, as in release.yml.
"""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from email import message_from_bytes
from typing import TYPE_CHECKING

import pytest
from tests.installed import build, programs, run
from tests.kept_files import kept_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import Message
    from pathlib import Path

    MadeOnce = Callable[[str, Callable[[Path], object]], Path]

TEMPLATES = ("pages", "theme", "assets", "words", "offline")
FOLDERS = ("playbook", "schema", *(f"site_templates/{each}" for each in TEMPLATES))
READS_THE_CHECKOUT = (
    "tests/ci/test_readme.py",
    "tests/editor/test_files.py",
    "tests/packaging/test_lowest.py",
    "tests/publish/test_settings.py",
)
"""Quick tests of each kind that reads other files of the checkout than the package's."""


@pytest.fixture(scope="session")
def unpacked(distributions: Path, made_once: MadeOnce) -> Path:
    """What the sdist unpacks to."""

    def unpack(folder: Path) -> None:
        run("tar", "-xzf", next(distributions.glob("*.tar.gz")).resolve(), folder=folder)

    (folder,) = made_once("unpacked", unpack).iterdir()
    return folder


def test_the_wheel_holds_the_schemas_and_templates_inside_the_package(distributions: Path) -> None:
    with zipfile.ZipFile(next(distributions.glob("*.whl"))) as wheel:
        names = wheel.namelist()
    for folder in FOLDERS:
        assert any(name.startswith(f"nextcall/{folder}/") for name in names), folder
    assert not [name for name in names if not name.startswith(("nextcall/", "nextcall-"))]


def test_init_check_and_build_work_in_a_clean_environment(installed: Path, tmp_path: Path) -> None:
    clean_environment = programs(installed / "env")
    nextcall = clean_environment / "nextcall"
    script = "import nextcall; print(nextcall.__file__)"
    where = run(clean_environment / "python", "-c", script, folder=tmp_path).stdout
    assert str(clean_environment.parent) in where
    run(nextcall, "init", "mine", folder=tmp_path)
    assert run(nextcall, "check", "--strict", folder=tmp_path / "mine").stdout == ""
    run(nextcall, "init", "cut", "--from", "renewal", "--forge", "gitlab", "--no-git", folder=tmp_path)
    assert run(nextcall, "check", "--strict", folder=tmp_path / "cut").stdout == ""
    run(nextcall, "build", folder=tmp_path / "mine")
    plan = tmp_path / "mine" / "site" / "sales" / "new-business" / "discover" / "call-plan" / "index.html"
    assert "Name the problem" in plan.read_text(encoding="utf-8")
    stylesheet = tmp_path / "mine" / "site" / "nextcall" / "nextcall.css"
    assert stylesheet.stat().st_size > 1000


def test_the_sdist_holds_every_file_of_the_checkout_and_nothing_else(distributions: Path, repository: Path) -> None:
    with tarfile.open(next(distributions.glob("*.tar.gz"))) as sdist:
        held = {each.name.partition("/")[2] for each in sdist if not each.isdir()}
    assert held - {"PKG-INFO"} == set(kept_files(repository)) - {"PKG-INFO"}


def test_the_sdist_passes_tests_that_read_what_it_ships(unpacked: Path) -> None:
    command = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *READS_THE_CHECKOUT)
    done = run(*command, folder=unpacked, PYTHONPATH=str(unpacked / "generator"))
    assert " passed" in done.stdout


def _metadata(distributions: Path) -> Message:
    with zipfile.ZipFile(next(distributions.glob("*.whl"))) as wheel:
        (name,) = [each for each in wheel.namelist() if each.endswith(".dist-info/METADATA")]
        return message_from_bytes(wheel.read(name))


def _links(metadata: Message) -> list[str]:
    readme = metadata.get_payload(decode=True)
    assert isinstance(readme, bytes)
    return re.findall(r"\]\(([^)]+)\)", readme.decode())


def test_users_are_offered_nothing_that_only_developers_need(distributions: Path) -> None:
    metadata = _metadata(distributions)
    assert metadata.get_all("Provides-Extra") == ["measure"]  # what a command needs that few call
    assert not [each for each in metadata.get_all("Requires-Dist", []) if "pytest" in each]


def test_an_index_shows_where_the_project_lives_and_a_readme_whose_links_lead_there(
    distributions: Path, repository: Path
) -> None:
    metadata = _metadata(distributions)
    urls = dict(each.split(", ") for each in metadata.get_all("Project-URL", []))
    assert {"Source", "Changelog", "Documentation", "Issues"} <= set(urls)
    at = f"{urls['Source']}/(?:blob|raw)/{urls['Changelog'].split('/')[-2]}/"
    ours = [re.sub(at, "", link) for link in _links(metadata) if re.match(at, link)]
    assert "docs/stage.png" in ours
    assert "CONTRIBUTING.md" in ours
    assert [path for path in ours if not (repository / path).is_file()] == []
    assert [link for link in _links(metadata) if "://" not in link and not link.startswith("#")] == []


def test_built_from_nobody_knows_where_no_address_is_made_up_and_no_link_is_dead(
    repository: Path, builder: Path, tmp_path: Path
) -> None:
    build(repository, tmp_path, builder, "--wheel", NEXTCALL_REPOSITORY="")
    metadata = _metadata(tmp_path)
    assert metadata.get_all("Project-URL") is None
    assert [link for link in _links(metadata) if not link.startswith("https://")] == []

"""The release's workflow: valid, pinned, with few rights, and its scripts do what they say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.ci.validators import assert_valid

import nextcall

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable
    from pathlib import Path

    Shell = Callable[..., subprocess.CompletedProcess[str]]

WORKFLOW = ".github/workflows/release.yml"


@pytest.fixture(scope="module")
def jobs(repository: Path) -> dict[str, Any]:
    """The workflow's jobs."""
    parsed: dict[str, Any] = yaml.safe_load((repository / WORKFLOW).read_text(encoding="utf-8"))
    assert parsed["permissions"] == {}
    return dict(parsed["jobs"])


def _script(jobs: dict[str, Any], job: str, name: str) -> str:
    (script,) = [step["run"] for step in jobs[job]["steps"] if step.get("name", "").startswith(name)]
    return str(script)


def test_the_workflow_is_valid_by_githubs_schema(repository: Path) -> None:
    assert_valid(repository / WORKFLOW, "github-workflows")


@pytest.mark.parametrize("path", [WORKFLOW, "action.yml"])
def test_what_others_wrote_is_pinned_by_commit_and_says_which_release_that_is(path: str, repository: Path) -> None:
    used = re.findall(r"uses: (.+)", (repository / path).read_text(encoding="utf-8"))
    assert used
    assert [each for each in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", each)] == []


def test_only_what_was_built_and_tested_is_published_without_a_secret(jobs: dict[str, Any], repository: Path) -> None:
    assert jobs["publish"]["needs"] == "build"
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert [name for name, job in jobs.items() if "id-token" in job["permissions"]] == ["publish"]
    assert "secrets." not in (repository / WORKFLOW).read_text(encoding="utf-8")
    names = [step.get("name", step.get("uses", "")).split("@")[0] for step in jobs["build"]["steps"]]
    order = ["Run what CI runs", "Build the sdist", "Test the built files", "Write the checksums", "actions/upload"]
    found = [next(number for number, name in enumerate(names) if name.startswith(each)) for each in order]
    assert found == sorted(found)


@pytest.mark.parametrize(("tag", "code"), [(f"v{nextcall.__version__}", 0), ("v99.0.0", 1), (nextcall.__version__, 1)])
def test_a_tag_that_is_not_the_version_stops_the_release(
    tag: str, code: int, jobs: dict[str, Any], shell: Shell, repository: Path
) -> None:
    done = shell(_script(jobs, "build", "See that"), repository, NEXTCALL_REVISION=tag)
    assert done.returncode == code, done.stdout


@pytest.mark.parametrize("damage", ["", "x.whl"])
def test_the_checksums_are_of_the_built_files_and_are_checked_before_the_page_is_made(
    damage: str,
    jobs: dict[str, Any],
    shell: Shell,
    tmp_path: Path,
) -> None:
    (tmp_path / "dist").mkdir()
    for name in ("x.whl", "x.tar.gz"):
        (tmp_path / "dist" / name).write_text(name, encoding="utf-8")
    done = shell(_script(jobs, "build", "Write the checksums"), tmp_path)
    assert done.returncode == 0, done.stderr
    (tmp_path / "gh").write_text('#!/usr/bin/env bash\nprintf "%s " "$@" > "$HOME/call"\n', encoding="utf-8")
    (tmp_path / "gh").chmod(0o755)
    shell("mv dist files && mv checksums/SHA256SUMS files/", tmp_path)
    if damage:
        (tmp_path / "files" / damage).write_text("other", encoding="utf-8")
    done = shell(f'PATH="$HOME:$PATH"\n{_script(jobs, "announce", "Check the files")}', tmp_path, TAG="v1.2.3")
    assert (done.returncode != 0) is bool(damage)
    assert (tmp_path / "call").exists() is not bool(damage)
    if not damage:
        assert (tmp_path / "call").read_text(encoding="utf-8").endswith("-- SHA256SUMS x.tar.gz x.whl ")

"""The GitLab template: valid by GitLab's public schema, and its scripts do what their comments say."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from junitparser import JUnitXml
from tests.ci.validators import assert_valid

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from .conftest import Change, Clone

    Shell = Callable[..., subprocess.CompletedProcess[str]]

TEMPLATE = "ci/nextcall.gitlab-ci.yml"


@pytest.fixture(scope="module")
def jobs(repository: Path) -> dict[str, Any]:
    """The template."""
    parsed = yaml.safe_load((repository / TEMPLATE).read_text(encoding="utf-8"))
    assert isinstance(parsed, dict)
    return parsed


def _run(job: str, jobs: dict[str, Any], shell: Shell, folder: Path, **said: str) -> subprocess.CompletedProcess[str]:
    return shell("\n".join(jobs[job]["script"]), folder, **{**jobs["variables"], **said})


def test_the_template_is_valid_by_gitlabs_schema(repository: Path) -> None:
    assert_valid(repository / TEMPLATE, "gitlab-ci")


def test_a_finding_fails_the_job_after_both_reports_are_written(
    jobs: dict[str, Any], shell: Shell, broken: Path
) -> None:
    done = _run("nextcall-check", jobs, shell, broken)
    assert done.returncode == 1
    assert "error unknown-reference: " in done.stdout
    reports = jobs["nextcall-check"]["artifacts"]["reports"]
    issues = json.loads((broken / reports["codequality"]).read_text(encoding="utf-8"))
    assert "unknown-reference" in {issue["check_name"] for issue in issues}
    assert sum(suite.failures for suite in JUnitXml.fromfile(str(broken / reports["junit"]))) >= 1


def test_a_job_installs_the_revision_that_the_team_names_with_the_releases_it_was_tested_with(
    jobs: dict[str, Any], shell: Shell, python: Callable[[], list[str]], tmp_path: Path
) -> None:
    git = "git -C published -c user.name=x -c user.email=x@example.com"
    published = tmp_path / "published"
    published.mkdir()
    (published / "constraints.txt").write_text("", encoding="utf-8")
    done = shell(f"{git} init -q && {git} add -A && {git} commit -qm One && {git} rev-parse HEAD", tmp_path)
    shell(f"{git} rm -q constraints.txt && {git} commit -qm Two --allow-empty", tmp_path)
    made = tmp_path / "made"
    said = {"NEXTCALL_REPOSITORY": published.as_uri(), "NEXTCALL_REVISION": done.stdout.strip()}
    steps = ['PATH="$HOME:$PATH"', *jobs[".nextcall"]["before_script"]]
    done = shell("\n".join(steps), tmp_path, NEXTCALL_FOLDER=str(made), **said)
    assert done.returncode == 0, done.stderr
    assert (made / "source" / "constraints.txt").is_file()
    assert python() == [f"-m pip install --quiet --constraint {made}/source/constraints.txt {made}/source"]


def test_without_an_address_a_job_says_what_is_missing(jobs: dict[str, Any], shell: Shell, tmp_path: Path) -> None:
    done = shell("\n".join(jobs[".nextcall"]["before_script"]), tmp_path, **jobs["variables"])
    assert done.returncode != 0
    assert "NEXTCALL_REPOSITORY: the git address of nextcall" in done.stderr


@pytest.mark.parametrize(("options", "code"), [("--strict", 1), ("", 0)])
def test_warnings_fail_the_job_only_where_the_team_says_so(
    options: str, code: int, jobs: dict[str, Any], shell: Shell, write_playbook: Callable[..., Path]
) -> None:
    root = write_playbook({"notes.md": "# Notes\n\n[gone](gone.md)\n"})
    assert _run("nextcall-check", jobs, shell, root.parent, NEXTCALL_OPTIONS=options).returncode == code


def test_pages_builds_the_site_where_gitlab_looks_for_it(
    jobs: dict[str, Any], shell: Shell, write_playbook: Callable[..., Path]
) -> None:
    folder = write_playbook().parent
    done = _run("pages", jobs, shell, folder, NEXTCALL_PATH="playbook")
    assert done.returncode == 0, done.stderr
    assert (folder / jobs["pages"]["artifacts"]["paths"][0] / "index.html").is_file()


MARK = "<!-- nextcall check -->"
OURS, THEIRS = 17, 18


def _note(number: int, text: str, author: int = OURS) -> dict[str, Any]:
    return {"id": number, "body": text, "author": {"id": author}}


class _Notes(BaseHTTPRequestHandler):
    """The notes of a merge request, as GitLab's interface answers."""

    notes: list[dict[str, Any]]
    seen: list[tuple[str, str, str]]

    def do_GET(self) -> None:
        """The user whose token it is, or the notes, one a page."""
        address = urlsplit(self.path)
        if address.path == "/user":
            self._answer({"id": OURS})
            return
        number = int(parse_qs(address.query)["page"][0])
        notes = type(self).notes
        self._answer(notes[number - 1 : number], str(number + 1) if number < len(notes) else "")

    def do_POST(self) -> None:
        self._take()

    def do_PUT(self) -> None:
        self._take()

    def _take(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["body"]
        type(self).seen.append((self.command, self.path, body))
        self._answer({})

    def _answer(self, content: object, next_page: str = "") -> None:
        self.send_response(200)
        self.send_header("X-Next-Page", next_page)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def gitlab() -> Iterator[HTTPServer]:
    """A server that answers as GitLab does, for the notes of merge request 7."""
    _Notes.notes, _Notes.seen = [], []
    with HTTPServer(("127.0.0.1", 0), _Notes) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("notes", "call"),
    [
        ([], ("POST", "/projects/5/merge_requests/7/notes")),
        ([_note(3, "Looks good"), _note(4, MARK, THEIRS)], ("POST", "/projects/5/merge_requests/7/notes")),
        ([_note(3, MARK, THEIRS), _note(4, f"{MARK}\n\nold")], ("PUT", "/projects/5/merge_requests/7/notes/4")),
    ],
)
def test_one_comment_is_kept_on_the_merge_request(  # noqa: PLR0913, PLR0917 (two cases, four fixtures)
    notes: list[dict[str, Any]],
    call: tuple[str, str],
    gitlab: HTTPServer,
    jobs: dict[str, Any],
    shell: Shell,
    tmp_path: Path,
) -> None:
    _Notes.notes = notes
    (tmp_path / "nextcall-comment.md").write_text(f"{MARK}\n\n**größe**\n", encoding="utf-8")
    said = {
        "CI_API_V4_URL": f"http://127.0.0.1:{gitlab.server_port}",
        "CI_PROJECT_ID": "5",
        "CI_MERGE_REQUEST_IID": "7",
        "NEXTCALL_TOKEN": "secret",
    }
    done = _run("nextcall-comment", jobs, shell, tmp_path, **said)
    assert done.returncode == 0, done.stderr
    (seen,) = _Notes.seen
    assert seen[:2] == call
    assert seen[2] == f"{MARK}\n\n**größe**\n"
    assert seen[2].startswith(MARK)  # by which the next run finds it


def _in_a_merge_request(jobs: dict[str, Any], shell: Shell, change: Change, folder: Path, **said: str) -> Any:  # noqa: ANN401
    """Run the job that checks, in a clone as GitLab's runner makes it."""
    return _run(
        "nextcall-check",
        jobs,
        shell,
        folder,
        NEXTCALL_FOLDER=str(change.tools),
        CI_MERGE_REQUEST_DIFF_BASE_SHA=change.base,
        **said,
    )


@pytest.mark.parametrize(("weakening", "code"), [("", 0), ("fail", 1)])
def test_the_comment_says_what_the_merge_request_changes_and_fails_where_the_team_says_so(  # noqa: PLR0913, PLR0917
    weakening: str, code: int, jobs: dict[str, Any], shell: Shell, weaker: Change, clone: Clone
) -> None:
    folder = clone(weaker, depth=1)
    done = _in_a_merge_request(jobs, shell, weaker, folder, NEXTCALL_WEAKENING=weakening)
    assert done.returncode == code, done.stdout + done.stderr
    said = (folder / "nextcall-comment.md").read_text(encoding="utf-8")
    assert said.startswith(MARK)
    assert "weakens the process in 1 place" in said
    assert "old warning" not in said


def test_a_clone_that_cannot_be_deepened_is_answered_with_the_line_to_change(
    jobs: dict[str, Any], shell: Shell, weaker: Change, clone: Clone
) -> None:
    folder = clone(weaker, depth=1, reachable=False)
    done = _in_a_merge_request(jobs, shell, weaker, folder, NEXTCALL_OPTIONS="")
    assert done.returncode == 0, done.stdout + done.stderr
    assert 'GIT_DEPTH: "0"' in done.stdout
    assert 'GIT_DEPTH: "0"' in (folder / "nextcall-comment.md").read_text(encoding="utf-8")


def test_a_preview_opens_without_a_server(
    jobs: dict[str, Any], shell: Shell, write_playbook: Callable[..., Path]
) -> None:
    folder = write_playbook().parent
    done = _run("nextcall-preview", jobs, shell, folder, NEXTCALL_PATH="playbook")
    assert done.returncode == 0, done.stderr
    assert (folder / "preview" / "index.html").is_file()
    assert jobs["nextcall-preview"]["artifacts"]["paths"] == ["preview/"]

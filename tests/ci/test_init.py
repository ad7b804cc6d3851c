"""What `nextcall init` writes for forges is valid by their public schemas, wherever nextcall was installed from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from pre_commit.clientlib import load_config
from tests.ci.validators import assert_valid

from nextcall.cli.init import command
from nextcall.cli.starting.origin import UNKNOWN, Origin

if TYPE_CHECKING:
    from pathlib import Path

REVISION = "0123456789abcdef0123456789abcdef01234567"
FILES = {
    "github": (".github/pull_request_template.md", ".github/CODEOWNERS", ".github/workflows/playbook.yml"),
    "gitlab": (".gitlab/merge_request_templates/Default.md", ".gitlab/CODEOWNERS", ".gitlab-ci.yml"),
}
SCHEMAS = {"github": "github-workflows", "gitlab": "gitlab-ci"}


@pytest.mark.parametrize("forge", list(FILES))
@pytest.mark.parametrize(
    "source",
    [
        UNKNOWN,
        Origin("https://github.com/makers/nextcall", REVISION),
        Origin("https://gitlab.makers.example/a/nextcall", REVISION),
        Origin("https://git.makers.example/a/nextcall", REVISION),
    ],
)
def test_what_a_forge_reads_is_valid_and_installs_what_is_installed_here(
    source: Origin, forge: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nextcall.cli.init.origin", lambda: source)
    folder = tmp_path / "ours"
    CliRunner().invoke(command, [str(folder), "--forge", forge, "--no-git"], catch_exceptions=False)
    assert [path for path in FILES[forge] if not (folder / path).is_file()] == []
    workflow = FILES[forge][-1]
    assert_valid(folder / workflow, SCHEMAS[forge])
    load_config(str(folder / ".pre-commit-config.yaml"))
    assert source.revision in (folder / workflow).read_text(encoding="utf-8")
    container = json.loads((folder / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    assert container["postCreateCommand"].endswith(source.requirement)

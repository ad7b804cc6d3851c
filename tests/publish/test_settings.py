"""The two settings that we ship: the example's `mkdocs.yml`, and what is used where a team has none."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from yaml import safe_load

from nextcall import pipeline, publish
from nextcall.resources import template_folder

if TYPE_CHECKING:
    from collections.abc import Callable

_REPOSITORY = Path(__file__).parent.parent.parent


def test_the_default_is_the_example_without_what_is_the_examples_own() -> None:
    example = safe_load((_REPOSITORY / "mkdocs.yml").read_text())
    default = safe_load((template_folder() / "mkdocs.yml").read_text())
    own = ("site_name", "docs_dir", "edit_uri_template", "plugins")
    assert default.pop("plugins") == ["search", {"nextcall": {"name_site": True}}]
    assert example["plugins"] == ["search", "nextcall"]
    assert {name: value for name, value in default.items() if name != "site_name"} == {
        name: value for name, value in example.items() if name not in own
    }


def test_the_example_builds_without_a_warning(tmp_path: Path) -> None:
    checked = pipeline.check(_REPOSITORY / "playbook")
    built = publish.build(checked, config_file=_REPOSITORY / "mkdocs.yml", site_dir=tmp_path / "site", strict=True)
    stage = (built.site_dir / "sales" / "new-business" / "prove" / "index.html").read_text()
    lines = (_REPOSITORY / "playbook" / "sales" / "new-business.yaml").read_text(encoding="utf-8").splitlines()
    line = lines.index("  - id: prove") + 1
    edits = "https://git.harbourline.example/sales/playbook/edit/main/playbook/sales/new-business.yaml"
    assert f'href="{edits}#L{line}"' in stage


@pytest.mark.parametrize(
    ("settings", "edit"),
    [
        ("repo_url: https://github.com/team/ours\n", "https://github.com/team/ours/edit/HEAD/playbook/a.yaml#L3"),
        (
            "repo_url: https://github.com/team/ours\nedit_uri: edit/main/playbook/\n",
            "https://github.com/team/ours/edit/main/playbook/a.yaml#L3",
        ),
        ("edit_uri_template: https://x.example/t/o/edit/a/{path}\n", "https://x.example/t/o/edit/a/a.yaml#L3"),
        (
            "repo_url: https://x.example/t/o\nplugins: [search, {nextcall: {forge: gitea}}]\n",
            "https://x.example/t/o/_edit/HEAD/playbook/a.yaml#L3",
        ),
        ("repo_url: [a]\n", None),
        ("site_name: Ours\n", None),
    ],
)
def test_rendered_pages_have_the_pencils_that_the_settings_name(
    settings: str, edit: str | None, write_playbook: Callable[..., Path]
) -> None:
    root = write_playbook()
    (root.parent / ".git").mkdir()
    config_file = root.parent / "mkdocs.yml"
    config_file.write_text(f"docs_dir: playbook\n{settings}", encoding="utf-8")
    found = publish.pencils(config_file, root)
    assert (found and found.edit("a.yaml", 3)) == edit

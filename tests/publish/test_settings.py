"""The two settings that we ship: the example's `mkdocs.yml`, and what is used where a team has none."""

from __future__ import annotations

from pathlib import Path

from yaml import safe_load

from nextcall import pipeline, publish
from nextcall.resources import template_folder

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
    assert (
        'href="https://git.harbourline.example/sales/playbook/edit/main/playbook/sales/new-business.yaml#L524"' in stage
    )

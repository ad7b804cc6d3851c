"""What CONTRIBUTING says about adding a field and a rule is enough: a copy of the tree is changed so, and shows it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

TREE = Path(__file__).parents[2]
PROCESS = """\
name: New business
stages:
  - id: prove
    name: Prove the fit
    activities:
      - id: read-out
        name: %s
        where: in_call
        %s
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A tree of its own, with what the program is made of."""
    for name in ("generator", "schema", "site_templates"):
        shutil.copytree(TREE / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def recipe(title: str) -> str:
    """A section of CONTRIBUTING."""
    text = (TREE / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


def told(title: str, changed: Path) -> bool:
    """Whether the recipe names a file or the folder that it is in."""
    return any(
        named in changed.as_posix()
        for named in re.findall(r"`((?:generator|schema|site_templates)/[^`]*)`", recipe(title))
    )


def edit(tree: Path, file: str, change: Callable[[str], str]) -> Path:
    """Change a file of a tree, and return what was changed, relative to it."""
    path = tree / file
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    return Path(file)


def nextcall(tree: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the program of a copy of the tree."""
    program = f"import sys; sys.path.insert(0, {str(tree / 'generator')!r}); from nextcall.cli import main; main()"
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=tree)


def test_a_field_that_is_added_as_contributing_says_is_on_the_page_and_in_playbook_json(
    copy: Path, write_playbook: Callable[..., Path]
) -> None:
    def schema(text: str) -> str:
        document = json.loads(text)
        document["$defs"]["activity"]["properties"]["mood"] = {
            "description": "How the room should feel while this is held.",
            "$ref": "common.schema.json#/$defs/text",
            "examples": ["Curious, not hurried"],
            "x-audience": "team",
        }
        return json.dumps(document, ensure_ascii=False, indent=2)

    changed = [
        edit(copy, "schema/sales-process.schema.json", schema),
        edit(
            copy,
            "generator/nextcall/model/playbook.py",
            lambda text: text.replace(
                "    purpose: Text | None = None\n",
                "    purpose: Text | None = None\n    mood: Text | None = None\n",
                1,
            ),
        ),
        edit(
            copy,
            "site_templates/partials/activity.jinja",
            lambda text: text.replace(
                "{% set more %}\n", '{% set more %}\n<dd class="mood">{{ activity.mood }}</dd>\n', 1
            ),
        ),
    ]
    assert all(told("Add a field", each) for each in changed)
    root = write_playbook({"sales/new.yaml": PROCESS % ("Read out the result", "mood: Curious *and* calm")})
    built = nextcall(copy, "build", "--root", root, "--site-dir", copy / "site")
    assert built.returncode == 0, built.stderr + built.stdout
    page = (copy / "site" / "sales" / "new" / "prove" / "index.html").read_text(encoding="utf-8")
    assert '<dd class="mood">Curious <em>and</em> calm</dd>' in page
    fields = (copy / "site" / "contribute" / "fields" / "sales-process" / "index.html").read_text(encoding="utf-8")
    assert "How the room should feel while this is held" in fields
    document = json.loads((copy / "site" / "playbook.json").read_text(encoding="utf-8"))
    (activity,) = document["sales_processes"][0]["stages"][0]["activities"]
    assert activity["mood"] == "Curious and calm"
    published = (copy / "site" / "playbook.schema.json").read_text(encoding="utf-8")
    assert '"mood"' in published


RULE = '''"""A name shouts.

## What it does
Finds names in capitals.

## Why it matters
They read like a form.

## Example
```yaml
name: READ OUT
```

## Write instead
```yaml
name: Read out
```
"""

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

ID = "shouted-name"
LEVEL = Severity.WARNING


def check(subject):
    """Find names in capitals."""
    for _, _, activity in subject.playbook.activities():
        if activity.name.isupper():
            yield Finding(activity.place / "name", "this name is in capitals", "write it in small letters")
'''


def test_a_rule_that_is_added_as_contributing_says_finds_and_has_its_page(
    copy: Path, write_playbook: Callable[..., Path]
) -> None:
    changed = [
        edit(copy, "generator/nextcall/checks/rules/shouted_name.py", lambda _: RULE),
        edit(
            copy,
            "generator/nextcall/checks/registry.py",
            lambda text: text.replace('    "vague_wording",\n', '    "vague_wording",\n    "shouted_name",\n'),
        ),
    ]
    assert all(told("Add a rule", each) for each in changed)
    root = write_playbook({"sales/new.yaml": PROCESS % ("READ OUT", "minutes: 10")})
    found = nextcall(copy, "check", "--root", root, "--format", "concise")
    assert "new.yaml:7:15 warning shouted-name: this name is in capitals; write it in small letters" in found.stdout
    built = nextcall(copy, "build", "--root", root, "--site-dir", copy / "site")
    assert built.returncode == 0, built.stderr + built.stdout
    page = (copy / "site" / "contribute" / "rules" / "shouted-name" / "index.html").read_text(encoding="utf-8")
    assert "They read like a form" in page
    assert "shouted-name" in (copy / "site" / "health" / "index.html").read_text(encoding="utf-8")

"""What lies around a team's playbook: README, settings of the site and of editors, and what the forge runs and asks."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from nextcall.load import Kind, bundled
from nextcall.resources import template_folder
from nextcall.views import first_change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nextcall.cli.starting.origin import Origin
    from nextcall.model import Playbook
    from nextcall.pipeline import Checked

_STARTER = Path(__file__).resolve().parents[1] / "starter"
_FIRST_CHANGE = "first_change.md"
_PLACE = re.compile("«([a-z_]+)»")
_OWNER = re.compile(r"@[\w.-]+(?:/[\w.-]+)*|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PLACES = {
    Kind.PLAYBOOK: "playbook/playbook.yaml",
    Kind.ROLES: "playbook/roles.yaml",
    Kind.ASSETS: "playbook/assets.yaml",
    Kind.GLOSSARY: "playbook/glossary.yaml",
    Kind.BUYING_PROCESS: "playbook/buying/*.yaml",
    Kind.SALES_PROCESS: "playbook/sales/*.yaml",
    Kind.RESULTS: "playbook/results/*.yaml",
}
_MODELINE = "# yaml-language-server: $schema="
_OWNERS = """\
# Who is asked to review a change of which file. A line comes from each process whose `owner` is an @handle or a mail
# address; whoever adds a process adds its line:
#   /playbook/sales/new-business.yaml @team/sales
"""
_SETTINGS = """\
# The site. Start from here: https://squidfunk.github.io/mkdocs-material/setup/
site_name: Our sales playbook
docs_dir: playbook
repo_url: !ENV REPOSITORY_URL # where the pencils lead; the forge's workflow says it
"""


class Forge(StrEnum):
    """Where the repository will live."""

    GITHUB = "github"
    GITLAB = "gitlab"
    NONE = "none"


_OWNERS_FILE = {Forge.GITHUB: ".github/CODEOWNERS", Forge.GITLAB: ".gitlab/CODEOWNERS"}


def is_owner(said: str) -> bool:
    """Whether a forge can ask this owner for a review: an @handle, or a mail address."""
    return _OWNER.fullmatch(said) is not None


def files(playbook: Mapping[str, str], checked: Checked, forge: Forge, origin: Origin) -> dict[str, str]:
    """Every file of the repository by its path: those of `playbook`, of which `checked` is made, and all around it."""
    texts = {f"playbook/{path}": text for path, text in playbook.items()}
    texts = {path: _modeline(path) + text for path, text in texts.items()}
    texts |= {"mkdocs.yml": _site_settings(), ".gitignore": "/site/\n/.site*\n/.venv/\n"} | _for_editors()
    values = _values(texts, checked, forge, origin)
    for folder in ("any", forge.value):
        for source in sorted(path for path in (_STARTER / folder).rglob("*") if path.is_file()):
            path = source.relative_to(_STARTER / folder).as_posix()
            if path != _FIRST_CHANGE:
                texts[path] = _filled(source, values)
    if forge in _OWNERS_FILE and checked.playbook is not None:
        texts[_OWNERS_FILE[forge]] = _owners(checked.playbook)
    return dict(sorted(texts.items()))


def _filled(source: Path, values: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda place: values[place[1]], source.read_text(encoding="utf-8"))


def _values(texts: Mapping[str, str], checked: Checked, forge: Forge, origin: Origin) -> dict[str, str]:
    values = {
        "address": origin.address,
        "revision": origin.revision,
        "requirement": origin.requirement,
        "action": _action(origin),
        "include": _include(origin),
        "template": (_STARTER / "change_template.md").read_text(encoding="utf-8").rstrip("\n"),
        "first_change": "",
    }
    change = first_change.of(checked.playbook) if checked.playbook is not None else None
    if change is not None:
        path = f"playbook/{change.place.path}"
        line = checked.loaded.line_of(change.place) + _lines_before(texts[path])
        old = texts[path].splitlines()[line - 1].strip()
        values |= {
            "activity": str(change.activity.name),
            "before": str(change.before),
            "after": str(change.after),
            "path": path,
            "line": str(line),
            "old": old,
            "new": old.replace(str(change.before), str(change.after), 1),
        }
        values["first_change"] = _filled(_STARTER / forge / _FIRST_CHANGE, values) + "\n"
    return values


def _lines_before(text: str) -> int:
    """How many lines were put before what was checked."""
    return 1 if text.startswith(_MODELINE) else 0


def _action(origin: Origin) -> str:
    """The steps that run nextcall's action; one that lies on no host of GitHub's has to be fetched first."""
    if origin.host == "github.com" or not origin.is_known:
        return f"      - uses: {origin.name}@{origin.revision}\n"
    fetch = f"git clone --quiet {origin.address} .nextcall/action && git -C .nextcall/action checkout --quiet"
    return f"      - run: {fetch} {origin.revision}\n      - uses: ./.nextcall/action\n"


def _include(origin: Origin) -> str:
    """What includes nextcall's template: its address where that is known to be readable, else from the same GitLab."""
    template = "ci/nextcall.gitlab-ci.yml"
    if origin.host == "github.com":
        return f"  - remote: https://raw.githubusercontent.com/{origin.name}/{origin.revision}/{template}"
    if "gitlab" in origin.host.split("."):
        return f"  - remote: https://{origin.host}/{origin.name}/-/raw/{origin.revision}/{template}"
    return f"  - project: {origin.name}\n    ref: {origin.revision}\n    file: {template}"


def _owners(playbook: Playbook) -> str:
    lines = [f"* {playbook.owner}\n"] if playbook.owner and is_owner(playbook.owner) else []
    lines += [
        f"/playbook/{process.place.path} {process.owner}\n"
        for process in playbook.sales_processes
        if process.owner and is_owner(process.owner)
    ]
    return _OWNERS + "".join(lines)


def _site_settings() -> str:
    """The settings that a site has where a team says none, from what its plugins are on."""
    default = (template_folder() / "mkdocs.yml").read_text(encoding="utf-8")
    return _SETTINGS + default[default.index("\nplugins:") :]


def _modeline(path: str) -> str:
    """The line by which editors find the schema of the file at `path`; "" for a file of no kind."""
    up = "../" * path.count("/")
    for kind, place in _PLACES.items():
        if PurePosixPath(path).match(place):
            return f"{_MODELINE}{up}{_schema_path(kind)}\n"
    return ""


def _schema_path(kind: Kind) -> str:
    return f".nextcall/schema/{kind}.schema.json"


def _for_editors() -> dict[str, str]:
    """The schema of every kind, as `nextcall schema` prints it, and what VS Code must know.

    The settings say again what the first lines say, for files without such a line and for editors that read none.
    """
    texts = {_schema_path(kind): _json(bundled(kind)) for kind in Kind}
    schemas = {f"./{_schema_path(kind)}": place for kind, place in _PLACES.items()}
    texts[".vscode/settings.json"] = _json({"yaml.schemas": schemas})
    texts[".vscode/extensions.json"] = _json({"recommendations": ["redhat.vscode-yaml"]})
    return texts


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"

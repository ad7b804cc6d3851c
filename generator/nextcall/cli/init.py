"""`nextcall init`: a small playbook to start from, with what an editor needs to check it as it is written."""

from __future__ import annotations

import json
import shlex
from pathlib import Path, PurePosixPath

import click

from nextcall.cli.project import EnvironmentProblem
from nextcall.cli.terminal import say
from nextcall.load import Kind, bundled

_STARTER = Path(__file__).resolve().parent / "starter"
_PLACES = {
    Kind.PLAYBOOK: "playbook/playbook.yaml",
    Kind.ROLES: "playbook/roles.yaml",
    Kind.ASSETS: "playbook/assets.yaml",
    Kind.GLOSSARY: "playbook/glossary.yaml",
    Kind.BUYING_PROCESS: "playbook/buying/*.yaml",
    Kind.SALES_PROCESS: "playbook/sales/*.yaml",
    Kind.RESULTS: "playbook/results/*.yaml",
}
_NOT_ON_WINDOWS = frozenset('<>:"|?*\\')
_MODELINE = "# yaml-language-server: $schema="

_NEXT = """\
{count} files are in {folder}. Next:
  cd {folder}
  nextcall serve                look at it, and watch it change as you edit
  nextcall check                what could be better
Begin with {process}.\
"""


@click.command("init", epilog="\b\nExample:\n  nextcall init my-playbook")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
def command(folder: Path) -> None:
    """Start a playbook in DIR, which must be new or empty.

    It holds one sales process, one buying process and the roles: small, valid, and short enough to read in one go.
    The schemas lie beside them, so that an editor can check and complete what you write.
    """
    _check_name(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} is not empty; name a new folder, so that nothing of yours is touched"
        raise EnvironmentProblem(message)
    files = _starter() | _for_editors() | {".gitignore": "/site/\n/.site*\n"}
    try:
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        message = f"can't write to {folder}: {error.strerror or error}"
        raise EnvironmentProblem(message) from None
    process = folder / "playbook" / "sales" / "new-business.yaml"
    say(_NEXT.format(count=len(files), folder=_quoted(folder), process=_quoted(process)))


def _check_name(folder: Path) -> None:
    """Refuse what would be hard to get rid of again, or to call by its name."""
    for name in (each.name for each in (folder, *folder.parents) if not each.exists()):
        if name.startswith("-"):
            message = f"{name!r} would be taken for an option by every other command; choose a name without the dash"
        elif not name.isprintable():
            message = f"{name!r} holds a character that can't be seen; choose a name without it"
        elif name != name.strip() or name.endswith("."):
            message = f"{name!r} begins or ends with what can't be seen or is lost on Windows; choose a name without it"
        elif name.startswith("~"):
            message = f"{name!r} would be taken for somebody's home folder; choose a name without the tilde"
        elif sign := next((each for each in name if each in _NOT_ON_WINDOWS), None):
            message = f"{name!r} holds a {sign}, which no name may hold on Windows; choose a name without it"
        else:
            continue
        raise EnvironmentProblem(message)


def _quoted(path: Path) -> str:
    """The path as a shell takes it for one word."""
    return shlex.quote(path.as_posix())


def _starter() -> dict[str, str]:
    """The texts of the starter by path; every file of a playbook names its schema in its first line."""
    texts = {}
    for source in sorted(path for path in _STARTER.rglob("*") if path.is_file()):
        path = source.relative_to(_STARTER).as_posix()
        texts[path] = _modeline(path) + source.read_text(encoding="utf-8")
    return texts


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

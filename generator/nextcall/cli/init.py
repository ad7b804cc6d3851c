"""`nextcall init`: a small playbook to start from."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from nextcall.cli.project import EnvironmentProblem

_STARTER = Path(__file__).resolve().parent / "starter"

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
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} is not empty; name a new folder, so that nothing of yours is touched"
        raise EnvironmentProblem(message)
    sources = sorted(path for path in _STARTER.rglob("*") if path.is_file())
    try:
        for source in sources:
            target = folder / source.relative_to(_STARTER)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        (folder / ".gitignore").write_text("/site/\n/.site*\n", encoding="utf-8")
    except OSError as error:
        message = f"can't write to {folder}: {error.strerror or error}"
        raise EnvironmentProblem(message) from None
    process = folder / "playbook" / "sales" / "new-business.yaml"
    click.echo(_NEXT.format(count=len(sources) + 1, folder=folder, process=process), err=True)

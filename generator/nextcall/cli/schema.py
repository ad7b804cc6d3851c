"""`nextcall schema`: the JSON Schema of a kind of file, or of what a site holds for programs."""

from __future__ import annotations

import click

from nextcall import export
from nextcall.cli.terminal import give
from nextcall.load import Kind, bundled
from nextcall.printable import json_text
from nextcall.suggest import did_you_mean

_FOR_PROGRAMS = "playbook-json"
_KINDS = (*(kind.value for kind in Kind), _FOR_PROGRAMS)


@click.command(
    "schema",
    short_help="Print the JSON Schema of a KIND of file, for editors.",
    epilog="\b\nExample:\n  nextcall schema sales-process > sales-process.schema.json",
)
@click.argument("kind", required=False, metavar="KIND")
def command(kind: str | None) -> None:
    """Print the JSON Schema of a KIND of file, whole in itself: for editors and other tools.

    KIND is playbook, roles, assets, glossary, buying-process, sales-process or results; playbook-json is the schema of
    /playbook.json, which a site holds for programs.
    """
    if kind is None:
        message = f"say which KIND: {', '.join(_KINDS)}"
        raise click.UsageError(message)
    if kind not in _KINDS:
        message = f"there is no kind '{kind}'; {_meant(kind)}"
        raise click.UsageError(message)
    schema = export.schema() if kind == _FOR_PROGRAMS else bundled(Kind(kind))
    give(f"{json_text(schema, indent=2)}\n")


def _meant(word: str) -> str:
    """The kind whose first word it is (`sales`), else the one most like it."""
    begun = next((kind for kind in _KINDS if word and kind.startswith(f"{word.lower()}-")), None)
    return did_you_mean(word, _KINDS) if begun is None else f"did you mean '{begun}'?"

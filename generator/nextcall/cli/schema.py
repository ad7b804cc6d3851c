"""`nextcall schema`: the JSON Schema of a kind of file, or of what a site holds for programs."""

from __future__ import annotations

import json

import click

from nextcall import export
from nextcall.load import Kind, bundled

_FOR_PROGRAMS = "playbook-json"


@click.command("schema", epilog="\b\nExample:\n  nextcall schema sales-process > sales-process.schema.json")
@click.argument("kind", type=click.Choice([*(kind.value for kind in Kind), _FOR_PROGRAMS]))
def command(kind: str) -> None:
    """Print the JSON Schema of a KIND of file, whole in itself: for editors and other tools.

    `playbook-json` is the schema of /playbook.json, which a site holds for programs.
    """
    schema = export.schema() if kind == _FOR_PROGRAMS else bundled(Kind(kind))
    click.echo(json.dumps(schema, indent=2, ensure_ascii=False))

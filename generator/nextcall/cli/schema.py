"""`nextcall schema`: the JSON Schema of a kind of file."""

from __future__ import annotations

import json

import click

from nextcall.load import Kind, bundled


@click.command("schema", epilog="\b\nExample:\n  nextcall schema sales-process > sales-process.schema.json")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
def command(kind: str) -> None:
    """Print the JSON Schema of a KIND of file, whole in itself: for editors and other tools."""
    click.echo(json.dumps(bundled(Kind(kind)), indent=2, ensure_ascii=False))

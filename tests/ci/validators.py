"""What forges accept, asked of their schemas in this process: a new one takes longer to start than to look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner

if TYPE_CHECKING:
    from pathlib import Path


def assert_valid(file: Path, schema: str) -> None:
    """A file of CI is valid by the vendor's schema of this name, `github-workflows` for example."""
    done = CliRunner().invoke(check_jsonschema, ["--builtin-schema", f"vendor.{schema}", str(file)])
    assert done.exit_code == 0, done.output

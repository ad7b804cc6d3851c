"""The process as the browser's engine gets it: small, the same every time, and without the team's texts."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

from nextcall.compress.compiled import compiled
from nextcall.load import load

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 15 * 1024


def test_the_example_is_small_and_holds_no_text_of_the_team(example: Path) -> None:
    playbook = load(example).playbook
    assert playbook is not None
    process = playbook.sales_processes[0]
    written = json.dumps(compiled(playbook, process))
    assert len(gzip.compress(written.encode(), mtime=0)) < MOST_BYTES
    assert written == json.dumps(compiled(playbook, process))
    texts = {str(activity.name) for _, _, activity in playbook.activities()}
    assert [each for each in texts if each in written] == []

"""The playbooks to start from: a small one, or the example's, cut to one process and to what that process uses.

Comments above the fields that matter most say what they are for, in the words of their schemas.
"""

from __future__ import annotations

import re
import tempfile
import textwrap
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from nextcall import pipeline
from nextcall.checks.rules import unused_asset, unused_role, unused_term
from nextcall.load import Kind
from nextcall.load.kinds import described
from nextcall.resources import example_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nextcall.pipeline import Checked

_STARTER = Path(__file__).resolve().parents[1] / "starter"
_WIDTH = 110
_SENTENCE_END = re.compile(r"(?<=[.!?]) ")
_OF_NO_USE_ELSEWHERE = ("reviewed", "baseline", "owner")
_SHARED = ("roles.yaml", "assets.yaml", "glossary.yaml")
_UNUSED = frozenset({unused_asset.ID, unused_role.ID, unused_term.ID})
_EMPTIED = re.compile(r"^\w+:\n(?! )", re.MULTILINE)
_TAUGHT = (
    "stages",
    "stages.0.definition",
    "stages.0.buying_stages",
    "stages.0.drifts_when",
    "stages.0.exit_criteria",
    "stages.0.exit_criteria.0.evidence",
    "stages.0.exit_criteria.0.verified_by",
    "stages.0.activities",
    "stages.0.activities.0.importance",
    "stages.0.activities.0.minutes",
    "stages.0.activities.0.requires",
    "stages.0.activities.0.needs",
    "stages.0.activities.0.buyer_roles",
    "stages.0.activities.0.customer_value",
    "stages.0.activities.0.advance",
    "stages.0.activities.0.satisfies",
)
"""Fields of a sales process that a comment explains where they come first."""


class Start(StrEnum):
    """What to start from."""

    MINIMAL = "minimal"
    ENTERPRISE = "enterprise"
    RENEWAL = "renewal"


_OF_THE_EXAMPLE = {
    Start.ENTERPRISE: ("sales/new-business.yaml", "buying/operations-leader.yaml"),
    Start.RENEWAL: ("sales/renewal.yaml", "buying/existing-customer.yaml"),
}


def playbook(start: Start, owner: str | None = None) -> dict[str, str]:
    """The files of a playbook by their path below its folder. `owner` answers for its sales process."""
    texts = _minimal() if start is Start.MINIMAL else _cut(_OF_THE_EXAMPLE[start])
    return {path: _taught(_owned(text, owner)) if _is_process(path) else text for path, text in texts.items()}


def checked(texts: Mapping[str, str]) -> Checked:
    """What the checks say of a playbook that isn't written yet."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in texts.items():
            target = Path(folder) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
        return pipeline.check(Path(folder))


def _is_process(path: str) -> bool:
    return path.startswith("sales/")


def _minimal() -> dict[str, str]:
    folder = _STARTER / Start.MINIMAL / "playbook"
    return {path.relative_to(folder).as_posix(): _read(path) for path in sorted(folder.rglob("*.yaml"))}


def _cut(processes: tuple[str, ...]) -> dict[str, str]:
    """One process of the example, its buying process, and what both use; nothing that holds for the example alone."""
    folder = example_folder()
    texts = {path: _without_first_line(_read(folder / path)) for path in (*processes, *_SHARED)}
    texts["playbook.yaml"] = _read(_STARTER / Start.MINIMAL / "playbook" / "playbook.yaml")
    sales = processes[0]
    texts[sales] = _without(texts[sales], _OF_NO_USE_ELSEWHERE)
    texts["assets.yaml"] = re.sub(r"^ +url: .*\n", "", texts["assets.yaml"], flags=re.MULTILINE)
    texts = {path: _of_anyone(text) for path, text in texts.items()}
    while unused := _unused(texts):
        for path, lines in unused.items():
            texts[path] = _without_items(texts[path], lines)
    return dict(sorted(texts.items()))


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _without_first_line(text: str) -> str:
    """The text without the line that tells editors where the schema is: it is another one elsewhere."""
    return text.partition("\n")[2]


def _without(text: str, fields: tuple[str, ...]) -> str:
    """A file without some fields at its top that stand on one line."""
    return re.sub(rf"^(?:{'|'.join(fields)}): .*\n", "", text, flags=re.MULTILINE)


def _of_anyone(text: str) -> str:
    """The text without the example's own name and without links to its pages."""
    return re.sub(r"\[([^\]]*)\]\([^):]*\.md\)", r"\1", text).replace("Harbourline", "Our company")


def _unused(texts: Mapping[str, str]) -> dict[str, set[int]]:
    """The lines of what nothing in the playbook uses, by file."""
    said = checked(texts)
    found: dict[str, set[int]] = {}
    for each in said.diagnostics:
        if each.rule in _UNUSED:
            found.setdefault(each.path.removeprefix(said.loaded.prefix), set()).add(each.line)
    return found


def _without_items(text: str, first_lines: set[int]) -> str:
    """The text without the items of lists that begin in these lines, counted from 1."""
    kept, depth = [], -1
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        indent = len(line) - len(line.lstrip())
        if number in first_lines:
            depth = indent
        elif not line.strip() or indent <= depth:
            depth = -1
        if depth < 0:
            kept.append(line)
    return _EMPTIED.sub("", "".join(kept))


def _owned(text: str, owner: str | None) -> str:
    """The text of a process, with who answers for it below its name."""
    return text if owner is None else re.sub(r"\A(name: .*\n)", rf'\1owner: "{owner}"\n', text)


def _taught(text: str) -> str:
    """The text of a process, with comments above the fields that matter most, where each comes first."""
    for path in _TAUGHT:
        steps = [int(step) if step.isdigit() else step for step in path.split(".")]
        said = _SENTENCE_END.split(described(Kind.SALES_PROCESS, steps)["description"])[0]
        field = re.search(rf"^( *){steps[-1]}:", text, re.MULTILINE)
        if field is not None:
            text = text[: field.start()] + _comment(said, field[1]) + text[field.start() :]
    return text


def _comment(said: str, indent: str) -> str:
    mark = f"{indent}# "
    return textwrap.fill(said, _WIDTH, initial_indent=mark, subsequent_indent=mark) + "\n"

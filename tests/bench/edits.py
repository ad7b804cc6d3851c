"""Edits of a playbook as people make them, by chance, and the page that shows each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

_COPY = "copied-"


class Edits:
    """Changes files of the playbook in a folder, each so that the playbook stays sound."""

    def __init__(self, playbook: Path, chance: random.Random) -> None:
        """`chance` says what is done, and to what."""
        self._playbook, self._chance, self._number = playbook, chance, 0
        self._kinds: tuple[Callable[[], str], ...] = (
            self._text,
            self._minutes,
            self._id,
            self._order,
            self._name,
            self._role,
            self._more,
            self._less,
        )

    def prepare(self) -> Callable[[], str]:
        """One of the edits; each returns the address of the page that shows it."""
        self._number += 1
        return self._chance.choice(self._kinds)

    def _processes(self) -> list[Path]:
        return sorted((self._playbook / "sales").glob("*.yaml"))

    def _in_process(self, change: Callable[[dict[str, Any], list[dict[str, Any]]], None]) -> str:
        """Change a stage that has several activities."""
        path = self._chance.choice(self._processes())
        process = yaml.safe_load(path.read_text(encoding="utf-8"))
        stage = self._chance.choice([each for each in process["stages"] if len(each.get("activities", ())) > 1])
        change(stage, stage["activities"])
        _write(path, process)
        return f"/sales/{path.stem}/{stage['id']}/"

    def _text(self) -> str:
        def change(_: dict[str, Any], activities: list[dict[str, Any]]) -> None:
            self._chance.choice(activities)["purpose"] = f"Somebody says it for the {self._number}th time"

        return self._in_process(change)

    def _minutes(self) -> str:
        def change(_: dict[str, Any], activities: list[dict[str, Any]]) -> None:
            timed = [each for each in activities if "minutes" in each]
            each = self._chance.choice(timed)
            each["minutes"] = each["minutes"] + 1 if each["minutes"] < 15 else 5
            each["minutes_max"] = 18

        return self._in_process(change)

    def _order(self) -> str:
        def change(_: dict[str, Any], activities: list[dict[str, Any]]) -> None:
            activities.append(activities.pop(0))

        return self._in_process(change)

    def _id(self) -> str:
        """Another id for an activity, wherever its process names it."""
        path = self._chance.choice(self._processes())
        text = path.read_text(encoding="utf-8")
        stage = self._chance.choice([each for each in yaml.safe_load(text)["stages"] if each.get("activities")])
        old = self._chance.choice(stage["activities"])["id"]
        new = f"{re.sub('-x[0-9]+$', '', old)}-x{self._number}"
        path.write_text(re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, text), encoding="utf-8")
        return f"/sales/{path.stem}/{stage['id']}/"

    def _name(self) -> str:
        path = self._chance.choice(self._processes())
        process = yaml.safe_load(path.read_text(encoding="utf-8"))
        process["name"] = f"{process['name'].split(' (')[0]} ({self._number})"
        _write(path, process)
        return f"/sales/{path.stem}/"

    def _role(self) -> str:
        path = self._playbook / "roles.yaml"
        roles = yaml.safe_load(path.read_text(encoding="utf-8"))
        role = self._chance.choice(next(iter(roles.values())))
        role["name"] = f"{role['name'].split(' (')[0]} ({self._number})"
        _write(path, roles)
        return "/roles/"

    def _more(self) -> str:
        path = self._chance.choice([each for each in self._processes() if not each.stem.startswith(_COPY)])
        copy = path.with_stem(f"{_COPY}{self._number}")
        text = re.sub(r"(?m)^ *formerly:.*\n( *- .*\n)*", "", path.read_text(encoding="utf-8"))
        copy.write_text(
            re.sub(r"(?m)^name: .*", f"name: Another way ({self._number})", text, count=1), encoding="utf-8"
        )
        return "/"

    def _less(self) -> str:
        copies = [each for each in self._processes() if each.stem.startswith(_COPY)]
        if not copies:
            return self._more()
        self._chance.choice(copies).unlink()
        return "/"


def _write(path: Path, data: object) -> None:
    path.write_text(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=200), encoding="utf-8")

"""The catalogue of words that templates add: looked up by key, filled with values, in one form or the other.

A team puts its own words, or a whole language, in the place of ours: `words/<language>.yaml` among its templates.
"""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from jinja2 import TemplateError

from nextcall import text
from nextcall.markup import Html
from nextcall.model import Text
from nextcall.model.kept import kept
from nextcall.resources import template_folder
from nextcall.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

Rows = tuple[tuple[str, ...], ...]
"""Rows of words that mean the same."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_FORMS = frozenset({"one", "other"})
_ROW = "pilot, proof of concept"
_STAND_IN = re.compile("[\ue000-\uf8ff]")


class WordsError(TemplateError):
    """A team's file of words won't do; the message names the file and the key and says what to write."""


def catalogue(team_templates: Path | None = None, language: str = "en") -> Words:
    """The words of a site: the team's for its language, and ours, in English, for all that it doesn't say.

    Raises WordsError where the team's file can't be read, or names what our catalogue doesn't know.
    """
    name = f"words/{language}.yaml"
    path = team_templates / name if team_templates else None
    return _english().replaced(name, path) if path is not None and path.is_file() else _english()


@cache
def _english() -> Words:
    return Words.of_file(template_folder() / "words" / "en.yaml")


class _Phrase(NamedTuple):
    """What stands between the placeholders, as HTML and as plain text; `names` are the placeholders in between."""

    names: tuple[str, ...]
    html: tuple[Html, ...]
    plain: tuple[str, ...]

    @classmethod
    def read(cls, written: str) -> _Phrase:
        names = tuple(_PLACEHOLDER.findall(written))
        stand_ins = iter(range(0xE000, 0xE000 + len(names)))
        marked = _PLACEHOLDER.sub(lambda _: chr(next(stand_ins)), written)
        html = text.inline_html(marked, lambda _: None)
        pieces = tuple(Html(piece) for piece in _STAND_IN.split(html))
        return cls(names, pieces, tuple(_STAND_IN.split(text.plain(marked))))

    @property
    def written(self) -> str:
        """The phrase without markup, its placeholders as they were written."""
        marks = (*(f"{{{name}}}" for name in self.names), "")
        return "".join(f"{piece}{mark}" for piece, mark in zip(self.plain, marks, strict=True))


def _plain(value: object) -> str:
    return text.plain(value) if isinstance(value, Text) else str(value)


class Words:
    """The catalogue: phrases in inline Markdown with `{placeholders}`; a counted one has the forms `one`, `other`.

    Beside them stand lists of words that mean the same, which no page shows.
    """

    def __init__(self, tree: Mapping[str, Any]) -> None:
        """`tree` nests phrases by page; a key is the path to one, with dots."""
        self._phrases: dict[str, dict[str, _Phrase]] = {}
        self._rows: dict[str, Rows] = {}
        self._add("", tree)
        self.comma = self.plain("common.comma", {}) if tree else ""

    @classmethod
    def of_file(cls, path: Path) -> Words:
        """The catalogue in a YAML file, every scalar of it a text."""
        return cls(_tree(path))

    def replaced(self, name: str, path: Path) -> Words:
        """This catalogue with the phrases of another YAML file, called `name` in messages, in the place of its own.

        Its rows of words are added to ours.
        """
        try:
            tree = _tree(path)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            message = f"{name} can't be read: {error}"
            raise WordsError(message) from error
        said = _Said({}, {})
        _gather(name, "", tree or {}, _Said(self._phrases, self._rows), said)
        theirs = said.phrases
        for key, forms in theirs.items():
            self._check(name, key, forms)
        made = Words({})
        made._phrases = self._phrases | {
            key: {form: _Phrase.read(written) for form, written in forms.items()} for key, forms in theirs.items()
        }
        made._rows = {key: (*rows, *said.rows.get(key, ())) for key, rows in self._rows.items()}
        made.comma = made.plain("common.comma", {})
        return made

    def rows(self, key: str) -> Rows:
        """The rows of words at a key."""
        return self._rows[key]

    def _check(self, name: str, key: str, forms: Mapping[str, str]) -> None:
        """Raise WordsError where a phrase wouldn't take the values that ours takes."""
        ours = self._phrases[key]
        if forms.keys() == _FORMS and ours.keys() != _FORMS:
            message = f"{name}: {key} doesn't count anything: write one text"
            raise WordsError(message)
        places = {place for phrase in ours.values() for place in phrase.names}
        for written in forms.values():
            said = set(_PLACEHOLDER.findall(written))
            if surplus := said - places:
                message = (
                    f"{name}: {key} has no value for {{{min(surplus)}}}; {did_you_mean(min(surplus), sorted(places))}"
                )
                raise WordsError(message)
            if missing := set.intersection(*(set(phrase.names) for phrase in ours.values())) - said:
                message = f"{name}: {key} has no place for {{{min(missing)}}}, which it must show"
                raise WordsError(message)

    def __iter__(self) -> Iterator[str]:
        """Every key, in the catalogue's order."""
        return iter(self._phrases)

    def __contains__(self, key: object) -> bool:
        """Whether it has a phrase."""
        return key in self._phrases

    def fixed(self) -> Iterator[tuple[str, Html]]:
        """The phrases as HTML that need nothing filled in, with their keys."""
        for key, forms in self._phrases.items():
            if "one" not in forms and not forms["other"].names:
                yield key, forms["other"].html[0]

    def html(self, key: str, values: Mapping[str, object], write: Callable[[object], Html]) -> Html:
        """The phrase as HTML; `write` makes HTML of a value, and several values are a list in words."""
        phrase = self._phrase(key, values)
        if not phrase.names:
            return phrase.html[0]
        return Html(self._filled(phrase.names, phrase.html, values, write))

    def plain(self, key: str, values: Mapping[str, object]) -> str:
        """The phrase without any markup: for titles, attributes and text alternatives."""
        phrase = self._phrase(key, values)
        return self._filled(phrase.names, phrase.plain, values, _plain)

    @kept
    def for_script(self, group: str) -> str:
        """The words below a key as JSON, for the attribute of an element that a script brings to life."""
        return json.dumps(self.group(group), ensure_ascii=False, separators=(",", ":"))

    def rows_for_script(self, key: str) -> str:
        """The rows of words at a key as JSON, likewise."""
        return json.dumps(self._rows[key], ensure_ascii=False, separators=(",", ":"))

    def group(self, prefix: str) -> dict[str, str | dict[str, str]]:
        """The phrases below a key, without markup and not yet filled in, for a script: `{names}` stand as written."""
        found = {
            key.removeprefix(f"{prefix}."): forms
            for key, forms in self._phrases.items()
            if key.startswith(f"{prefix}.")
        }
        if not found:
            message = f"the catalogue has no words below {prefix!r}"
            raise LookupError(message)
        return {
            key: {form: phrase.written for form, phrase in forms.items()} if "one" in forms else forms["other"].written
            for key, forms in found.items()
        }

    def places(self, key: str) -> frozenset[str]:
        """What a phrase is to be filled with, whichever form is taken."""
        return frozenset(name for phrase in self._phrases[key].values() for name in phrase.names)

    @property
    def digest(self) -> str:
        """What tells this catalogue from any other."""
        said = {key: {form: each.written for form, each in forms.items()} for key, forms in self._phrases.items()}
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def label(self, *key: str, **values: object) -> str:
        """`plain`, of the key whose parts are given one by one."""
        return self.plain(".".join(key), values)

    def _add(self, prefix: str, tree: Mapping[str, Any]) -> None:
        for name, value in tree.items():
            key = f"{prefix}{name}"
            if isinstance(value, str):
                self._phrases[key] = {"other": _Phrase.read(value)}
            elif isinstance(value, list):
                self._rows[key] = tuple(map(tuple, value))
            elif value.keys() == _FORMS:
                self._phrases[key] = {form: _Phrase.read(written) for form, written in value.items()}
            else:
                self._add(f"{key}.", value)

    def _phrase(self, key: str, values: Mapping[str, object]) -> _Phrase:
        try:
            forms = self._phrases[key]
        except KeyError:
            message = f"the catalogue has no words for {key!r}"
            raise LookupError(message) from None
        phrase = forms["one"] if "one" in forms and values["n"] == 1 else forms["other"]
        # a form may do without a value that the other shows: "the only one" for "all {all}"
        if len(values) > len(phrase.names) and (surplus := values.keys() - self.places(key) - {"n"}):
            message = f"the words for {key!r} have no place for {', '.join(sorted(surplus))}"
            raise LookupError(message)
        return phrase

    def _filled(
        self,
        names: tuple[str, ...],
        pieces: tuple[str, ...],
        values: Mapping[str, object],
        write: Callable[[object], str],
    ) -> str:
        if not names:
            return pieces[0]
        comma = self.comma
        out = [pieces[0]]
        for name, piece in zip(names, pieces[1:], strict=True):
            value = values[name]
            out.append(comma.join(map(write, value)) if isinstance(value, tuple) else write(value))
            out.append(piece)
        return "".join(out)


def _tree(path: Path) -> Any:  # noqa: ANN401 (whatever the file holds)
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 (makes nothing but texts, lists and mappings)


class _Said(NamedTuple):
    """What a file of words says, or may say, by key: phrases in their forms, and rows of words."""

    phrases: dict[str, Any]
    rows: dict[str, Rows]


def _gather(name: str, prefix: str, tree: object, known: _Said, into: _Said) -> None:
    """What a team's tree says, by key, into `into`; WordsError for what our catalogue doesn't know."""
    if not isinstance(tree, dict):
        message = f"{name}: {prefix.rstrip('.') or 'the file'} is not a group of words, as in ours"
        raise WordsError(message)
    keys = (*known.phrases, *known.rows)
    for part, value in tree.items():
        key = f"{prefix}{part}"
        if key in known.phrases:
            into.phrases[key] = _forms(name, key, value)
        elif key in known.rows:
            into.rows[key] = _rows(name, key, value)
        elif any(each.startswith(f"{key}.") for each in keys):
            _gather(name, f"{key}.", value, known, into)
        else:
            message = f"{name}: there are no words for {key}; {did_you_mean(key, sorted(keys))}"
            raise WordsError(message)


def _forms(name: str, key: str, value: object) -> dict[str, str]:
    forms = {"other": value} if isinstance(value, str) else value
    if not isinstance(forms, dict) or not all(isinstance(each, str) for each in forms.values()):
        message = f"{name}: {key} is a phrase: write a text, or `{{one: …, other: …}}`"
        raise WordsError(message)
    if forms.keys() not in ({"other"}, _FORMS):
        message = f"{name}: {key} has the forms `one` and `other`, no more and no fewer"
        raise WordsError(message)
    return forms


def _rows(name: str, key: str, value: object) -> Rows:
    found = value if isinstance(value, list) else [None]
    if not all(isinstance(row, list) and all(isinstance(word, str) for word in row) for row in found):
        message = f"{name}: {key} is a list of rows of words: write `- [{_ROW}]` for each"
        raise WordsError(message)
    return tuple(map(tuple, found))

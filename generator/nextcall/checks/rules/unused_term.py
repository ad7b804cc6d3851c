"""The glossary explains a term that no text uses.

## What it does
Looks for each term, and its other forms under `also`, in all texts of the playbook's YAML files, its own explanation
aside. Longer words that begin with it count too. A playbook without sales processes is left alone.

## Why it matters
Nobody meets the term, so nobody looks it up; or the texts use another word for the same thing.

## Example
```yaml
terms:
  - {term: Continuation, means: A call after which nothing is agreed}
```

## Write instead
Use the term where it is meant, list the word that you use instead under `also`, or remove it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from nextcall.checks.rule import Subject

ID = "unused-term"
LEVEL = Severity.INFO

_GLOSSARY = "glossary.yaml"
_WORD = re.compile(r"[^\W_]+")
_SEVERAL = -1


def check(subject: Subject) -> Iterator[Finding]:
    """Find terms that nobody uses."""
    playbook = subject.playbook
    if not playbook.terms or not playbook.sales_processes:
        return
    texts = _Texts(["\n".join([each.text for each in playbook.texts if each.parent.path != _GLOSSARY])])
    means = _Texts([term.means for term in playbook.terms])
    for index, term in enumerate(playbook.terms):
        forms = [form.casefold().strip() for form in (term.term, *term.also)]
        if not any(texts.hold(form) for form in forms) and not any(means.hold(form, index) for form in forms):
            hint = "use it where it is meant, list the word that you use instead under `also`, or remove it"
            yield Finding(term.place / "term", f"no text uses the term '{term.term}'", hint)


class _Texts:
    """Texts by the words in them, so that what stands in none of them is known without reading them again."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [text.casefold() for text in texts]
        self._holder: dict[str, int] = {}  # of each word the text that holds it, or _SEVERAL
        for index, text in enumerate(self._texts):
            for word in set(_WORD.findall(text)):
                self._holder[word] = _SEVERAL if word in self._holder else index
        self._words = sorted(self._holder)

    def hold(self, form: str, but: int | None = None) -> bool:
        """Whether one of them, that at the index `but` aside, holds `form` as a word or at the beginning of one."""
        words = _WORD.findall(form)
        if words == [form]:
            return self._begins(form, but)
        whole = words[:-1] if words and form.endswith(words[-1]) else words
        if not all(self._holder.get(word, but) != but for word in whole):
            return False
        if words and not self._begins(words[-1], but):
            return False
        return any(_stands_in(form, text) for index, text in enumerate(self._texts) if index != but)

    def _begins(self, beginning: str, but: int | None) -> bool:
        here = takewhile(
            lambda word: word.startswith(beginning),
            islice(self._words, bisect_left(self._words, beginning), None),
        )
        return any(self._holder[word] != but for word in here)


def _stands_in(form: str, text: str) -> bool:
    here = text.find(form)
    while here > 0 and text[here - 1].isalnum():
        here = text.find(form, here + 1)
    return here >= 0

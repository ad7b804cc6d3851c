"""A criterion or its evidence uses words that nobody can check.

## What it does
Looks for words such as "engaged", "understood" or "meaningful" in the criteria of open stages and their evidence.
`vague_words` in playbook.yaml adds the team's own.

## Why it matters
Two people who read "the buyer is engaged" see two different deals. One who reads "the director invited the CFO" sees
the same.

## Example
```yaml
- criterion: The CFO is engaged
  evidence: The CFO's acceptance of the invitation
  verified_by: customer_action
```

## Write instead
```yaml
- criterion: The CFO has agreed to judge the result
  evidence: The CFO's acceptance of the invitation
  verified_by: customer_action
```
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nextcall.checks.phrases import named
from nextcall.checks.rule import Finding
from nextcall.checks.vague_words import VAGUE_WORDS
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from nextcall.checks.rule import Subject

ID = "vague-wording"
LEVEL = Severity.WARNING

_WORD = re.compile(r"\w+(?:['\u2019]\w+)*")


def check(subject: Subject) -> Iterator[Finding]:
    """Find words that mean something else to everybody."""
    phrases = _phrases(subject.playbook.vague_words)
    for criterion in subject.criteria:
        for field, text in (("criterion", criterion.criterion), ("evidence", criterion.evidence)):
            if text is None:
                continue
            words = _words(text)
            if phrases.keys().isdisjoint(words):
                continue
            found = dict(_found(words, phrases))
            if found:
                hint = "; ".join(dict.fromkeys(found.values()))
                yield Finding(criterion.place / field, f"nobody can check {named(found)}", hint)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("-", " "))


Phrases = dict[str, dict[int, dict[tuple[str, ...], tuple[str, str]]]]
"""By its first word and by the number of its words: each vague phrase, and what to write in its place."""


def _phrases(own: Iterable[str]) -> Phrases:
    groups = (*VAGUE_WORDS, ("your team calls this vague; say what the customer did, said or wrote", own))
    phrases: Phrases = {}
    for hint, group in groups:
        for phrase in group:
            words = tuple(_words(phrase))
            if words:
                phrases.setdefault(words[0], {}).setdefault(len(words), {}).setdefault(words, (phrase, hint))
    return phrases


def _found(words: list[str], phrases: Phrases) -> Iterator[tuple[str, str]]:
    for index, word in enumerate(words):
        if word not in phrases:
            continue
        for length, of_length in phrases[word].items():
            found = of_length.get(tuple(words[index : index + length]))
            if found is not None:
                yield found

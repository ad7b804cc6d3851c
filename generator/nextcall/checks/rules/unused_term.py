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

from typing import TYPE_CHECKING

from nextcall.checks.rule import Finding
from nextcall.diagnostics import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.checks.rule import Subject

ID = "unused-term"
LEVEL = Severity.INFO

_GLOSSARY = "glossary.yaml"


def check(subject: Subject) -> Iterator[Finding]:
    """Find terms that nobody uses."""
    playbook = subject.playbook
    if not playbook.terms or not playbook.sales_processes:
        return
    texts = "\n".join([each.text for each in playbook.texts if each.parent.path != _GLOSSARY]).casefold()
    for term in playbook.terms:
        forms = (term.term, *term.also)
        if not any(_stands_in(form, texts) for form in forms) and not any(
            _stands_in(form, other.means.casefold()) for other in playbook.terms if other is not term for form in forms
        ):
            hint = "use it where it is meant, list the word that you use instead under `also`, or remove it"
            yield Finding(term.place / "term", f"no text uses the term '{term.term}'", hint)


def _stands_in(form: str, texts: str) -> bool:
    """Whether `form`, in small letters, stands in `texts` as a word or at the beginning of one."""
    word = form.casefold().strip()
    here = texts.find(word)
    while here > 0 and texts[here - 1].isalnum():
        here = texts.find(word, here + 1)
    return here >= 0

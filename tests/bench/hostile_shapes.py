"""Texts made to take long: of any size, by the name of their shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

Files = dict[str, str]
_PROCESS = "name: New business\nstages:\n  - id: discover\n    name: Discover\n"
_PAGE, _SALES = "guide.md", "sales/new.yaml"


def _page(piece: str, head: str = "", tail: str = "") -> Callable[[int], Files]:
    """A page of the team's: `piece` again and again."""
    return lambda size: {_PAGE: head + _fill(piece, size) + tail}


def _yaml(piece: str, head: str = "", tail: str = "") -> Callable[[int], Files]:
    """A sales process: `head`, `piece` again and again, `tail`."""
    return lambda size: {_SALES: head + _fill(piece, size) + tail}


def _text(piece: str, tail: str = "") -> Callable[[int], Files]:
    """A sound sales process, one text of which is `piece` again and again."""
    return lambda size: {_SALES: f"{_PROCESS}    definition: '{_fill(piece, size)}{tail}'\n"}


def _numbered(line: str, head: str = _PROCESS, path: str = _SALES) -> Callable[[int], Files]:
    """`line` again and again, each with a number of its own for `#`."""

    def made(size: int) -> Files:
        lines, length, number = [head], len(head), 0
        while length < size:
            lines.append(line.replace("#", str(number)))
            length += len(lines[-1])
            number += 1
        return {path: "".join(lines)}

    return made


def _fill(piece: str, size: int) -> str:
    return piece * (size // len(piece.encode()))


_ACTIVITIES = f"{_PROCESS}    activities:\n"
_CRITERIA = f"{_PROCESS}    exit_criteria:\n"
_LARGEST_PROCESS = 500_000
_VAGUE = "they are interested, aware of [it](gone#.md) and engaged, or so we hope that it is to be"


def _requiring(size: int, required: Callable[[int, int], Iterable[int]]) -> Files:
    """So many activities that their references fill the size; `required` are those of one, by number, of so many."""
    many = max(int((size / 3.2) ** 0.5), 2)
    lists = (", ".join(f"a{each}" for each in required(number, many)) for number in range(many))
    lines = (
        f"      - {{id: a{number}, name: A, where: in_call, requires: [{listed}]}}\n"
        for number, listed in enumerate(lists)
    )
    return {_SALES: _ACTIVITIES + "".join(lines)}


def _processes(line: str, head: str) -> Callable[[int], Files]:
    """Processes of so many numbered lines that none is refused for their number."""
    made = _numbered(line, head)
    return lambda size: {
        f"sales/p{number}.yaml": made(min(size, _LARGEST_PROCESS))[_SALES]
        for number in range(max(size // _LARGEST_PROCESS, 1))
    }


SHAPES: dict[str, Callable[[int], Files]] = {
    # what the loader reads: blanks, quotes, brackets, ends of lines
    "blanks before a letter": _yaml(" ", tail="x\n"),
    "blanks before a letter, in a value": _yaml(" ", f"{_PROCESS}    definition: ", "x: y\n"),
    "an open bracket and blanks": _yaml(" ", "a: [b", "\n"),
    "tabs before a letter": _yaml("\t", tail="x\n"),
    "lines of blanks and tabs": _yaml("  \t \n", "a:\n", "x\n"),
    "carriage returns": _yaml("\r", "a: b", "x\n"),
    "odd spaces before a letter": _yaml("\u00a0", tail="x: y\n"),
    "open brackets": _yaml("[", "a: "),
    "open braces with fields": _yaml("{a: ", "a: "),
    "pairs of brackets": _yaml("[], ", "a: [", "]\n"),
    "commas in brackets": _yaml(",", "a: [b", "]\n"),
    "words in brackets, closed by the wrong one": _yaml("word, ", "a: [", "}\n"),
    "double quotes": _yaml('"', "a: "),
    "single quotes": _yaml("'", "a: "),
    "quotes in brackets": _yaml('"a" ', "a: [", "]\n"),
    "backslashes between quotes": _yaml("\\", 'a: "', '"\n'),
    "good escapes, then a bad one": _yaml("\\n", 'a: "', '\\q"\n'),
    "one quote a line": _yaml("a: 'b\n"),
    "backticks": _yaml("`", "a: "),
    "asterisks": _yaml("*", "a: "),
    "ampersands": _yaml("&a ", "a: "),
    "colons": _yaml(":", "a: "),
    "colons and blanks": _yaml(": ", "a: "),
    "hyphens and blanks": _yaml("- ", "a:\n  ", "x"),
    "hyphens and blanks, before a tab": _yaml("- ", "", "\tx: ["),
    "equals signs": _yaml("a = ", "", "\n"),
    "number signs": _yaml(" #", "a: b"),
    "number signs before letters": _yaml(" #x", "a: b", "\n"),
    "comments before an error": _yaml("# a\n", "", "x: [\n"),
    "empty lines before an error": _yaml("\n", "a: b\n", "x\n"),
    "comments before the first field, and an error": _yaml("# a\n", "", "x: b\ny\n"),
    "empty lines behind a document's end": _yaml("\n", "a: b\n...\n", "x\n"),
    "ends of documents": _yaml("...\n", "a: b\n", "x\n"),
    "a long line with an error at its end": _yaml("word ", "name: ", ": x\n"),
    "a long name of a field": _yaml("x", "", ": \n"),
    "many lines, each with an error": _yaml("a: b: c\n"),
    "question marks and blanks": _yaml("? ", "a: x"),
    "question marks before names": _yaml("? a\n: b\n"),
    "digits": _yaml("9", "a: ", "\n"),
    "digits with an underscore at their end": _yaml("9", "a: ", "_\n"),
    "points": _yaml("1.", "a: ", "\n"),
    "the same name again": _yaml("name: a\n"),
    "fields nobody knows": _numbered("field_#: 1\n"),
    "fields nobody knows, on one line": _numbered("f#: 1, ", "name: a\nstages: [{"),
    "anchors": _numbered("a#: &b c\n", ""),
    "aliases": _numbered("a#: *b\n", ""),
    "tags": _numbered("a#: !b c\n", ""),
    "empty values": _numbered("a#:\n", ""),
    "empty items": _yaml("-\n", "a:\n"),
    "merge keys": _yaml("<<: a\n"),
    "merge markers": _yaml("<<<<<<< ours\na: b\n=======\na: c\n>>>>>>> theirs\n"),
    "documents": _yaml("---\n", "a: b\n"),
    "directives": _yaml("%YAML 1.2\n"),
    "block headers": _yaml("a: |\n"),
    "combining accents": _yaml("\u0301", "name: e", "\n"),
    "zero-width spaces": _yaml("\u200b", tail="name: x\n"),
    "other line ends": _yaml("\u2028", "name: a", "\n  b: c"),
    "NULs": _yaml("\0", "name: a", "\n"),
    "bytes that are no UTF-8": lambda size: {_SALES: "a" * size + "\udcff"},
    "deep lists, one item a line": _yaml("- - - a\n", "a:\n"),
    # what doesn't fit the schema
    "items of the wrong type": _yaml("1, ", "name: a\nformerly: [", "1]\nstages: []\n"),
    "wrong ids on one line": _numbered("A #, ", f"{_PROCESS}    buying_stages: ["),
    "repeated ids on one line": _yaml("a, ", f"{_PROCESS}    buying_stages: [", "a]\n"),
    "ids on one line, the last one twice": lambda size: {
        _SALES: _numbered("a#, ", f"{_PROCESS}    buying_stages: [")(size)[_SALES] + "a0]\n"
    },
    "an id that is long": _yaml("a ", "name: A\nstages:\n  - name: A\n    id: ", "\n"),
    "stages without fields": _yaml("  -\n    x: y\n", "name: a\nstages:\n"),
    # what the rules look at
    "bad references": _numbered(
        "          - ref-#\n",
        f"{_ACTIVITIES}      - id: a\n        name: A\n        where: in_call\n        requires:\n",
    ),
    "bad references on one line": lambda size: {
        _SALES: _numbered(
            "ref-#, ", f"{_ACTIVITIES}      - id: a\n        name: A\n        where: in_call\n        requires: ["
        )(size)[_SALES]
        + "z]\n"
    },
    "activities that require a bad one": _numbered(
        "      - {id: act-#, name: A, where: in_call, requires: [ax-#]}\n", _ACTIVITIES
    ),
    "activities in a row": _numbered("      - {id: act-#, name: A, where: in_call, minutes: 5}\n", _ACTIVITIES),
    "criteria nobody satisfies": _numbered("      - {id: crit-#, criterion: It is so}\n", _CRITERIA),
    "vague words": _numbered("      - {id: crit-#, criterion: interested engaged aware}\n", _CRITERIA),
    "as many criteria as processes may hold": _processes(
        f"      - {{id: criterion-#, criterion: '{_VAGUE}'}}\n", _CRITERIA
    ),
    "as many activities as processes may hold": _processes(
        f"      - {{id: activity-#, name: '{_VAGUE}', where: in_call, minutes: 5, requires: []}}\n", _ACTIVITIES
    ),
    "as many assets as a file may hold": _numbered(
        "  - {id: asset-#, name: What they asked for when they came to see us, url: a/folder/that/was/here/once/"
        "and/is/gone/from/where/it/was/gone-#.md}\n",
        "assets:\n",
        "assets.yaml",
    ),
    "stages": _numbered("  - {id: stage-#, name: A}\n"),
    "stages of one name in the CRM": _numbered("  - {id: stage-#, name: A, crm: {stage: x}}\n"),
    "roles nobody meets": _numbered("  - {id: role-#, name: A}\n", "buyer_roles:\n", "roles.yaml"),
    "assets of one address": _numbered("  - {id: as-#, name: A, url: gone-#.md}\n", "assets:\n", "assets.yaml"),
    "terms nobody uses": lambda size: {
        "glossary.yaml": _numbered("  - {term: the word#, means: m}\n", "terms:\n")(size // 2)[_SALES],
        _SALES: f"{_PROCESS}    definition: {_fill('the x ', size // 2)}\n",
    },
    "terms of one letter": _numbered("  - {term: a#, means: aa aa}\n", "terms:\n", "glossary.yaml"),
    "wrong rules": _numbered("  rule-#: off\n", "title: x\nrules:\n", "playbook.yaml"),
    "vague words of the team's own": _numbered("  - word w#\n", "title: x\nvague_words:\n", "playbook.yaml"),
    "allows that accept nothing": _numbered(
        "      - {id: c#, criterion: A, allow: [{rule: stage-without-exit, because: b}]}\n", _CRITERIA
    ),
    "texts that commas split": _yaml("Aa bb, cc dd, ", f"{_PROCESS}    drifts_when: [", "Ee ff]\n"),
    "paths between double quotes": _yaml('"C:\\a b", ', f"{_PROCESS}    drifts_when: [", '"x"]\n'),
    # inline Markdown in a text
    "brackets in a text": _text("["),
    "links that don't close": _text("](a"),
    "links that begin": _text("[a](", "]"),
    "links with blanks": _text("[a]( ", "x"),
    "links, each whole": _text("[a](b.md) "),
    "long links' words": _text("[a", "](b.md"),
    "asterisks in a text": _text("*"),
    "asterisks and letters": _text("*a **a "),
    "underscores in a text": _text("_a "),
    "backticks in a text": _text("`a"),
    "backticks, ever more": lambda size: {
        _SALES: f"{_PROCESS}    definition: '{' '.join('`' * n for n in range(1, int((2 * size) ** 0.5)))}'\n"
    },
    "less-than signs": _text("<a"),
    "less-than signs and addresses": _text("<http:"),
    "comments that don't close": _text("<!-- a"),
    "character references": _text("&#x41;"),
    "ampersands in a text": _text("&"),
    "backslashes in a text": _text("\\"),
    "pipes": _text("|a"),
    "blanks to fill in": _text("[insert "),
    "points of a placeholder": _text(".", "x"),
    "blank ends of a placeholder": _text(" ", "x"),
    "quotations in notes": lambda size: {_SALES: f"{_PROCESS}    notes: '{_fill('> ', size)}x'\n"},
    "lists in notes": lambda size: {_SALES: f"{_PROCESS}    notes: '{_fill('- ', size)}x'\n"},
    "definitions in notes": lambda size: {_SALES: f"{_PROCESS}    notes: |\n{_fill('      [a]: b' + chr(10), size)}"},
    "tables in notes": lambda size: {
        _SALES: f"{_PROCESS}    notes: |\n      {_fill('a|', size // 2)}\n      {_fill('-|', size // 2)}\n"
    },
    # the team's pages
    "a heading, blanks and a letter": _page(" ", "# a", "x"),
    "a heading and number signs": _page(" #", "# a", "x"),
    "headings without an end": _page("# \n"),
    "a link's title that never closes": _page('](a "'),
    "links' starts on a page": _page("[a]("),
    "links' ends and blanks": _page("](", tail=" " * 1000),
    "links' ends, each with blanks": _page("](a     "),
    "blanks in a link": _page(" ", "[a](", "x"),
    "brackets on a page": _page("["),
    "definitions on a page": _page("[a]: b\n"),
    "a definition's blanks": _page(" ", "[a]:", "\n"),
    "links to nowhere": _numbered("[a](gone#.md)\n", "", _PAGE),
    "links to nowhere, on one line": _numbered("[a](gone#.md) ", "", _PAGE),
    "links to nowhere of one name": _numbered("[a](a#/gone.md)\n", "", _PAGE),
    "backticks on a page": _page("`a"),
    "fences": _page("```\n"),
    "fences that don't close": _page("~~~~a\n"),
    "front matter that never closes": _page("a: b\n", "---\n"),
    "titles without an end": _page("title: 'a\n", "---\n"),
    "a title with blanks": _page(" ", "---\ntitle: a", "x'\n---\n"),
    "a title and quotes": _page("'", "---\ntitle: '", "x\n---\n"),
    "comments on a page": _page("<!-- a"),
    "elements on a page": _page("<a href='x"),
    "quotations on a page": _page("> "),
    "lists on a page": _page("- "),
    "ever deeper lists on a page": _page("- a\n  "),
    "asterisks on a page": _page("*a **a "),
    "tables on a page": _page("a|b\n-|-\n"),
    "carriage returns on a page": _page("\r"),
    "blank lines on a page": _page("\n"),
    "many pages": lambda size: {
        f"p{number}.md": f"# a\n[b](c{number}.md)\n{_fill('word ', 980)}" for number in range(max(size // 1000, 1))
    },
    "many processes with an error": lambda size: {
        f"sales/p{number}.yaml": f"a: b: c\nd: {_fill('word ', 980)}\n" for number in range(max(size // 1000, 1))
    },
    "strays": lambda size: {f"sales/a/p{number}.yml": _fill("# a\n", 1000) for number in range(max(size // 1000, 1))},
    # what else YAML knows, and what else people write
    "aliases of aliases": _numbered("a#: &b# [*b, *b]\n", ""),
    "merges of fields": _numbered("a#: {<<: *b, c: d}\n", ""),
    "names that are lists": _numbered("? [a, #]\n: b\n", ""),
    "names that are fields": _numbered("{a: b}: c#\n", ""),
    "tags of Python": _numbered("a#: !!python/object/apply:os.system [x]\n", ""),
    "directives of tags": _yaml("%TAG ! tag:x,2026:\n", "", "---\na: b\n"),
    "escapes of lone surrogates": _yaml("\\ud800", 'name: "', '"\n'),
    "escapes of what can't be seen": _yaml("\\u200b", 'name: "', '"\n'),
    "line ends of every kind": _yaml("a: b\r\nc: d\re: f\n"),
    "byte order marks": _yaml("\ufeff", tail="name: a\n"),
    "numbers between colons": _yaml("1:", "a: ", "1\n"),
    "numbers with exponents": _yaml("1e9, ", "name: a\nstages: [", "1]\n"),
    "texts of the wrong type on one line": _yaml("a b, ", "name: a\nstages: [", "c d]\n"),
    "a long exponent": _yaml("9", "minutes: 1e", "\n"),
    "hexadecimal digits": _yaml("f", "minutes: 0x", "\n"),
    "a block that never ends": _yaml("    word word\n", f"{_PROCESS}    notes: |\n"),
    "a folded block": _yaml("      word word\n\n", f"{_PROCESS}    definition: >\n"),
    "tabs between fields": _yaml("a:\tb\n"),
    "markers of merges without an end": _yaml("<<<<<<< a\n"),
    "a role of many": lambda size: {
        "roles.yaml": _numbered("  - {id: role-#, name: A}\n", "buyer_roles:\n")(size // 2)[_SALES],
        _SALES: _numbered(
            "role-#, ", f"{_ACTIVITIES}      - id: a\n        name: A\n        where: in_call\n        buyer_roles: ["
        )(size // 2)[_SALES]
        + "z]\n",
    },
    "activities of one id": _numbered("      - {id: same, name: A, where: in_call}\n", _ACTIVITIES),
    "activities that need what isn't there": _numbered(
        "      - {id: a#, name: A, where: in_call, needs: [c#], satisfies: [d#], buyer_roles: [e#]}\n", _ACTIVITIES
    ),
    "activities that require all before them": lambda size: _requiring(size, lambda number, _: range(number)),
    "activities that require all others": lambda size: _requiring(
        size // 2, lambda number, many: (each for each in range(many) if each != number)
    ),
    "former ids, each of many stages": lambda size: {
        _SALES: "name: A\nstages:\n"
        + "".join(
            f"  - {{id: s{number}, name: A, formerly: [{', '.join(f'o{each}' for each in range(size // 1400))}]}}\n"
            for number in range(200)
        )
    },
    "links to nowhere in texts": _numbered("      - {id: c#, criterion: '[a](gone#.md)'}\n", _CRITERIA),
    "links to nowhere in texts, of a folder": _numbered(
        "      - {id: c#, criterion: '[a](a#/../gone.md)'}\n", _CRITERIA
    ),
    "addresses in a text": _text("<https://a.example> "),
    "links that are forbidden": _text("[a](javascript:x) "),
    "images in links on a page": _page("[![a](b.png)](c.md) "),
    "references on a page": _numbered("[a#]\n\n[a#]: b#.md\n\n", "", _PAGE),
    "raw HTML on a page": _page('<div><a href="x.md">a</a></div>\n'),
    "character references on a page": _page("&amp;&#x3c;"),
    "brackets and backticks on a page": _page("[`a`](b.md)`"),
    "markers of merges on a page": _page("<<<<<<< a\n=======\n"),
    "many pages that aren't simple": lambda size: {
        f"p{number}.md": "".join(f"[a](p{number + each}.md) <b>x</b>\n" for each in range(80))
        for number in range(max(size // 2000, 1))
    },
    "many processes that buy as nobody does": lambda size: {
        **{
            f"sales/p{number}.yaml": f"{_PROCESS}buying_process: p{number}x\nsummary: {_fill('w ', 800)}\n"
            for number in range(max(size // 2000, 1))
        },
        **{
            f"buying/p{number}.yaml": f"name: P\nstages:\n  - id: a\n    name: A\n    question: {_fill('w ', 800)}\n"
            for number in range(max(size // 2000, 1))
        },
    },
    "results of nothing": lambda size: {
        f"results/r{number}.yaml": "as_of: 2026-09-30\nfrom: 2024-10-01\nwithin_days: 120\n"
        f"source: {_fill('w ', 1900)}\n"
        "deals: {entered: 182, won: 61, lost: 48, no_decision: 39, other: 34}\n"
        for number in range(max(size // 2000, 1))
    },
}


def write(files: Files, folder: Path) -> int:
    """Write the files of a playbook, with a playbook.yaml where they have none; how many bytes they hold."""
    for path, text in {"playbook.yaml": "title: Ours\n", **files}.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode("utf-8", "surrogateescape"))
    return sum(len(text.encode("utf-8", "surrogateescape")) for text in files.values())

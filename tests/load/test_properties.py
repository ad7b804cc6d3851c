"""Whatever a file holds, loading it gives a model or diagnostics, and positions point at what they claim."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from tests.examples import tried

from nextcall.load import Loaded, load
from nextcall.load.kinds import Kind, field_names
from nextcall.load.parse import parse
from nextcall.load.schema import misfits
from nextcall.model import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nextcall.load.document import Document

VALID = (Path(__file__).parents[1] / "schema" / "model_snippets" / "sales" / "new-business.yaml").read_text("utf-8")
PIECES = [
    "name", ": ", ":", "- ", "-", "\n", "\n  ", "\n    ", " #", "#", "[", "]", "{", "}", ", ", '"', "'", "*", "&",
    "!", "|", ">", "%", "@", "`", "? ", "\t", "\r\n", "\r", "\u2028", "\x85", "\xa0", "\ufeff", "\\", "\\u", "d800",
    "---\n", "...\n", "<<", "~", "null", "no", "010", "1e999", "9999999999999999999999999999999999999999", "😀", "ש",
    "“", "id: a", "stages:\n", "x", "\x00",
]  # fmt: skip

quick = partial(tried, one_in=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
yamlish = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=25).map("".join)


@contextmanager
def folder_with(content: bytes) -> Iterator[Path]:
    """A playbook with one sales process."""
    root = Path(tempfile.mkdtemp())
    try:
        (root / "sales").mkdir()
        (root / "playbook.yaml").write_text("title: Ours\n", encoding="utf-8")
        (root / "sales" / "new.yaml").write_bytes(content)
        yield root
    finally:
        shutil.rmtree(root)


def assert_sound(content: bytes) -> None:
    """Loading gives a model or diagnostics, whose positions lie in the file and whose words fit on a line."""
    with folder_with(content) as root:
        loaded: Loaded = load(root)
        assert (loaded.playbook is None) == bool(loaded.diagnostics)
        assert list(loaded.diagnostics) == sorted(loaded.diagnostics)
        for found in loaded.diagnostics:
            line = loaded.source_line(loaded.prefix + found.path, found.line)
            assert line is not None
            assert 1 <= found.column <= len(line) + 1
            assert (found.end_line, found.end_column >= found.column) == (found.line, True)
            assert found.message
            assert not set(found.message + found.hint) & set("\n\r\0")
            (found.message + found.hint).encode("utf-8")


@quick(250)
@given(text=yamlish)
def test_any_text_gives_a_model_or_diagnostics(text: str, parser: str) -> None:
    assert parser
    assert_sound(text.encode("utf-8", "replace"))


@quick(250)
@given(content=st.binary(max_size=60))
def test_any_bytes_give_a_model_or_diagnostics(content: bytes) -> None:
    assert_sound(content)


@quick(60)
@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(VALID)), st.integers(0, 12), st.one_of(st.just(""), st.sampled_from(PIECES))),
        min_size=1,
        max_size=3,
    )
)
def test_any_change_to_a_valid_process_gives_a_model_or_diagnostics(
    edits: list[tuple[int, int, str]], parser: str
) -> None:
    assert parser
    text = VALID
    for index, length, piece in edits:
        text = text[:index] + piece + text[index + length :]
    assert_sound(text.encode("utf-8", "replace"))


@pytest.mark.parametrize("step", [7])
def test_a_valid_process_cut_short_anywhere_gives_a_model_or_diagnostics(step: int) -> None:
    for index in range(0, len(VALID), step * 8):
        document = parse("sales/new.yaml", VALID[:index].encode())
        assert document.faults or misfits(document, Kind.SALES_PROCESS) or document.data


words = st.text(st.sampled_from("abcxyzABC 0123.:-😀ש#\u2028"), min_size=1, max_size=12)
keys = st.text(st.sampled_from("abc_xyz"), min_size=1, max_size=6)


def _is_plain(text: str) -> bool:
    return text == text.strip() and text[0].isalpha() and not set(text) & set("#:")


@st.composite
def scalars(draw: st.DrawFn) -> tuple[str, str]:
    """A text as it is written in a file, and the text itself."""
    text = draw(words)
    style = draw(st.sampled_from(["plain", "single", "double"]))
    if style == "plain" and _is_plain(text) and text.lower() not in {"null", "true", "false"}:
        return text, text
    if style == "single":
        return f"'{text}'", text
    return f'"{text}"', text


@st.composite
def documents(draw: st.DrawFn, pointer: str = "", indent: int = 0) -> tuple[str, dict[str, tuple[str, str]]]:
    """A mapping in block style, and for each pointer of a text in it how it is written and what it says."""
    lines: list[str] = []
    found: dict[str, tuple[str, str]] = {}
    for key in draw(st.lists(keys, min_size=1, max_size=3, unique=True)):
        below = f"{pointer}/{key}"
        kind = draw(st.sampled_from(["text", "list", "brackets", "fields"] if indent < 6 else ["text", "list"]))
        lead = " " * indent + key + ":"
        if kind == "text":
            written = draw(scalars())
            found[below] = written
            lines.append(f"{lead} {written[0]}")
        elif kind == "fields":
            inner, places = draw(documents(below, indent + 2))
            found |= places
            lines += [lead, inner.removesuffix("\n")]
        else:
            items = draw(st.lists(scalars(), min_size=1, max_size=3))
            found |= {f"{below}/{index}": item for index, item in enumerate(items)}
            if kind == "list":
                lines += [lead, *(f"{' ' * indent}  - {written}" for written, _ in items)]
            else:
                lines.append(f"{lead} [{', '.join(written for written, _ in items)}]")
    return "\n".join(lines) + "\n", found


def _at(document: Document, pointer: str) -> object:
    data: object = document.data
    for step in pointer.split("/")[1:]:
        data = data[int(step)] if isinstance(data, list) else data[step]  # type: ignore[index]
    return data


@quick(250)
@given(made=documents(), line_end=st.sampled_from(["\n", "\r\n", "\r"]), bom=st.sampled_from(["", "\ufeff"]))
def test_the_span_of_a_text_in_the_source_is_that_text(
    made: tuple[str, dict[str, tuple[str, str]]], line_end: str, bom: str, parser: str
) -> None:
    text, texts = made
    document = parse("x.yaml", (bom + text.replace("\n", line_end)).encode())
    assert not document.faults, parser
    for pointer, (written, said) in texts.items():
        span = document.locate(pointer)
        assert document.lines.line(span.line)[span.column - 1 : span.end_column - 1] == written
        assert _at(document, pointer) == said


@quick(100)
@given(
    name=st.text(st.sampled_from("abcdeimnst_"), min_size=1, max_size=12).filter(lambda name: name not in field_names())
)
def test_a_misspelt_field_is_told_at_its_name(name: str) -> None:
    text = f"# 😀\nname: A\nstages:\n  - id: a\n    name: A\n    activities:\n      - id: x\n        {name}: 1\n"
    document = parse("sales/new.yaml", text.encode())
    (found,) = [each for each in misfits(document, Kind.SALES_PROCESS) if "no field" in each.message]
    span = found.span
    assert document.lines.line(span.line)[span.column - 1 : span.end_column - 1] == name
    assert found.pointer == f"/stages/0/activities/0/{name}"


def test_every_place_of_a_model_can_be_located(tmp_path: Path) -> None:
    (tmp_path / "sales").mkdir()
    (tmp_path / "playbook.yaml").write_text("title: Ours\n", encoding="utf-8")
    (tmp_path / "sales" / "new.yaml").write_text(VALID, encoding="utf-8")
    loaded = load(tmp_path)
    assert loaded.playbook is not None
    for written in loaded.playbook.texts:
        span = loaded.locate(written.place)
        line = loaded.documents[written.place.path].lines.line(span.line)
        shown = line[span.column - 1 : span.end_column - 1]
        assert shown.strip("\"'") in written.text or shown[:1] in "|>'\"" or shown in written.text.split("\n")[0]
    assert loaded.locate(Place("sales/new.yaml", "/name")).line > 0

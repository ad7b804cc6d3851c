"""Opens an export as a table that DuckDB can scan: its heads, and the SQL that reads it. Nothing is guessed in silence.

DuckDB takes a file's name for a pattern, a quote that nobody closes for one long value, and prints a customer's row in
its errors: so names are hidden from it, heads are read here, and its errors are told in our words.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from nextcall.measure.problem import MeasureError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import duckdb

_HEAD = 1_000_000  # bytes in which the first line must end
_LONGEST_ROW = 2_000_000  # bytes
_MOST_REJECTS = 1_000_000
_MARKS = (
    (b"\x1f\x8b", "is compressed", "unpack it first"),
    (b"PK\x03\x04", "is a workbook or an archive", "save it as CSV, in Excel as “CSV UTF-8”"),
    (b"\xd0\xcf\x11\xe0", "is a workbook", "save it as CSV, in Excel as “CSV UTF-8”"),
    (b"%PDF", "is a PDF", "export the data as CSV"),
)
_UTF_16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_CALENDAR = b"BEGIN:VCALENDAR"
_DELIMITERS = ",;\t|"
_PATTERN = re.compile(r"[*?\[\]]")
_LINE = re.compile(r"Line:? ?([0-9]+)", re.IGNORECASE)
_SPLIT = frozenset({"UNQUOTED VALUE", "LINE SIZE OVER MAXIMUM"})


@dataclass(frozen=True)
class Table:
    """An export to scan. `heads` are as the file has them; the scan calls its columns c0, c1 …, of these types."""

    name: str
    heads: tuple[str, ...]
    types: tuple[str, ...]
    scan: str

    def column(self, head: str) -> int | None:
        """The place of a head, whatever its capitals and the blanks around it.

        Raises:
            MeasureError: Two columns have it.
        """
        wanted = head.strip().casefold()
        places = [place for place, each in enumerate(self.heads) if each.strip().casefold() == wanted]
        if len(places) > 1:
            message = f"{self.name} has {len(places)} columns '{head}'"
            raise MeasureError(message, "export it with one of them, or rename the others")
        return places[0] if places else None


def as_source(name: str) -> str:
    """A file's name as a source is told by it: without what a text's Markdown would take for its own."""
    return re.sub(r"[^\w .,()+-]", "_", name)


def beginning(path: Path) -> bytes:
    """The first bytes of a file, enough to tell what it is.

    Raises:
        MeasureError: It is empty, or no text.
    """
    with path.open("rb") as file:
        found = file.read(_HEAD)
    if not found.removeprefix(codecs.BOM_UTF8).strip() or found in _UTF_16:
        message = f"{path.name} is empty"
        raise MeasureError(message)
    for mark, what, then in _MARKS:
        if found.startswith(mark):
            message = f"{path.name} {what}"
            raise MeasureError(message, then)
    return found


def is_json(first: bytes) -> bool:
    """Whether a file that begins so is JSON."""
    return first.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"[")


def is_calendar(first: bytes) -> bool:
    """Whether a file that begins so is a calendar."""
    return first.removeprefix(codecs.BOM_UTF8).lstrip()[: len(_CALENDAR)].upper() == _CALENDAR


def opened(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> Table:
    """A CSV or Parquet file as a table; `folder` takes what has to be copied for that.

    Raises:
        MeasureError: It is neither.
    """
    first = beginning(path)
    if first.startswith(b"PAR1"):
        return _parquet(connection, path, folder)
    encoding = next((encoding for mark, encoding in _UTF_16.items() if first.startswith(mark)), None)
    if encoding is not None:
        path, name = _as_utf_8(path, encoding, folder), path.name
    elif b"\0" in first.partition(b"\n")[0]:
        raise MeasureError(*_not_utf_8(path.name))
    else:
        name = path.name
    if _mixes_line_ends(path):
        path = _with_one_line_end(path, folder)
    return _csv(name, _plainly_named(path, folder), beginning(path))


def _parquet(connection: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> Table:
    import duckdb  # noqa: PLC0415 (an extra)

    place = _quoted(str(_plainly_named(path, folder)))
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({place})").fetchall()  # noqa: S608 (quoted)
    except duckdb.Error:
        message = f"{path.name} is a damaged Parquet file"
        raise MeasureError(message) from None
    heads = tuple(str(row[0]) for row in described)
    columns = ", ".join(f"{_named(head)} AS c{number}" for number, head in enumerate(heads))
    scan = f"(SELECT {columns} FROM read_parquet({place}))"  # noqa: S608 (quoted)
    return Table(path.name, heads, tuple(str(row[1]) for row in described), scan)


def _csv(name: str, path: Path, first: bytes) -> Table:
    heads, delimiter, skipped = _heads(name, first)
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(heads)))
    scan = (
        f"read_csv({_quoted(str(path))}, auto_detect=false, header=true, skip={skipped}, delim={_quoted(delimiter)}, "
        f"quote='\"', escape='\"', columns={{{columns}}}, strict_mode=true, max_line_size={_LONGEST_ROW}, "
        f"store_rejects=true, rejects_limit={_MOST_REJECTS})"
    )
    return Table(name, heads, ("VARCHAR",) * len(heads), scan)


def _heads(name: str, first: bytes) -> tuple[tuple[str, ...], str, int]:
    """The heads of a CSV file, what parts them, and how many lines stand above them."""
    try:
        text = first.rpartition(b"\n")[0].decode("utf-8-sig") if b"\n" in first else first.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MeasureError(*_not_utf_8(name)) from None
    if b"\n" not in first and len(first) >= _HEAD:
        message = f"the first line of {name} is longer than a megabyte, so it is no table"
        raise MeasureError(message, "export it as CSV, one row a line")
    lines = io.StringIO(text, newline="")
    line = lines.readline()
    skipped, delimiter = 0, ""
    while line and (not line.strip() or line.lower().startswith("sep=")):
        skipped, delimiter = skipped + 1, line.strip()[4:5]
        line = lines.readline()
    delimiter = delimiter or max(_DELIMITERS, key=line.count)
    rows = csv.reader(io.StringIO(line + lines.read(), newline=""), delimiter=delimiter)
    try:
        heads = tuple(next(rows, []))
    except csv.Error:
        heads = ()
    if not heads or any(len(head) > len(line) for head in heads):
        message = f"the heads of {name} can't be read: a quote in them isn't closed"
        raise MeasureError(message)
    return heads, delimiter, skipped


def _not_utf_8(name: str) -> tuple[str, str]:
    return f"{name} is not in UTF-8", "save it again with the encoding UTF-8, in Excel as “CSV UTF-8”"


def _mixes_line_ends(path: Path) -> bool:
    """Whether lines end in more than one way, be it only within quotes, which DuckDB doesn't read."""
    both = alone = returns = False
    with path.open("rb") as file:
        for chunk in _chunks(file):
            if b"\r" in chunk:
                pairs = chunk.count(b"\r\n")
                both = both or pairs > 0
                returns = returns or chunk.count(b"\r") > pairs
                alone = alone or chunk.count(b"\n") > pairs
            else:
                alone = alone or b"\n" in chunk
            if both + alone + returns > 1:
                return True
    return False


def new_file(folder: Path, ending: str) -> Path:
    """The path of a file that isn't there yet, in a folder from which none is taken away."""
    return folder / f"{len(list(folder.iterdir()))}.{ending}"


def _with_one_line_end(path: Path, folder: Path) -> Path:
    made = new_file(folder, "csv")
    with path.open("rb") as source, made.open("wb") as to:
        for chunk in _chunks(source):
            to.write(chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n"))
    return made


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    """A file in pieces, none of which ends between the two characters of a line's end."""
    while chunk := file.read(1 << 20):
        yield chunk + file.read(1) if chunk.endswith(b"\r") else chunk


def _as_utf_8(path: Path, encoding: str, folder: Path) -> Path:
    made = folder / f"{path.stem.encode().hex()[:40]}-utf-8.csv"
    if not made.exists():
        try:
            with path.open(encoding=encoding, newline="") as source, made.open("w", encoding="utf-8", newline="") as to:
                source.read(1)  # the mark of its encoding
                while chunk := source.read(1 << 20):
                    to.write(chunk)
        except UnicodeDecodeError:
            made.unlink()
            message = f"{path.name} says that it is UTF-16, and isn't"
            raise MeasureError(message, "save it again with the encoding UTF-8") from None
    return made


def _plainly_named(path: Path, folder: Path) -> Path:
    """The file under a name that is no pattern and no compressed file's: itself, or a link to it."""
    whole = path.resolve()
    if not _PATTERN.search(str(whole)) and whole.suffix.lower() in {".csv", ".tsv", ".txt", ".parquet"}:
        return whole
    made = new_file(folder, "data")
    try:
        made.symlink_to(whole)
    except OSError:  # Windows, without the right to make links
        made.write_bytes(whole.read_bytes())
    return made


def number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    """The number that a query answers; 0 where it has none."""
    row = connection.execute(sql).fetchone()
    return int(row[0] or 0) if row else 0


def run(connection: duckdb.DuckDBPyConnection, sql: str, table: Table) -> int:
    """Run what scans a table, and say how many of its rows had more or fewer columns than its heads.

    Raises:
        MeasureError: A quote in it isn't closed, or it is damaged. What stands in the row is not told.
    """
    import duckdb  # noqa: PLC0415 (an extra)

    try:
        connection.execute(sql)
        if "read_csv" not in table.scan:
            return 0
        rejects = connection.execute(
            "SELECT CAST(error_type AS VARCHAR), MIN(line), COUNT(DISTINCT line) FROM reject_errors "
            "GROUP BY 1 ORDER BY 2"
        ).fetchall()
        connection.execute("DROP TABLE IF EXISTS reject_errors")
        connection.execute("DROP TABLE IF EXISTS reject_scans")
    except duckdb.Error as error:
        line = _LINE.search(str(error))
        place = f", line {line[1]}," if line else ""
        if isinstance(error, duckdb.OutOfMemoryException):
            message = f"there isn't memory enough to measure {table.name}"
            raise MeasureError(message, "measure on the engine that holds the history: --sql") from None
        message = f"{table.name}{place} can't be read as a table"
        raise MeasureError(message, _BROKEN) from None
    for kind, line_number, _ in rejects:
        if kind.replace("_", " ") in _SPLIT:
            message = f"{table.name}, line {line_number}: a quote isn't closed, or something stands behind it"
            raise MeasureError(message, _BROKEN)
    return sum(count for _, _, count in rejects)


_BROKEN = "export it again; if it was edited by hand, look for a quote that isn't closed"


def _quoted(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _named(name: str) -> str:
    """A column's name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'

"""A file as rows with line numbers, whatever wrote it: CSV of any office program, JSON, TOML."""

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any, NamedTuple

MOST_CELLS = 200  # columns of a row
LONGEST_CELL = 20_000  # characters
SEPARATORS = ",;\t|"
# Only files without a mark of their encoding and with signs of no UTF-8 are taken for what office programs write.
OFFICE = "cp1252"


class Row(NamedTuple):
    """One row: where it stands (from 1), and its cells by column in lower case; empty ones are left out."""

    line: int
    cells: dict[str, Any]


class Unreadable(ValueError):
    """The file as a whole cannot be read; one sentence, and the line where it is known."""

    def __init__(self, sentence: str, line: int = 1) -> None:
        super().__init__(sentence)
        self.line = line


def read_rows(path: str, body: bytes) -> Iterator[Row]:
    """The rows of a file; its ending says what it is.

    Raises:
        Unreadable: it is no table.
    """
    text = decode(body)
    ending = path.lower().rpartition(".")[2]
    if ending == "json":
        return _from_json(text)
    if ending == "toml":
        return _from_toml(text)
    return _from_csv(text)


def decode(body: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16, or the Windows encoding of western Europe."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    if body[:200].count(0) * 3 > len(body[:200]):  # UTF-16 without its mark: every other byte of plain words is zero
        return body.decode("utf-16-be" if body[:1] == b"\0" else "utf-16-le", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode(OFFICE, "replace")


def _from_csv(text: str) -> Iterator[Row]:
    text = text.replace("\0", "")
    first = text.partition("\n")[0]
    offset, separator = 0, _separator(first)
    if first.lower().startswith("sep="):  # what Excel writes for itself
        text, offset, separator = text.partition("\n")[2], 1, first[4:5].strip() or ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    head = [name.strip().lower().replace(" ", "_") for name in next(reader, [])]
    if not any(head):
        return
    if len(head) > MOST_CELLS:
        raise Unreadable(f"there are more than {MOST_CELLS} columns")
    before = reader.line_num
    try:
        for values in reader:
            cells = {name: value.strip() for name, value in zip(head, values, strict=False) if name and value.strip()}
            if cells:
                yield Row(before + 1 + offset, cells)
            before = reader.line_num
    except csv.Error as exc:
        sentence = "a cell is never closed: look for a quotation mark that stands alone"
        raise Unreadable(sentence, before + 1 + offset) from exc


def _separator(head: str) -> str:
    """What parts the names of the first line most often."""
    outside = re.sub(r'"[^"]*"', "", head)
    return max(SEPARATORS, key=outside.count)


def _from_json(text: str) -> Iterator[Row]:
    """A list of objects, an object that holds one, or an object in each line."""
    try:
        whole = json.loads(text)
    except ValueError:
        yield from _from_json_lines(text)
        return
    if isinstance(whole, dict):
        whole = next((value for value in whole.values() if isinstance(value, list)), [whole])
    if not isinstance(whole, list):
        raise Unreadable("there is no list of entries in it")
    decoder, at, line = json.JSONDecoder(), text.find("[") + 1, 1 + text.count("\n", 0, text.find("[") + 1)
    for one in whole:
        found = re.compile(r"[^\s,]").search(text, at)
        start = found.start() if found else at
        line += text.count("\n", at, start)
        yield Row(line, _flat(one, line))
        try:
            _, end = decoder.raw_decode(text, start)
        except ValueError:  # the object was the whole file
            return
        line += text.count("\n", start, end)
        at = end


def _from_json_lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield Row(number, _flat(json.loads(line), number))
        except ValueError as exc:
            if isinstance(exc, Unreadable):
                raise
            raise Unreadable(f"this is no JSON: {exc}", number) from exc


def _from_toml(text: str) -> Iterator[Row]:
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        place = re.search(r"at line (\d+)", str(exc))
        raise Unreadable(f"this is no TOML: {exc}", int(place[1]) if place else 1) from exc
    for name, entries in whole.items():
        if not isinstance(entries, list):
            continue
        places = [m.start() for m in re.finditer(rf"^\s*\[\[\s*{re.escape(name)}\s*\]\]", text, re.MULTILINE)]
        for index, one in enumerate(entries):
            line = text.count("\n", 0, places[index]) + 1 if index < len(places) else 1
            yield Row(line, _flat(one, line))


def _flat(one: object, line: int) -> dict[str, Any]:
    if not isinstance(one, dict):
        raise Unreadable("each entry must have names and values", line)
    cells = {str(name).strip().lower().replace(" ", "_"): value for name, value in one.items()}
    return {name: value for name, value in cells.items() if value is not None and value not in ("", [])}

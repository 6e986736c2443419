"""Change single values of a TOML text and leave every other character where it is.

The text is spliced at the places of ``toml_places``; tomlkit only writes new keys and values. (A parser that writes
the whole document again moves comments and tables that nobody asked to move.)
"""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from shopbell.config.decode import Put, Rename
from shopbell.config.toml_places import Entry, Places, Span, find_places
from shopbell.config.toml_places import Path as KeyPath


class Drop(NamedTuple):
    """A change: there is no value at ``path`` (a setting falls back to its default)."""

    path: KeyPath


Change = Put | Rename | Drop


def change_text(text: str, changes: Sequence[Change]) -> str:
    """The text with all changes made, in order.

    Raises:
        ValueError: a change cannot be made here without touching more than it names; edit the file by hand.
    """
    for change in changes:
        wanted = change_values(tomllib.loads(text), change)
        text = _apply(text, change)
        try:
            found = tomllib.loads(text)
        except tomllib.TOMLDecodeError as exc:
            raise ValueError(f"{_dotted(change.path)} cannot be changed here; edit it by hand") from exc
        if _pruned(found) != _pruned(wanted):
            raise ValueError(f"{_dotted(change.path)} cannot be changed here alone; edit it by hand")
    return text


def change_values(document: Any, change: Change) -> Any:
    """What ``document`` (as ``tomllib`` reads it) must say after the change; the text is held against it.

    Raises:
        ValueError: the way to the value leads through something that is no table, or the key is not there.
    """
    return _changed(document, change, change.path)


def _changed(value: Any, change: Change, rest: KeyPath) -> Any:
    key, below = rest[0], rest[1:]
    if isinstance(value, list) and isinstance(key, int) and key < len(value) and (below or isinstance(change, Put)):
        inner = _changed(value[key], change, below) if below else change.value  # type: ignore[union-attr]
        return [*value[:key], inner, *value[key + 1 :]]
    if not isinstance(value, dict) or not isinstance(key, str):
        raise ValueError(f"{_dotted(change.path)} cannot be changed: there is no table around it")
    if below:
        if key not in value and isinstance(change, Drop):
            return value
        return {**value, key: _changed(value.get(key, {}), change, below)}
    if isinstance(change, Put):
        return {**value, key: change.value}
    if isinstance(change, Rename):
        if key not in value or change.name in value:
            raise ValueError(f"{_dotted(change.path)} cannot be renamed to {change.name}")
        return {change.name if each == key else each: inner for each, inner in value.items()}
    return {each: inner for each, inner in value.items() if each != key}


def _apply(text: str, change: Change) -> str:
    places = find_places(text)
    match change:
        case Put(path, value):
            return _put(places, path, value)
        case Rename(path, name):
            return _rename(places, path, name)
        case Drop(path):
            return _drop(places, path)


def _put(places: Places, path: KeyPath, value: Any) -> str:
    standing = places.entries[path].value if path in places.entries else places.items.get(path)
    if standing is not None:
        return _splice(places.text, standing, _value(value))
    if path in places.first and isinstance(value, Mapping):  # a table below its own heading: key by key
        return _put_table(places.text, path, value)
    around = next(size for size in range(len(path) - 1, -1, -1) if _can_hold(places, path[:size], path))
    table, key = path[:around], _keys(path[around:])
    if places.is_inline_table(table):
        return _put_inline(places, table, key, value)
    if not table and len(path) > 1:  # nothing of the table stands in the file yet
        end = places.text.rstrip("\r\n \t")
        newline = _newline(places.text)
        gap = newline * 2 if end else ""
        return f"{end}{gap}[{_keys(path[:-1])}]{newline}{_keys(path[-1:])} = {_value(value)}{newline}"
    return _put_line(places, table, path, value)


def _can_hold(places: Places, table: KeyPath, path: KeyPath) -> bool:
    """May a new key for ``path`` be put into ``table``?"""
    if places.is_inline_table(table) or not table:
        return True
    return (len(table) == len(path) - 1 and table in places.headers) or bool(_dotted_lines(places, table))


def _dotted_lines(places: Places, table: KeyPath) -> list[Entry]:
    """Lines that speak of the table by dotted keys below a shorter heading."""
    return [entry for entry in places.below(table) if len(entry.table) < len(table) < len(entry.path)]


def _put_line(places: Places, table: KeyPath, path: KeyPath, value: Any) -> str:
    """A new line after the last of the table's own, in the way they are written."""
    text, newline = places.text, _newline(places.text)
    if table in places.headers:
        home, at, indent = table, places.headers[table].end, ""
        lines = [entry for entry in places.entries.values() if entry.table == table and not entry.inline]
    else:
        lines = _dotted_lines(places, table)
        home = lines[-1].table
    line = f"{_keys(path[len(home) :])} = {_value(value)}"
    if lines:
        start = _line_start(text, lines[-1].keys.start)
        indent = text[start : lines[-1].keys.start]
        at = _line_end(text, lines[-1].value.end)
    if at == 0:  # above all headings
        return f"{line}{newline}{text}"
    at -= text[:at].endswith("\r")
    return f"{text[:at]}{newline}{indent}{line}{text[at:]}"


def _put_inline(places: Places, table: KeyPath, key: str, value: Any) -> str:
    span = places.entries[table].value if table in places.entries else places.items[table]
    inside = places.text[span.start + 1 : span.end - 1].rstrip()
    gap = ", " if inside.strip() else " "
    return _splice(places.text, span, f"{{{inside}{gap}{key} = {_value(value)} }}")


def _put_table(text: str, path: KeyPath, value: Mapping[str, Any]) -> str:
    standing: Any = tomllib.loads(text)
    for part in path:
        standing = standing[part]
    gone = [Drop((*path, key)) for key in standing if key not in value]
    return change_text(text, [*gone, *(Put((*path, key), inner) for key, inner in value.items())])


def _rename(places: Places, path: KeyPath, name: str) -> str:
    key = _keys((name,))
    spans = [entry.parts[-1] for entry in places.entries.values() if entry.path == path]
    if not spans:  # a table's name, wherever it is mentioned
        spans = [span for whole, span in _mentions(places, len(path)) if whole == path]
    text = places.text
    for span in sorted(spans, key=lambda span: span.start, reverse=True):
        text = _splice(text, span, key)
    return text


def _mentions(places: Places, size: int) -> list[tuple[KeyPath, Span]]:
    """Every part of a heading or dotted key that names a table at that depth (arrays excepted)."""
    found: list[tuple[KeyPath, Span]] = []
    found.extend(
        (header.path[:size], header.parts[size - 1])
        for header in places.headers.values()
        if size <= len(header.parts) == len(header.path)
    )
    for entry in places.entries.values():
        position = size - 1 - len(entry.table)
        if 0 <= position < len(entry.parts):
            found.append((entry.path[:size], entry.parts[position]))
    return found


def _drop(places: Places, path: KeyPath) -> str:
    entry = places.entries.get(path)
    if entry is not None and entry.inline:
        return _drop_inline(places, entry)
    text = places.text
    cuts = [_whole_lines(text, each.keys.start, each.value.end) for each in places.below(path)]
    headers = (header for header in places.headers.values() if header.path[: len(path)] == path)
    cuts.extend(_whole_lines(text, header.start, header.end) for header in headers)
    for cut in sorted(cuts, key=lambda span: span.start, reverse=True):
        text = _splice(text, cut, "")
    return text


def _drop_inline(places: Places, entry: Entry) -> str:
    """Cut from a pair of braces, with one comma."""
    text, start, end = places.text, entry.keys.start, entry.value.end
    after = text[end:].lstrip(" \t")
    if after.startswith(","):
        end = len(text) - len(after) + 1
        end += len(text[end:]) - len(text[end:].lstrip(" \t"))
    else:
        before = text[:start].rstrip(" \t")
        start = len(before) - 1 if before.endswith(",") else start
    return _splice(text, Span(start, end), "")


def _whole_lines(text: str, start: int, end: int) -> Span:
    return Span(_line_start(text, start), min(_line_end(text, end) + 1, len(text)))


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _splice(text: str, span: Span, new: str) -> str:
    return text[: span.start] + new + text[span.end :]


def _value(value: Any) -> str:
    import tomlkit  # lazy: serving never writes TOML, and it takes 70 ms to import

    if isinstance(value, Mapping):
        inside = ", ".join(f"{_keys((key,))} = {_value(inner)}" for key, inner in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return str(tomlkit.item(value).as_string())


def _keys(path: KeyPath) -> str:
    import tomlkit  # lazy: serving never writes TOML, and it takes 70 ms to import

    return ".".join(tomlkit.key(str(part)).as_string() for part in path)


def _dotted(path: KeyPath) -> str:
    return ".".join(map(str, path))


def _pruned(value: Any) -> Any:
    """Without empty tables: whether a table without a setting is mentioned makes no difference."""
    if isinstance(value, dict):
        inner = {key: _pruned(each) for key, each in value.items()}
        return {key: each for key, each in inner.items() if each != {}}
    return [_pruned(each) for each in value] if isinstance(value, list) else value

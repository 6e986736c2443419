"""Strict reading of one table into its settings: every mistake at once, each with line and nearest right name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_origin

import msgspec

from shopbell.config.toml_places import Path as KeyPath
from shopbell.config.toml_places import Places
from shopbell.config.wording import is_a, nearest, only_near, plain, takes, unquoted
from shopbell.errors import ConfigError
from shopbell.secret import DatabaseUrl, Secret

StructT = TypeVar("StructT", bound=msgspec.Struct)


class Rename(NamedTuple):
    """A repair: the key at ``path`` is called ``name``."""

    path: KeyPath
    name: str


class Put(NamedTuple):
    """A change: the value at ``path`` is ``value``."""

    path: KeyPath
    value: Any


class Respell(NamedTuple):
    """A repair of what is no TOML: line ``number`` (from 1) reads ``text``."""

    number: int
    text: str


Repair = Rename | Put | Respell


class SettingError(ConfigError):
    """A mistake at one key. ``repair`` is what ``shopbell check --fix`` may safely do about it.

    ``missing``: a key that must be there is not. ``warning``: it works for now.
    """

    def __init__(
        self,
        problem: str,
        *,
        path: KeyPath = (),
        file: Path | None = None,
        line: int | None = None,
        hint: str = "",
        repair: Repair | None = None,
        missing: bool = False,
        warning: bool = False,
    ) -> None:
        super().__init__(problem, file=file, line=line, hint=hint)
        self.path, self.repair, self.missing, self.warning = path, repair, missing, warning


@dataclass(frozen=True, slots=True)
class Decoded(Generic[StructT]):
    """``value`` is None exactly when there are ``problems``; ``warnings`` do not stop anything."""

    value: StructT | None
    problems: tuple[SettingError, ...]
    warnings: tuple[SettingError, ...]


def decode_table(raw: object, kind: type[StructT], path: KeyPath, file: Path, places: Places) -> Decoded[StructT]:
    """Read the table at ``path`` as ``kind``.

    Args:
        raw: the table as ``tomllib`` read it.
        places: of the whole file, for the lines.

    A struct may have ``renamed`` (old name to new name) and ``mistakes()`` ((dotted key, sentence) pairs).
    """
    reading = _Reading(file, places)
    tidy = reading.read(raw, kind, path)
    value: StructT | None = None
    if not reading.problems:
        try:
            value = msgspec.convert(tidy, kind, dec_hook=_parsed)
        except msgspec.ValidationError as exc:  # what only the whole shows: a __post_init__, a union of tables
            reading.refuse(path, _said(str(exc)))
    for key, sentence in _mistakes(value) if value is not None else _mistakes_of_the_rest(tidy, kind, reading.problems):
        parts = [int(part) if part.isdecimal() else part for part in key.split(".") if part]
        reading.refuse((*path, *parts), sentence)
    return Decoded(None if reading.problems else value, tuple(reading.problems), tuple(reading.warnings))


def settings_schema(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """JSON Schema (2020-12) of a settings struct, for the console's form."""
    return msgspec.json.schema(kind, schema_hook=_schema_of)


@dataclass
class _Reading:
    """One pass over a table: collects problems, and brings the raw values into the shape msgspec converts."""

    file: Path
    places: Places
    problems: list[SettingError] = field(default_factory=list)
    warnings: list[SettingError] = field(default_factory=list)

    def refuse(
        self, path: KeyPath, problem: str, *, hint: str = "", repair: Repair | None = None, missing: bool = False
    ) -> None:
        said, line = f"{written(path)} {problem}", self.places.line(path)
        self.problems.append(
            SettingError(said, path=path, file=self.file, line=line, hint=hint, repair=repair, missing=missing)
        )

    def warn(self, path: KeyPath, problem: str, *, hint: str, repair: Repair) -> None:
        said, line = f"{written(path)} {problem}", self.places.line(path)
        self.warnings.append(
            SettingError(said, path=path, file=self.file, line=line, hint=hint, repair=repair, warning=True)
        )

    def read(self, raw: object, kind: Any, path: KeyPath) -> Any:
        """Check ``raw`` against the type, part by part; returns it ready for ``msgspec.convert``."""
        wanted = plain(kind)
        origin, inner = get_origin(wanted), get_args(wanted)
        if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct) and isinstance(raw, dict):
            return self.struct(raw, wanted, path)
        if wanted is Secret:
            return self.secret(raw, path)
        if wanted is DatabaseUrl:
            return self.database_url(raw, path)
        if origin in (dict, Mapping) and isinstance(raw, dict):
            return {key: self.read(value, inner[1], (*path, key)) for key, value in raw.items()}
        if origin in (list, tuple, set, frozenset) and isinstance(raw, list) and (len(inner) == 1 or Ellipsis in inner):
            before = len(self.problems)
            tidy = [self.read(value, inner[0], (*path, at)) for at, value in enumerate(raw)]
            return self.plain_value(tidy, kind, path) if len(self.problems) == before else tidy  # its length
        return self.plain_value(raw, kind, path)

    def struct(self, raw: dict[str, Any], kind: type[msgspec.Struct], path: KeyPath) -> dict[str, Any]:
        fields = {each.encode_name: each for each in msgspec.structs.fields(kind)}
        renamed: Mapping[str, str] = getattr(kind, "renamed", {})
        tidy: dict[str, Any] = {}
        for key, value in raw.items():
            name = self.known_name(key, raw, fields, renamed, path)
            if name is not None:
                tidy[name] = self.read(value, fields[name].type, (*path, key))
        for name, each in fields.items():
            if each.required and name not in tidy:
                self.refuse((*path, name), f"is missing: {takes(each.type)}", missing=True)
        return tidy

    def known_name(
        self, key: str, raw: dict[str, Any], fields: Mapping[str, object], renamed: Mapping[str, str], path: KeyPath
    ) -> str | None:
        """The field a key means, or None after a complaint."""
        here, new = (*path, key), renamed.get(key)
        if key in fields:
            return key
        if new is None:
            near = nearest(key, (*fields, *renamed))
            sure = only_near(key, [name for name in fields if name not in raw])
            hint = f"did you mean {renamed.get(near, near)}?" if near else f"known here: {', '.join(fields)}"
            self.refuse(here, "is not a setting", hint=hint, repair=Rename(here, sure) if sure else None)
            return None
        if new in raw:
            self.refuse(here, f"is the old name of {new}, which is set as well", hint=f"keep only {new}")
            return None
        hint = "shopbell check --fix renames it"
        self.warn(here, f"is now called {new}; the old name will stop working", hint=hint, repair=Rename(here, new))
        return new

    def secret(self, raw: object, path: KeyPath) -> Secret | None:
        try:
            found = Secret.parse(raw)
        except ValueError as exc:
            self.refuse(path, str(exc))
            return None
        return Secret(found.sources, self.file, self.places.line(path))

    def database_url(self, raw: object, path: KeyPath) -> DatabaseUrl | None:
        if isinstance(raw, str):
            return DatabaseUrl(raw)
        try:
            found = DatabaseUrl.parse(raw).secret
        except ValueError as exc:
            self.refuse(path, str(exc))
            return None
        return DatabaseUrl("", found and Secret(found.sources, self.file, self.places.line(path)))

    def plain_value(self, raw: object, kind: Any, path: KeyPath) -> object:
        try:
            msgspec.convert(raw, kind, dec_hook=_parsed)
        except msgspec.ValidationError as exc:
            self.refuse_value(raw, kind, path, str(exc))
        return raw

    def refuse_value(self, raw: object, kind: Any, path: KeyPath, reason: str) -> None:
        right = unquoted(raw, kind)
        if right is not msgspec.UNSET:
            hint = f"write {path[-1]} = {msgspec.json.encode(right).decode()}"
            self.refuse(path, f"must be {takes(kind)}, not {is_a(raw)}", hint=hint, repair=Put(path, right))
        elif isinstance(raw, str) and (choices := _choices(plain(kind))):
            near, sure = nearest(raw, choices), only_near(raw, choices)
            hint = f'did you mean "{near}"?' if near else ""
            self.refuse(path, f"must be {takes(kind)}", hint=hint, repair=Put(path, sure) if sure else None)
        elif "regex" in reason or not reason.startswith(("Expected", "Invalid")):
            self.refuse(path, _said(reason) if "regex" not in reason else f"has a form that does not fit{_form(kind)}")
        else:
            self.refuse(path, f"must be {takes(kind)}, not {is_a(raw)}")


def written(path: KeyPath) -> str:
    """A path as it is spoken of in messages: ``[plugins.shopbell_faq] order``, ``[shop] languages[0]``."""
    size = min(len(path), 2 if path[:1] == ("plugins",) else 1)
    table = f"[{'.'.join(map(str, path[:size]))}]"
    rest = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path[size:]).lstrip(".")
    return f"{table} {rest}" if rest else table


def _choices(kind: Any) -> list[str]:
    try:
        info = msgspec.inspect.type_info(kind)
    except TypeError:
        return []
    if isinstance(info, msgspec.inspect.LiteralType):
        return [str(value) for value in info.values]
    return [str(member.value) for member in info.cls] if isinstance(info, msgspec.inspect.EnumType) else []


def _form(kind: Any) -> str:
    """The ``Meta(description=...)`` of a pattern says what it wants."""
    for meta in getattr(kind, "__metadata__", ()):
        if meta.description:
            return f": {meta.description}"
    inner = [option for option in get_args(kind) if option is not type(None)]
    return _form(inner[0]) if len(inner) == 1 else ""


def _mistakes(value: msgspec.Struct) -> list[tuple[str, str]]:
    return list(getattr(value, "mistakes", tuple)())


def _mistakes_of_the_rest(tidy: Any, kind: type[msgspec.Struct], problems: list[SettingError]) -> list[tuple[str, str]]:
    """What ``mistakes`` says about the fields that are right, so that the owner hears all at once."""
    wrong = {part for problem in problems for part in problem.path}
    values: dict[str, Any] = {}
    for each in msgspec.structs.fields(kind):
        if isinstance(tidy, dict) and each.encode_name in tidy and each.encode_name not in wrong:
            values[each.name] = msgspec.convert(tidy[each.encode_name], each.type, dec_hook=_parsed)
        elif each.required:
            values[each.name] = None
    try:
        return _mistakes(kind(**values))
    except Exception:  # a struct's own code, on fields it may not expect to be None: its say is then left out
        return []


def _said(reason: str) -> str:
    """msgspec's sentence without its path."""
    return re.sub(r" - at `.*`$", "", reason)


def _parsed(kind: type, raw: object) -> object:
    """Values of types msgspec does not know: read already, or not readable."""
    if isinstance(raw, kind):
        return raw
    raise NotImplementedError(f"settings cannot hold {kind.__name__}")


def _schema_of(kind: type) -> dict[str, Any]:
    if kind is not Secret:
        raise NotImplementedError(f"settings cannot hold {kind.__name__}")
    one = {
        "type": "object",
        "properties": {name: {"type": "string"} for name in ("env", "file", "store")},
        "additionalProperties": False,
        "minProperties": 1,
        "maxProperties": 1,
    }
    return {"title": "Secret", "anyOf": [one, {"type": "array", "items": one, "minItems": 1, "maxItems": 2}]}

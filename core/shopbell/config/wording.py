"""What a setting takes, said to a shop owner; and the nearest right name for a wrong one."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, get_args, get_origin

import msgspec
from msgspec import inspect

from shopbell.secret import DatabaseUrl, Secret

# How owners write a switch that TOML knows only as true and false.
SWITCHES = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that ``name`` was most likely meant to be, or None."""
    return next(iter(get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)), None)


def only_near(name: str, known: Iterable[str]) -> str | None:
    """The one known name that ``name`` surely was meant to be; None when none or several come near."""
    near = get_close_matches(name.lower(), list(known), n=2, cutoff=0.75)
    return near[0] if len(near) == 1 else None


def takes(kind: Any) -> str:
    """What a field of this type takes, in words: ``a whole number from 1 to 65535``."""
    return _words(inspect.type_info(kind))


def _words(kind: inspect.Type) -> str:
    match kind:
        case inspect.Metadata():
            return _words(kind.type)
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType():
            return "a whole number" + _range(kind.ge, kind.le, kind.gt, kind.lt)
        case inspect.FloatType():
            return "a number" + _range(kind.ge, kind.le, kind.gt, kind.lt)
        case inspect.StrType():
            return "text in quotes" + _length(kind.min_length, kind.max_length, "character")
        case inspect.LiteralType():
            return "one of " + ", ".join(f'"{value}"' for value in kind.values)
        case inspect.EnumType():
            return "one of " + ", ".join(f'"{member.value}"' for member in kind.cls)
        case inspect.ListType() | inspect.VarTupleType() | inspect.SetType() | inspect.FrozenSetType():
            return "a list" + _length(kind.min_length, kind.max_length, "entry") + f", each {_words(kind.item_type)}"
        case inspect.DictType() | inspect.StructType():
            return "a table"
        case inspect.UnionType():
            return " or ".join(_words(option) for option in kind.types if not isinstance(option, inspect.NoneType))
        case inspect.CustomType() if kind.cls is Secret:
            return "a reference to a secret"
        case inspect.CustomType() if kind.cls is DatabaseUrl:
            return "the address of a database"
        case inspect.DateType():
            return "a date such as 2026-12-24"
        case inspect.TimeType():
            return "a time such as 09:30:00"
        case _:
            return "another kind of value"


def _range(least: float | None, most: float | None, above: float | None, below: float | None) -> str:
    if least is not None and most is not None:
        return f" from {_digits(least)} to {_digits(most)}"
    bounds = [(least, "of at least"), (most, "of at most"), (above, "above"), (below, "below")]
    return "".join(f" {words} {_digits(bound)}" for bound, words in bounds if bound is not None)


def _digits(bound: float) -> str:
    return str(int(bound)) if bound == int(bound) else str(bound)


def _length(least: int | None, most: int | None, unit: str) -> str:
    plural = "entries" if unit == "entry" else f"{unit}s"
    if least is not None and most is not None:
        return f" of {least} {unit if most == 1 else plural}" if least == most else f" of {least} to {most} {plural}"
    if least is not None:
        return f" of at least {least} {unit if least == 1 else plural}"
    return f" of at most {most} {unit if most == 1 else plural}" if most is not None else ""


def is_a(value: Any) -> str:
    """What kind of value was written, in words. Never the value: it may be a secret in the wrong place."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return "text in quotes" if value else "an empty text"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "a table" if isinstance(value, dict) else "a date or time"


def plain(kind: Any) -> Any:
    """A field's type without ``Annotated`` and ``| None`` (TOML has no null)."""
    if hasattr(kind, "__metadata__"):
        return plain(get_args(kind)[0])
    options = [option for option in get_args(kind) if option is not type(None)]
    if len(options) == 1 and type(None) in get_args(kind):
        return plain(options[0])
    return kind


def unquoted(value: Any, kind: Any) -> Any:
    """The value as the right kind of value, when only quotes are wrong; ``msgspec.UNSET`` when more is.

    ``"8765"`` for a number, ``"true"`` or ``"yes"`` for a switch, ``8765`` for a text.
    """
    wanted = plain(kind)
    if isinstance(value, str) and wanted is bool:
        value = SWITCHES.get(value.lower(), value)
    if isinstance(value, str) and wanted in (bool, int, float):
        candidate: Any = value.strip()
    elif isinstance(value, int | float) and not isinstance(value, bool) and wanted is str:
        return _accepted(str(value), kind, strict=True)
    elif isinstance(value, str) and get_origin(wanted) in (list, tuple):
        return _accepted([value], kind, strict=True)
    else:
        return msgspec.UNSET
    return _accepted(candidate, kind, strict=False)


def _accepted(value: Any, kind: Any, *, strict: bool) -> Any:
    try:
        found = msgspec.convert(value, kind, strict=strict)
    except (msgspec.ValidationError, NotImplementedError, TypeError):
        return msgspec.UNSET
    return list(found) if isinstance(found, tuple) else found

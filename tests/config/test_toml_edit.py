"""A change of one value leaves every other value and every comment as it was."""

import re
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.config.decode import Put, Rename
from shopbell.config.toml_edit import Change, Drop, change_text, change_values

SHOP = """# Ana's bakery
[shop]
name = "Ana"   # as on the door
  # about the hours
  hours."mon-fri" = "9-18"

[plugins.shopbell_faq]  # questions
enabled = true # on
# at the end of faq

# the web chat
[plugins.shopbell_webchat]
limits = { a = 1, b = 2 } # inline
"""


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (Put(("shop", "name"), "Bo"), 'name = "Ana"   #', 'name = "Bo"   #'),
        (Put(("plugins", "shopbell_faq", "enabled"), False), "enabled = true #", "enabled = false #"),
        (
            Put(("plugins", "shopbell_faq", "order"), 3),
            "enabled = true # on\n# at",
            "enabled = true # on\norder = 3\n# at",
        ),
        (Put(("shop", "hours", "sat"), "9-13"), '"9-18"\n\n', '"9-18"\n  hours.sat = "9-13"\n\n'),
        (Put(("plugins", "shopbell_webchat", "limits", "c"), 3), "b = 2 }", "b = 2, c = 3 }"),
        (
            Put(("plugins", "shopbell_api", "token"), {"env": "X"}),
            "# inline\n",
            '# inline\n\n[plugins.shopbell_api]\ntoken = { env = "X" }\n',
        ),
        (Put(("server", "port"), 1), "# inline\n", "# inline\n\n[server]\nport = 1\n"),
        (Drop(("plugins", "shopbell_faq", "enabled")), "enabled = true # on\n", ""),
        (Drop(("plugins", "shopbell_webchat", "limits", "a")), "{ a = 1, b", "{ b"),
        (Drop(("plugins", "shopbell_webchat", "limits", "b")), "1, b = 2 }", "1 }"),
        (Drop(("plugins", "shopbell_faq")), "[plugins.shopbell_faq]  # questions\nenabled = true # on\n", ""),
        (Rename(("shop", "name"), "title"), 'name = "Ana"', 'title = "Ana"'),
        (Rename(("shop", "hours"), "open"), 'hours."mon-fri"', 'open."mon-fri"'),
        (Rename(("plugins", "shopbell_faq"), "faq"), "[plugins.shopbell_faq]", "[plugins.faq]"),
        (Put(("shop", "hours"), {"sun": "closed"}), 'hours."mon-fri" = "9-18"', 'hours.sun = "closed"'),
    ],
)
def test_a_change_touches_only_its_own_place(change: Change, before: str, after: str) -> None:
    assert SHOP.count(before) == 1
    if change == Put(("shop", "hours"), {"sun": "closed"}):
        assert tomllib.loads(change_text(SHOP, [change]))["shop"]["hours"] == {"sun": "closed"}
        return

    assert change_text(SHOP, [change]) == SHOP.replace(before, after)


def test_windows_line_ends_stay() -> None:
    changed = change_text(SHOP.replace("\n", "\r\n"), [Put(("plugins", "shopbell_faq", "order"), 3)])

    assert "\n" not in changed.replace("\r\n", "")


def test_an_empty_file_takes_its_first_setting() -> None:
    assert change_text("", [Put(("shop", "name"), "Ana")]) == '[shop]\nname = "Ana"\n'
    assert change_text("# mine", [Put(("shop", "name"), "Ana")]) == '# mine\n\n[shop]\nname = "Ana"\n'


@pytest.mark.parametrize(
    "change",
    [
        Put(("shop", "name", "first"), "Ana"),
        Rename(("shop", "name"), "hours"),
        Rename(("shop", "nothing"), "name"),
        Put(("plugins", 0, "x"), 1),
    ],
)
def test_a_change_that_would_break_something_is_refused(change: Change) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        change_text(SHOP, [change])


keys = st.sampled_from(["a", "b", "c", "mon-fri", "with space", "é"])
plain = st.one_of(st.integers(-9, 9), st.booleans(), st.text(max_size=5), st.just("# no comment"), st.just("]"))
values = st.recursive(plain, lambda v: st.lists(v, max_size=2) | st.dictionaries(keys, v, max_size=2), max_leaves=4)
comments = st.sampled_from(["", "  # {n}", "\n# {n}", "\n\n  # {n} [x] = 'y"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """TOML as owners write it: headings in any order, dotted keys, braces, comments everywhere, either line end."""
    from shopbell.config.toml_edit import _keys, _value

    lines: list[str] = ["# first"]
    number = 0

    def comment() -> str:
        nonlocal number
        number += 1
        return str(draw(comments)).replace("{n}", f"note {number}")

    seen: set[tuple[str, ...]] = set()

    def free(path: tuple[str, ...]) -> bool:
        fits = not any(path[: len(old)] == old or old[: len(path)] == path for old in seen)
        if fits:
            seen.add(path)
        return fits

    tables = draw(st.lists(st.tuples(keys, keys), max_size=4, unique=True))
    for table in tables:
        lines.append(f"[{_keys(table)}]{comment()}")
        for key in draw(st.lists(st.lists(keys, min_size=1, max_size=2), max_size=3)):
            if free((*table, *key)):
                indent = draw(st.sampled_from(["", "  "]))
                lines.append(f"{indent}{_keys(tuple(key))} = {_value(draw(values))}{comment()}")
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return newline.join(lines).replace("\r\n", "\n").replace("\n", newline) + draw(st.sampled_from(["", newline]))


def paths_of(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [*([path] if path else []), *(found for key, each in inner for found in paths_of(each, (*path, key)))]


def comments_of(text: str) -> list[str]:
    return re.findall(r"# note \d+", text)


@settings(max_examples=300)
@given(documents(), st.data())
def test_any_edit_keeps_comments_and_every_other_value(text: str, data: st.DataObject) -> None:
    document = tomllib.loads(text)
    new = st.tuples(keys, keys, keys) | st.tuples(keys, keys, keys, keys)
    path = data.draw((st.sampled_from(paths_of(document)) | new) if document else new)
    change: Change = data.draw(st.sampled_from([Put(path, data.draw(values)), Drop(path), Rename(path, "renamed")]))
    try:
        changed = change_text(text, [change])
    except ValueError:
        return  # said no, and nothing was touched

    assert comments_of(changed) == comments_of(text) or not isinstance(change, Rename)
    wanted = change_values(document, change)
    assert prune(tomllib.loads(changed)) == prune(wanted)
    if isinstance(change, Put) and not isinstance(change.value, dict):
        assert comments_of(changed) == comments_of(text)


def prune(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: inner for key, each in value.items() if (inner := prune(each)) != {}}
    return [prune(each) for each in value] if isinstance(value, list) else value


@settings(max_examples=300)
@given(documents(), st.data())
def test_an_ordinary_edit_is_never_refused(text: str, data: st.DataObject) -> None:
    """Setting a plain value, new or standing, in a table of a table: what consoles and commands do."""
    document = tomllib.loads(text)
    path = data.draw(st.tuples(keys, keys, keys))
    value = data.draw(plain)
    table: Any = document
    for key in path[:-1]:
        table = table.get(key, {})
    if isinstance(table.get(path[-1]), dict):
        return  # a table cannot become a plain value without its lines going

    changed = change_text(text, [Put(path, value)])

    assert comments_of(changed) == comments_of(text)
    wanted = change_values(document, Put(path, value))
    assert prune(tomllib.loads(changed)) == prune(wanted)

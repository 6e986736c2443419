"""Every key of a TOML text has a line, wherever and however it is written."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.config.toml_places import find_places

TEXT = '''# A shop
[shop]
name = "Ana's \\"bakery\\" # not a comment"   # a comment
hours."mon-fri" = "9-18"
'quoted key' = 1
about = """
several = lines
[not.a.table]
"""

[plugins]
faq = { enabled = true, token = { env = "X" } }
 [ plugins . shopbell_api ]
list = [
  1, # one
  { a = 1, b.c = [2, 3] },
]
when = 1979-05-27 07:32:00

[[accounts]]
name = "one"
[accounts.limits]
per_day = 3
[[accounts]]
name = "two"
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("shop",), 2),
        (("shop", "name"), 3),
        (("shop", "hours", "mon-fri"), 4),
        (("shop", "quoted key"), 5),
        (("shop", "about"), 6),
        (("plugins", "faq", "token", "env"), 12),
        (("plugins", "shopbell_api"), 13),
        (("plugins", "shopbell_api", "list", 1, "b", "c", 1), 16),
        (("plugins", "shopbell_api", "when"), 18),
        (("accounts", 0, "name"), 21),
        (("accounts", 0, "limits", "per_day"), 23),
        (("accounts", 1, "name"), 25),
        (("accounts", 1, "missing"), 24),
        (("nothing", "like", "it"), 1),
    ],
)
def test_a_key_is_found_on_its_line(path: tuple[str | int, ...], line: int) -> None:
    assert find_places(TEXT).line(path) == line


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> dict[tuple[str | int, ...], Any]:
    """Every plain value of a parsed document, by its path."""
    if isinstance(value, dict):
        return {k: v for key, inner in value.items() for k, v in leaves(inner, (*path, key)).items()}
    if isinstance(value, list):
        return {k: v for at, inner in enumerate(value) for k, v in leaves(inner, (*path, at)).items()}
    return {path: value}


def check_spans(text: str) -> None:
    """The text at each span must be the value that tomllib reads at that path."""
    found = find_places(text)
    for path, value in leaves(tomllib.loads(text)).items():
        span = found.entries[path].value if path in found.entries else found.items[path]
        assert tomllib.loads(f"x = {text[span.start : span.end]}")["x"] == value


def test_the_span_of_a_value_is_that_value() -> None:
    check_spans(TEXT)
    check_spans(TEXT.replace("\n", "\r\n"))


words = st.text(st.sampled_from("ab\"'#=[]{},.\\ é\n"), max_size=8)


@given(st.lists(words, max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_no_text_inside_quotes_confuses_the_places(values: list[str], newline: str) -> None:
    import tomlkit

    lines = [
        f"{tomlkit.key(f'k{at}{word}').as_string()} = {tomlkit.item(word).as_string()} # é [x]"
        for at, word in enumerate(values)
    ]
    multi = [f'm{at} = """{tomlkit.item(word).as_string()[1:-1]}"""' for at, word in enumerate(values)]

    check_spans(newline.join(["[t]", *lines, *multi, ""]))

"""Long texts reach every channel whole: cut where a reader would cut, counted as the platform counts."""

import pytest
import regex  # type: ignore[import-untyped]
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shopbell.adapt.split import cut, fits, measure, shorten, split
from shopbell.capabilities import TextUnit

UNITS: tuple[TextUnit, ...] = ("characters", "utf16", "bytes")
FAMILY = "👨‍👩‍👧‍👦"  # one grapheme: 7 characters, 11 UTF-16 units, 25 bytes
URL = "https://bakery.example/cakes?size=large&with=cherries"

units = st.sampled_from(UNITS)
limits = st.integers(4, 60)
words = st.sampled_from(
    [
        "bread",
        "Brötchen.",
        "e\u0301clair",
        FAMILY,
        "🇩🇪🇫🇷",
        "面包。",
        "한국어",
        "นี้",
        URL,
        "\r\n",
        "\n\n",
        "  ",
        " \u0301",
    ]
)
texts = st.text() | st.lists(words | st.text(max_size=5)).map(" ".join) | st.lists(words).map("".join)


@settings(deadline=None)
@given(texts, limits, units)
@example(FAMILY * 3, 30, "bytes")
@example("a" * 9 + " " * 40 + "b", 9, "characters")
@example("🇩🇪" * 9, 5, "utf16")
def test_any_text_splits_and_rejoins(text: str, limit: int, unit: TextUnit) -> None:
    pieces = list(cut(text, limit, unit))

    assert "".join(pieces) == text
    assert all(measure(piece.rstrip(), unit) <= limit for piece in pieces)


@settings(deadline=None)
@given(texts, limits, units)
def test_what_is_sent_is_the_text_without_white_space_at_the_cuts(text: str, limit: int, unit: TextUnit) -> None:
    parts = split(text, limit, unit)

    assert all(fits(part, limit, unit) for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@settings(deadline=None)
@given(texts, limits, units)
def test_a_grapheme_is_cut_only_when_it_is_longer_than_a_message(text: str, limit: int, unit: TextUnit) -> None:
    pieces = list(cut(text, limit, unit))

    at = 0
    spans = [found.span() for found in regex.finditer(r"\X", text)]
    for piece in pieces[:-1]:
        at += len(piece)
        for first, last in spans:
            assert not first < at < last or measure(text[first:last], unit) > limit


@settings(deadline=None)
@given(st.lists(st.sampled_from([URL, "(see", "面包", "and", "more."]), min_size=1), st.sampled_from(" \n。"), limits)
def test_a_link_stays_whole(parts: list[str], between: str, room: int) -> None:
    sent = split(between.join(parts), len(URL) + room, "characters")

    assert sum(text.count(URL) for text in sent) == parts.count(URL)


def test_a_link_longer_than_a_message_arrives_in_pieces() -> None:
    link = "https://bakery.example/" + "x" * 50

    sent = split(f"Look: {link} soon", 30, "characters")

    assert sent[0] == "Look:"
    assert "".join(sent[1:]) == f"{link} soon" or " ".join(["".join(sent[1:-1]), sent[-1]]) == f"{link} soon"


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        (
            "First things.\n\nSecond things, and more of them.",
            40,
            ["First things.", "Second things, and more of them."],
        ),
        ("We bake. We sell a lot.\n\nWe deliver.", 30, ["We bake. We sell a lot.", "We deliver."]),
        ("We bake bread. We sell cakes.", 20, ["We bake bread.", "We sell cakes."]),
        ("sourdough bread with seeds", 18, ["sourdough bread", "with seeds"]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("exact fit", 5, ["exact", "fit"]),
        ("short", 5, ["short"]),
    ],
)
def test_cuts_fall_where_a_reader_would_cut(text: str, limit: int, parts: list[str]) -> None:
    assert split(text, limit, "characters") == parts


def test_each_platform_counts_in_its_own_unit() -> None:
    assert [measure(FAMILY, unit) for unit in UNITS] == [7, 11, 25]
    assert split("éé", 4, "bytes") == ["éé"]
    assert split("ééé", 4, "bytes") == ["éé", "é"]
    assert split("😀😀😀", 4, "utf16") == ["😀😀", "😀"]
    assert measure("\ud800", "bytes") == 3


@settings(deadline=None)
@given(texts, st.integers(2, 30))
def test_a_shortened_label_keeps_its_graphemes(label: str, limit: int) -> None:
    short = shorten(label, limit)

    assert len(short) <= limit
    if short != label:
        assert short.endswith("…")
        assert label.startswith(short[:-1])


def test_a_label_is_shortened_before_the_grapheme_that_does_not_fit() -> None:
    assert shorten("Croissant with almonds", 12) == "Croissant w…"
    assert shorten(f"Cake {FAMILY}", 9) == "Cake…"

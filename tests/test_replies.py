"""Replies, texts and capabilities: what skills write, kept whole on disk and on the wire."""

import json
from datetime import date

import pytest

from shopbell.capabilities import Capabilities
from shopbell.replies import (
    Card,
    Carousel,
    Image,
    ItemList,
    Option,
    Options,
    Reply,
    TextPart,
    decode_reply,
    encode_parts,
)
from shopbell.replies import as_json as parts_as_json
from shopbell.rewording import owned_by
from shopbell.text import CORE, Text, fill


def test_the_short_form_makes_the_parts() -> None:
    reply = Reply(text="Which size?", options=["S", Option("M", "size:m")])

    assert reply.parts == (TextPart(text="Which size?"), Options(options=(Option("S"), Option("M", "size:m"))))
    assert reply.text == "Which size?"
    assert [option.label for option in reply.options] == ["S", "M"]


def test_text_comes_first_and_options_last() -> None:
    reply = Reply(Image(url="https://bakery.example/a.jpg"), text="Look", options=["More"])

    assert [type(part).__name__ for part in reply.parts] == ["TextPart", "Image", "Options"]


@pytest.mark.parametrize("wrong", ["just a string", None, {"text": "hi"}, Option("S"), [TextPart(text="hi")]])
def test_what_is_no_part_is_refused(wrong: object) -> None:
    with pytest.raises(TypeError, match="made of parts"):
        Reply(wrong)  # type: ignore[arg-type]


def test_wrong_words_and_options_are_refused() -> None:
    with pytest.raises(TypeError, match="words, not int"):
        Reply(text=5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="words or an Option"):
        Reply(text="Which?", options=[5])  # type: ignore[list-item]


def test_a_stored_reply_comes_back_as_it_was() -> None:
    reply = Reply(
        Carousel(cards=(Card(title="Rye", options=(Option("Add", "add"),)),)),
        ItemList(title="Which?", items=(Option("A"),)),
        text=Text("Only {count} left", plural="{count} left", count=2).owned_by("bakery"),
    )

    assert decode_reply(encode_parts(reply.parts)) == reply
    assert hash(reply) == hash(decode_reply(encode_parts(reply.parts)))


def test_json_is_the_shape_of_the_api() -> None:
    shape = parts_as_json(Reply(text="Which?", options=["S", Option("Shop", url="https://bakery.example")]).parts)

    assert json.loads(json.dumps(shape)) == [
        {"type": "text", "text": "Which?"},
        {"type": "options", "options": [{"label": "S"}, {"label": "Shop", "url": "https://bakery.example"}]},
    ]


def test_a_reply_shows_no_words_in_a_log() -> None:
    assert repr(Reply(text="Ana's address")) == "Reply(TextPart)"


def test_each_text_of_a_reply_is_marked_with_its_plugin_once() -> None:
    inner = Text("the baker")
    reply = Reply(text=Text("Ask {who}", who=inner), options=[Text("Yes"), "No"])

    owned = owned_by(reply, "bakery")

    text = owned.parts[0]
    assert isinstance(text, TextPart)
    assert isinstance(text.text, Text)
    assert (text.text.plugin, text.text.args["who"].plugin) == ("bakery", "bakery")
    assert [getattr(option.label, "plugin", None) for option in owned.options] == ["bakery", None]
    assert owned_by(owned, "another") == owned


def test_a_reply_without_texts_is_handed_on_itself() -> None:
    for reply in (Reply(text="Yes"), Reply(text="Which?", options=["S", "M"]), Reply(Card(title="Rye"))):
        assert owned_by(reply, "bakery") is reply


def test_a_skill_may_pass_lists_and_bare_labels_inside_parts() -> None:
    owned = owned_by(Reply(Options(options=["S", Option("M")])), "bakery")  # type: ignore[arg-type]

    assert owned.parts == (Options(options=(Option("S"), Option("M"))),)


def test_a_text_reads_well_without_any_catalogue() -> None:
    assert (
        str(Text("On {day:EEEE} we close at {hour}.", day=date(2026, 11, 22), hour=6)) == "On 2026-11-22 we close at 6."
    )
    assert str(Text("One loaf", plural="{count} loaves", count=1)) == "One loaf"
    assert str(Text("One loaf", plural="{count} loaves", count=7)) == "7 loaves"
    assert str(Text("Ask {who}", who=Text("the {job}", job="baker"))) == "Ask the baker"


@pytest.mark.parametrize(
    "sentence", ["{", "}", "{0}", "{}", "{who.name}", "{who[5]}", "{who!x}", "{missing}", "100 % {"]
)
def test_a_broken_placeholder_leaves_the_rest_of_the_sentence(sentence: str) -> None:
    assert str(Text(f"Hello {{name}}: {sentence}", name="Ana", who="x")).startswith("Hello Ana: ")
    assert fill("{a} and {b:EEEE}", {"b": "x"}) == "{a} and x"


def test_texts_are_equal_by_what_they_say() -> None:
    assert Text("Hi {name}", name="Ana") == Text("Hi {name}", name="Ana")
    assert Text("Hi {name}", name="Ana") != Text("Hi {name}", name="Bo")
    assert len({Text("Hi", names=["Ana"]), Text("Hi", names=["Ana"])}) == 1


def test_the_core_names_its_own_buttons() -> None:
    button = ItemList(title="", items=()).button

    assert isinstance(button, Text)
    assert button.plugin == CORE


def test_a_channel_that_can_hold_no_character_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 4"):
        Capabilities(text_max=3)
    with pytest.raises(ValueError, match="at least 4"):
        Capabilities(options_text_max=1)

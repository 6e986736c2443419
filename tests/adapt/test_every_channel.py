"""Every part of a reply reaches every channel: as it is, or one rung lower with the loss recorded."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopbell.adapt import understand_choice
from shopbell.capabilities import EVERYTHING, Capabilities
from shopbell.replies import (
    Card,
    Carousel,
    ItemList,
    Options,
    ReplyPart,
)
from tests.adapt.channels import CHANNELS
from tests.adapt.reading import assert_shows_within_limits, shown, words
from tests.adapt.replies import PARTS, RYE, abilities, anything


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("kind", PARTS)
def test_every_part_reaches_every_channel(kind: str, channel: str) -> None:
    part, needed = PARTS[kind]
    can = CHANNELS[channel]

    adapted = shown(part, can=can)

    said = words(adapted)
    assert [what for what in needed if what not in said] == []
    assert_shows_within_limits(adapted, can)
    kinds = {type(piece) for message in adapted.messages for piece in message}
    assert type(part) in kinds or adapted.losses


@pytest.mark.parametrize("kind", PARTS)
def test_a_channel_that_shows_everything_gets_the_part_itself(kind: str) -> None:
    part, _ = PARTS[kind]
    if kind == "carousel":
        part = Carousel(cards=(RYE, RYE))

    adapted = shown(part, can=EVERYTHING)

    assert len(adapted.messages) == 1
    assert [type(piece) for piece in adapted.messages[0]] == [type(part)]
    assert adapted.losses == ()


@settings(deadline=None)
@given(st.lists(anything, max_size=5), abilities)
def test_any_reply_keeps_the_limits_of_any_channel(parts: list[ReplyPart], can: Capabilities) -> None:
    adapted = shown(*parts, can=can)

    assert_shows_within_limits(adapted, can)
    numbers = [choice.number for choice in adapted.choices if choice.number]
    assert numbers == sorted(set(numbers))
    for choice in adapted.choices:
        if choice.number:
            chosen = understand_choice(f"#{choice.number}", None, adapted.choices)
            assert chosen is not None
    if "cut to 15 messages" not in adapted.losses:
        assert {choice.payload for choice in adapted.choices} >= set(payloads(parts))


def payloads(parts: list[ReplyPart]) -> list[str]:
    """What every button that leads nowhere must bring back."""
    found = []
    for part in parts:
        cards = part.cards if isinstance(part, Carousel) else (part,) if isinstance(part, Card) else ()
        menus = [part.options] if isinstance(part, Options) else [part.items] if isinstance(part, ItemList) else []
        for menu in [*menus, *(card.options for card in cards)]:
            found += [option.payload or str(option.label) for option in menu if option.url is None]
    return found

"""What the owner may say about the demo's page."""

from typing import Annotated

from msgspec import Meta

from shopbell import Settings

Colour = Annotated[str, Meta(pattern="^#[0-9a-fA-F]{6}$")]


class DemoSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_demo]`` table."""

    colour: Colour = "#8a4b1f"  # of links, buttons and pictures
    tries: tuple[str, ...] = ("When are you open on Saturday?", "I would like to talk to a person")
    ask: str = ""  # offered on a product's page

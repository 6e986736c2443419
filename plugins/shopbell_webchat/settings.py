"""The ``[plugins.shopbell_webchat]`` table: who may open the chat, and how much of it."""

from typing import Annotated

from msgspec import Meta

from shopbell import Settings

Origin = Annotated[str, Meta(pattern=r"\Ahttps?://[^/?#\s]+\Z")]
Page = Annotated[str, Meta(pattern=r"\A(https?://[^#\s]+)?\Z", max_length=500)]
SiteName = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{1,40}\Z")]


class WebChatSettings(Settings, frozen=True, kw_only=True):
    """Defaults are safe on the open internet; pages of the shop's other addresses are listed in ``origins``."""

    origins: tuple[Origin, ...] = ()  # further web sites that may show the chat: "https://shop.example"
    sites: Annotated[tuple[SiteName, ...], Meta(min_length=1)] = ("default",)  # what data-site may say
    page: Page = ""  # where the chat stands, for links that lead back to it: "https://shop.example/"; empty: none do
    text_max: Annotated[int, Meta(ge=1, le=8_000)] = 4_000  # characters in one message of a customer
    token_days: Annotated[int, Meta(ge=1, le=730)] = 180  # a visitor who comes back within this time is known again

    sockets: Annotated[int, Meta(ge=1)] = 4_000  # open chats in all, long polls included
    sockets_per_address: Annotated[int, Meta(ge=1)] = 100  # of one client address; a company shares one
    messages_per_minute: Annotated[int, Meta(ge=1)] = 90  # of one visitor
    frames_per_minute: Annotated[int, Meta(ge=1)] = 1_200  # of one client address, heartbeats included
    visitors_per_minute: Annotated[int, Meta(ge=1)] = 120  # new ones from one client address

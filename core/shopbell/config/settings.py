"""The core's own tables of ``shopbell.toml``: ``[shop]``, ``[server]``, ``[storage]``.

Each field is typed, bounded and has a default that is safe on the open internet. Plugins have ``Settings``.
"""

import re
from collections.abc import Iterator
from ipaddress import ip_network
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import msgspec
from msgspec import Meta

from shopbell.config.secrets import Secrets
from shopbell.config.wording import nearest
from shopbell.secret import DatabaseUrl, Secret
from shopbell.shop import ShopInfo
from shopbell.shop.hours import read_hours, read_quiet


def is_country(code: str) -> bool:
    """Does Unicode CLDR know money of that country?"""
    from babel.core import get_global  # lazy: the table is read from disk, 20 ms

    return code in get_global("territory_currencies")


def _text(pattern: str, description: str) -> Meta:
    """A form a text must have; the description ends the sentence of a mistake."""
    return Meta(pattern=pattern + r"(?!\n)", description=description)  # "$" alone would let a last newline pass


Line = Annotated[str, Meta(min_length=1, max_length=200)]
Days = Annotated[int, Meta(ge=1, le=36_500)]
Country = Annotated[str, _text("^[A-Z]{2}$", 'two capital letters (ISO 3166) such as "DE"')]
Currency = Annotated[str, _text("^[A-Z]{3}$", 'three capital letters (ISO 4217) such as "EUR"')]
Language = Annotated[
    str, _text(r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$", 'a language code such as "en" or "pt-BR"')
]
Email = Annotated[str, _text(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", "one e-mail address")]
WebAddress = Annotated[str, _text(r"^https?://\S+$", 'an address such as "https://example.org"')]
Origin = Annotated[str, _text(r"^https?://[^\s/?#]+/?$", 'such as "https://chat.example.org"')]
HostName = Annotated[str, _text(r"^[A-Za-z0-9.:_-]+$", "an address or a host name")]
Variable = Annotated[str, _text("^[A-Za-z_][A-Za-z0-9_]*$", "the name of an environment variable")]


class CoreSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the core's tables; unlike a plugin's they cannot be switched off or put in order."""

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """What types and bounds cannot say: (dotted key, one sentence) for each mistake."""
        yield from ()


class ShopSettings(CoreSettings, frozen=True, kw_only=True):
    """The ``[shop]`` table: who the shop is."""

    name: Line
    currency: Currency = "EUR"
    languages: Annotated[tuple[Language, ...], Meta(min_length=1, max_length=20)] = ("en",)  # the shop's own first
    time_zone: str = "UTC"  # IANA name
    country: Country | None = None  # None: as the time zone or the telephone number tells
    hours: dict[str, str] = {}  # see shopbell.shop.hours; empty: nothing is said about opening hours
    handoff_email: Email | None = None
    handoff_minutes: Annotated[int, Meta(ge=1, le=10_080)] | None = None  # then the bot returns; None: when released
    phone: Line | None = None
    address: Annotated[str, Meta(min_length=1, max_length=500)] | None = None
    website: WebAddress | None = None

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Zones and hours that do not exist."""
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            zones = {zone.lower(): zone for zone in sorted(available_timezones())}  # slow: reads the whole database
            near = zones.get(nearest(self.time_zone, zones) or "", "Europe/Berlin")
            yield "time_zone", f"is no time zone (did you mean {near}?)"
        if self.country is not None and not is_country(self.country):
            yield "country", 'is no country of ISO 3166 (the United Kingdom is "GB")'
        for key, sentence in read_hours(self.hours)[1].items():
            yield f"hours.{key}", sentence

    def info(self) -> ShopInfo:
        """The shop as plugins see it."""
        return ShopInfo(
            name=self.name,
            currency=self.currency,
            languages=self.languages,
            time_zone=self.time_zone,
            country=self.country,
            hours=read_hours(self.hours)[0],
            handoff_email=self.handoff_email,
            phone=self.phone,
            address=self.address,
            website=self.website,
        )


class ServerSettings(CoreSettings, frozen=True, kw_only=True):
    """The ``[server]`` table: where the shop listens, and whom it believes."""

    host: HostName = "127.0.0.1"
    port: Annotated[int, Meta(ge=1, le=65_535)] = 8765
    public_url: Origin | None = None  # as customers' browsers reach the shop, through the proxy
    api_keys_env: Variable = "SHOPBELL_API_KEYS"
    trusted_proxies: tuple[str, ...] = ()  # networks such as 10.0.0.0/8 whose X-Forwarded-For is believed
    body_limit: Annotated[int, Meta(ge=1_024, le=104_857_600)] = 1_048_576  # bytes of one request
    shutdown_grace: Annotated[float, Meta(ge=0, le=300)] = 10.0  # seconds to finish open turns
    memory_limit_mb: Annotated[int, Meta(ge=128, le=1_048_576)] = 512  # then suspects are named, and it restarts

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Networks that are none."""
        for at, network in enumerate(self.trusted_proxies):
            try:
                ip_network(network)
            except ValueError:
                yield f"trusted_proxies.{at}", "is no address or network such as 10.0.0.1 or 10.0.0.0/8"


class CustomerSettings(CoreSettings, frozen=True, kw_only=True):
    """The ``[customers]`` table: what they are sent unasked, and how they show who they are."""

    quiet_hours: str = "21:00-8:00"  # of the customer's own zone; notices and offers wait for the morning
    offers_per_day: Annotated[int, Meta(ge=0, le=100)] = 1  # to one customer, over all channels
    offers_per_week: Annotated[int, Meta(ge=0, le=700)] = 3
    code_minutes: Annotated[int, Meta(ge=1, le=60)] = 10  # in which a code that was sent may be typed
    order_minutes: Annotated[int, Meta(ge=1, le=1_440)] = 30  # that number and postcode open an order
    login_secret: Secret | None = None  # with which your web site signs who is logged in

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Hours that are none."""
        try:
            read_quiet(self.quiet_hours)
        except ValueError as exc:
            yield "quiet_hours", str(exc)

    @property
    def quiet(self) -> tuple[int, int] | None:
        """The quiet hours, minutes of the day."""
        return read_quiet(self.quiet_hours)


class RetentionSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ``[storage.retention]`` table: how many days what is kept."""

    messages_days: Days = 730  # what customers and shop wrote, with its attachments
    turns_days: Days = 30  # why the shop answered as it did
    money_turns_days: Days = 365  # the same, where money moved
    raw_days: Days = 7  # messages as the platform sent them
    inbox_days: Days = 7  # within which a repeated message is recognised
    events_days: Days = 365  # pages seen, orders shipped, ...
    outbox_days: Days = 90  # what became of each delivery


class StorageSettings(CoreSettings, frozen=True, kw_only=True):
    """The ``[storage]`` table: where conversations are kept, and for how long."""

    url: DatabaseUrl | None = None  # None: shopbell.db in the data folder
    retention: RetentionSettings = RetentionSettings()

    def mistakes(self) -> Iterator[tuple[str, str]]:
        """Databases nobody can open, and passwords in the wrong place."""
        if self.url is None or self.url.secret is not None:
            return
        if not re.match(r"(sqlite|postgresql)://", self.url.text):
            yield "url", "is no database: leave it out, or write postgresql://user@host/name"
        elif urlsplit(self.url.text).password:
            yield (
                "url",
                "holds a password; leave it out here and put it into the variable PGPASSWORD or ~/.pgpass,"
                ' or refer to the whole URL with {env = "NAME"}',
            )

    def database(self, secrets: Secrets) -> str:
        """The URL to open.

        Raises:
            ConfigError: it is a reference to something that is not there.
        """
        if self.url is None:
            return "sqlite://"
        return secrets.values(self.url.secret)[0] if self.url.secret is not None else self.url.text

"""The ``[plugins.shopbell_handoff]`` table."""

from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shopbell import Secret, Settings
from shopbell.shop import read_hours

Email = Annotated[str, Meta(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$(?!\n)", description="one e-mail address")]
PORTS = {"starttls": 587, "tls": 465, "none": 25}


class SmtpSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[plugins.shopbell_handoff.smtp]``: the mail server that takes our notices."""

    host: Annotated[str, Meta(min_length=1, max_length=253)]
    port: Annotated[int, Meta(ge=1, le=65_535)] | None = None  # None: 587, for tls 465, for none 25
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str | None = None
    password: Secret | None = None
    sender: Email | None = None  # None: the address that is written to
    retry: Annotated[float, Meta(gt=0, le=3_600)] = 15.0  # seconds after the first failure; doubles up to an hour

    @property
    def door(self) -> int:
        """The port, chosen or usual."""
        return self.port if self.port is not None else PORTS[self.tls]


class HandoffSettings(Settings, frozen=True, kw_only=True):
    """When people answer, and who hears that a customer waits for one. Without ``smtp`` it stands in the log alone."""

    email: Email | None = None  # None: the shop's handoff_email
    smtp: SmtpSettings | None = None
    keywords: tuple[Annotated[str, Meta(min_length=2, max_length=60)], ...] = ()  # words that are for a person
    fallbacks: Annotated[int, Meta(ge=0, le=10)] = 3  # not understood so often in a row; 0: a person is only offered
    valuable: Annotated[int, Meta(ge=0)] = 0  # minor units in the cart from which once is enough; 0: it does not count
    answered: Mapping[str, str] = {}  # when people answer, as in [shop.hours]; empty: while the shop is open
    summary: Literal["nothing", "facts", "words"] = "facts"  # what letters tell; words: also the last messages

    def mistakes(self) -> Iterable[tuple[str, str]]:
        """Hours that cannot be read, half a log-in, and one that everybody on the way could read."""
        yield from ((f"answered.{key}", mistake) for key, mistake in read_hours(self.answered)[1].items())
        smtp = self.smtp
        if smtp is None:
            return
        if (smtp.user is None) != (smtp.password is None):
            yield "smtp.password", "and user belong together: set both or none"
        if smtp.password is not None and smtp.tls == "none" and not _is_this_machine(smtp.host):
            yield "smtp.tls", "would send the password in the clear; use starttls or tls"


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"

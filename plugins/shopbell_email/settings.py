"""The ``[plugins.shopbell_email]`` table."""

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shopbell import Secret, Settings

Port = Annotated[int, Meta(ge=1, le=65_535)]
Security = Literal["tls", "starttls", "none"]
Address = Annotated[str, Meta(max_length=254, pattern=r"\A([^\s@<>,;:\"]+@[^\s@<>,;:\"]+)?\Z")]


class ServerSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``imap`` and ``smtp``: a server, as the provider's help pages name it. "none" is for this machine alone."""

    host: str
    port: Port | None = None  # the usual one of its security when left out
    security: Security = "tls"


class EmailSettings(Settings, frozen=True, kw_only=True):
    """One mailbox. The shop answers what comes into it."""

    address: Address = ""  # what customers write to: support@shop.example
    name: Annotated[str, Meta(max_length=100)] = ""  # who writes; the shop's name when empty
    user: str = ""  # to sign in with; the address when empty
    password: Secret | None = None
    imap: ServerSettings | None = None
    smtp: ServerSettings | None = None
    folder: str = "INBOX"
    subject: Annotated[str, Meta(max_length=200)] = ""  # of a mail that answers none; the shop's name when empty
    # Does the provider deliver support+anything@shop.example to support@shop.example?
    plus_addresses: bool = False
    bounce_address: Address = ""  # where bounces go, as bounce+...@shop.example; the address itself when empty
    authserv_id: str = ""  # what the receiving server calls itself in Authentication-Results; empty: nobody is proven
    check_seconds: Annotated[int, Meta(ge=1, le=1_740)] = 300  # the mailbox is looked at again after so long at most
    mails_per_hour: Annotated[int, Meta(ge=1)] = 30  # of one sender; beyond that a person is asked
    size_limit: Annotated[int, Meta(ge=10_000)] = 26_214_400  # bytes of one mail, attachments included
    timeout: Annotated[float, Meta(gt=0, le=28)] = 20.0  # seconds for sending one mail

    def mistakes(self) -> Iterable[tuple[str, str]]:
        """Servers that are missing, and passwords that would travel in the open."""
        for key in ("imap", "smtp"):
            server: ServerSettings | None = getattr(self, key)
            if self.address and server is None:
                yield key, 'is missing: write imap = {host = "imap.provider.example"}, and smtp the same way'
            elif server is not None and server.security == "none" and server.host not in ("127.0.0.1", "localhost"):
                yield f"{key}.security", "may be none only for a server on this machine"

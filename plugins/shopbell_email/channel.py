"""The channel: one mailbox; what comes in is read once, what goes out is in its thread."""

import imaplib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import anyio
from anyio import CapacityLimiter, to_thread
from msgspec import structs

from shopbell import (
    Attachment,
    DeliveryError,
    InboundMessage,
    Inbox,
    OutboundMessage,
    Overloaded,
    PluginScope,
    RequestError,
    StoreUnavailable,
)

from .mailbox import Fetched, LoginRefused, Mailbox, Place
from .reading import CHANNEL, Read, read_mail
from .sending import hand_over
from .settings import EmailSettings
from .writing import CAN_SHOW, Writer

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 300.0  # seconds until a mailbox that does not answer is tried again
KINDS = {"image": "image", "video": "video", "audio": "audio"}


class EmailChannel:
    """``email``: the account is ``default``, addresses are e-mail addresses in small letters."""

    name = CHANNEL
    exclusive = True  # two readers of one mailbox would take a mail twice

    def __init__(self, scope: PluginScope, settings: EmailSettings) -> None:
        assert settings.imap is not None  # noqa: S101  the settings say so
        assert settings.smtp is not None  # noqa: S101
        self._scope, self._settings, self._smtp = scope, settings, settings.smtp
        self.capabilities = structs.replace(CAN_SHOW, per_hour_from_one=settings.mails_per_hour)
        self._own = frozenset(filter(None, (settings.address.lower(), settings.bounce_address.lower())))
        self._writer = Writer(settings, scope.shop.name)
        self._box = Mailbox(settings, settings.imap, self._passwords)
        self._thread = CapacityLimiter(1)  # a connection is used by one thread at a time
        self._passwords()  # a password that is missing is told at once
        self.trouble = ""  # why the mailbox is not read now

    @asynccontextmanager
    async def run(self, inbox: Inbox) -> AsyncIterator[None]:
        """Read the mailbox until closed."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(self._read, inbox)
            try:
                yield
            finally:
                self._box.hang_up()  # what waits in the thread ends
                tasks.cancel_scope.cancel()

    async def send(self, message: OutboundMessage) -> str | None:
        """Send one mail; returns its Message-ID.

        Raises:
            DeliveryError: with its class.
        """
        try:
            mail = self._writer.write(message)
        except (ValueError, IndexError) as exc:
            raise DeliveryError(CHANNEL, "no mail can be made of it", kind="undeliverable") from exc
        await hand_over(mail, self._writer.envelope(message), self._settings, self._smtp, self._passwords)
        return self._writer.message_id(message)

    def starts(self, address: str) -> str | None:
        """The shop may write first to any address."""
        return "default" if address.count("@") == 1 else None

    def invitation(self, token: str) -> str | None:
        """A link that begins a mail to the shop; only where the provider delivers support+token@shop.example."""
        if not self._settings.plus_addresses:
            return None
        local, _, domain = self._settings.address.partition("@")
        return f"mailto:{local}+{token}@{domain}"

    def _passwords(self) -> Sequence[str]:
        return () if self._settings.password is None else self._scope.secret(self._settings.password)

    # -- the way in ------------------------------------------------------------------------------------------

    async def _read(self, inbox: Inbox) -> None:
        pause = FIRST_PAUSE
        while True:
            try:
                await self._in_thread(self._box.open)
                self.trouble = ""
                while True:
                    await self._catch_up(inbox)
                    pause = FIRST_PAUSE
                    await self._in_thread(self._box.wait, float(self._settings.check_seconds))
            except (OSError, imaplib.IMAP4.error, EOFError, ValueError) as exc:
                refused = isinstance(exc, LoginRefused)
                why = "does not accept the password" if refused else f"does not answer ({type(exc).__name__})"
                self.trouble = f"the mailbox of {self._settings.address} {why}"
            finally:
                self._box.hang_up()
            await anyio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _in_thread(self, work: Any, *args: Any) -> Any:
        return await to_thread.run_sync(partial(work, *args), limiter=self._thread, abandon_on_cancel=True)

    async def _catch_up(self, inbox: Inbox) -> None:
        """Take what came since the last look. At the very first nothing did: old mail is not answered."""
        now: Place = await self._in_thread(self._box.place)
        key = f"place.{self._settings.folder}"
        stored = await self._scope.kv.get(key)
        last = int(stored[1]) if stored and stored[0] == now.validity else None
        if last is None:  # a new folder, or one that was numbered anew: by Message-ID nothing is taken twice
            last = now.last if stored is None else 0
            await self._scope.kv.put(key, [now.validity, last])
        while mails := await self._in_thread(self._box.fetch, last):
            for mail in mails:
                await self._take_until_stored(inbox, mail)
                last = mail.uid
                await self._scope.kv.put(key, [now.validity, last])
                await self._in_thread(self._box.mark_read, mail.uid)

    async def _take_until_stored(self, inbox: Inbox, mail: Fetched) -> None:
        while True:
            try:
                return await self._take(inbox, mail)
            except (Overloaded, StoreUnavailable) as exc:
                await anyio.sleep(float(getattr(exc, "retry_after", None) or 1))

    async def _take(self, inbox: Inbox, mail: Fetched) -> None:
        if mail.raw is None:
            self._scope.log.warning("mail too large", uid=mail.uid)
            return
        read: Read = await to_thread.run_sync(read_mail, mail.raw, "default", self._own, self._settings.authserv_id)
        if isinstance(read.heard, InboundMessage):
            await inbox.accept(structs.replace(read.heard, attachments=await self._kept(read)))
        elif read.heard is not None:
            await inbox.report(read.heard)

    async def _kept(self, read: Read) -> tuple[Attachment, ...]:
        kept = []
        for file in read.enclosed:
            try:
                stored = await self._scope.media.keep(file.content)
            except RequestError:
                continue  # too large
            kind = KINDS.get((stored.media_type or "").partition("/")[0], "file")
            kept.append(structs.replace(stored, kind=kind, name=file.name))
        return tuple(kept)

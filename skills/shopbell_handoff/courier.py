"""Carries notices to the mail server, outside of any turn: once each, again after a growing pause when that fails."""

import asyncio
import time

import anyio
import msgspec

from shopbell import ConfigError, InboundMessage, PluginScope, ShopbellError, Write

from .letter import letter
from .mailer import SEND_SECONDS, Mailer
from .notices import CLAIM, DONE, POSTPONE, WAITING, Notice
from .settings import SmtpSettings

LEASE_MS = 60_000  # then a claimed notice counts as not sent: whoever claimed it has died
MOST_ATTEMPTS = 60  # over two days, with pauses of up to an hour
LONGEST_PAUSE = 3_600.0  # seconds
COMMIT_SECONDS = 30.0  # in which an announced notice is looked for; then its turn has failed
STORE_SECONDS = 5.0  # pause when the database refuses
SAID = (
    "SELECT message.body FROM message JOIN identity ON identity.id = message.identity_id"
    " WHERE identity.customer_id = (SELECT customer_id FROM conversation WHERE id = ?)"
    " AND message.author = 'customer' ORDER BY message.id DESC LIMIT ?"
)
SAID_MOST, SAID_LONGEST = 5, 500  # messages in a letter, characters of each
LOOK_SECONDS, REST_SECONDS = 0.1, 300.0  # between looks, while one is announced and else

_message = msgspec.msgpack.Decoder(InboundMessage).decode


class Courier:
    """Works from the rows alone, so a crash loses nothing. ``expect`` only makes it look sooner."""

    def __init__(self, scope: PluginScope, smtp: SmtpSettings, address: str, *, with_words: bool = False) -> None:
        self._scope, self._smtp, self._address, self._with_words = scope, smtp, address, with_words
        self._expected: dict[int, float] = {}  # turn -> monotonic time until which its commit may come
        self._woken = asyncio.Event()
        self.trouble: str | None = None  # why the last letter did not go, for the owner

    def expect(self, turn_id: int) -> None:
        """The notice of this turn will be there when the turn is committed."""
        self._expected[turn_id] = time.monotonic() + COMMIT_SECONDS
        self._woken.set()

    async def run(self) -> None:
        """Send what is due, for ever."""
        while True:
            self._woken.clear()
            try:
                pause = await self._round()
            except ShopbellError:  # the disk refuses: notices stay, and handing over must not suffer from it
                pause = STORE_SECONDS
            with anyio.move_on_after(pause):
                await self._woken.wait()

    async def _round(self) -> float:
        """Send what is due now; returns seconds until the next look."""
        for one in await self._waiting():
            self._expected.pop(one.id, None)
            if one.due_at <= _now() and await self._claim(one):
                # A change of the settings waits for the letter that is being handed over: else it would go twice.
                with anyio.CancelScope(shield=True):
                    await self._deliver(one)
        self._expected = {turn: until for turn, until in self._expected.items() if until > time.monotonic()}
        if self._expected:
            return LOOK_SECONDS
        return min([REST_SECONDS, *(max(0.0, (one.due_at - _now()) / 1000) for one in await self._waiting())])

    async def _waiting(self) -> list[Notice]:
        return [Notice(*row) for row in await self._scope.tables.fetch(WAITING)]

    async def _claim(self, one: Notice) -> bool:
        """Take it, so that no other generation of this plugin sends it too."""
        claimed = Write(CLAIM, (one.attempts + 1, _now() + LEASE_MS, one.id, one.attempts), 1)
        try:
            await self._scope.tables.commit(claimed)
        except ShopbellError:  # another was first, or the disk refuses
            return False
        return True

    async def _deliver(self, one: Notice) -> None:
        try:
            with anyio.fail_after(SEND_SECONDS):
                await self._post(one)
        except (OSError, ValueError, TimeoutError, ConfigError) as exc:
            await self._failed(one, exc)
            return
        self.trouble = None
        await self._scope.tables.commit(Write(DONE, (one.id,)))
        self._scope.log.info("handoff mail sent", turn=one.id, conversation=one.conversation_id)

    async def _post(self, one: Notice) -> None:
        said = await self._last_said(one) if self._with_words else ()
        written = letter(one, self._scope.shop, self._smtp.sender or self._address, self._address, said)
        await Mailer(self._scope, self._smtp, self._address).hand_over(written)

    async def _last_said(self, one: Notice) -> list[str]:
        """The customer's last messages, the oldest first; read when the letter goes: what was erased is gone."""
        rows = await self._scope.tables.fetch(SAID, (one.conversation_id, SAID_MOST))
        return [message.text[:SAID_LONGEST] for (body,) in reversed(rows) if (message := _message(body)).text]

    async def _failed(self, one: Notice, exc: Exception) -> None:
        """Come back later, or give up. The reason goes without the server's words: they repeat addresses."""
        tries = one.attempts + 1
        self.trouble = f"the mail server does not take our notices of waiting customers ({type(exc).__name__})"
        reason = {"error": type(exc).__name__, "code": getattr(exc, "smtp_code", None), "tries": tries}
        if tries >= MOST_ATTEMPTS:
            self._scope.log.error("handoff mail given up", turn=one.id, conversation=one.conversation_id, **reason)
            await self._scope.tables.commit(Write(DONE, (one.id,)))
            return
        pause = min(LONGEST_PAUSE, self._smtp.retry * 2.0 ** min(tries - 1, 20))
        self._scope.log.warning("handoff mail failed", turn=one.id, again_in=pause, **reason)
        await self._scope.tables.commit(Write(POSTPONE, (_now() + int(pause * 1000), one.id, tries)))


def _now() -> int:
    """Milliseconds UTC of this machine: pauses must not depend on a clock that a demo moves."""
    return time.time_ns() // 1_000_000

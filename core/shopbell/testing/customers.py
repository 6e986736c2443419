"""A customer in a test: says something, hears the answer."""

import itertools
from typing import TYPE_CHECKING

from shopbell.adapt.sentences import DISCLOSURE
from shopbell.contracts import Accepted
from shopbell.messages import Attachment, InboundMessage, MessageContext
from shopbell.replies import Reply, ReplyPart, TextPart
from shopbell.testing.channel import NAME
from shopbell.testing.dialogues import exchanges, rehearse, shown

if TYPE_CHECKING:
    from shopbell.testing.shops import TestShop

PATIENCE = 15.0  # seconds; longer than a skill's deadline
_numbers = itertools.count(1)


class TestCustomer:
    """One address on the testing channel."""

    __test__ = False

    def __init__(self, shop: "TestShop", name: str, account: str = "default") -> None:
        self._shop, self.name, self.account = shop, name, account
        self.told_automatic = False  # heard that this is an automatic assistant
        self.turn_id = 0  # of the last message

    async def says(
        self,
        text: str = "",
        *,
        payload: str | None = None,
        key: str | None = None,
        attachments: tuple[Attachment, ...] = (),
        context: MessageContext | None = None,
        invitation: str | None = None,
    ) -> Reply:
        """Write one message and wait for the answer.

        Returns:
            What the shop said, without the disclosure that comes before a customer's first answer
            (``told_automatic`` tells); no parts when it stayed silent.
        """
        accepted = await self.writes(
            text, payload=payload, key=key, attachments=attachments, context=context, invitation=invitation
        )
        parts = await accepted.replies(PATIENCE)
        if parts is None:
            raise AssertionError(f"no answer within {PATIENCE:g} seconds")
        if parts and self.is_disclosure(parts[0]):
            self.told_automatic = True
            parts = parts[1:]
        if self._shop.rehearses:
            await rehearse(self._shop, await self._shop.seat(self.name))
        return Reply(*parts)

    async def plays(self, transcript: str) -> Reply:
        """Have a conversation as it is written down: ``> what the customer says``, below it what the shop shows.

        Buttons stand in brackets, ``[S] [M]``; an answer of ``...`` may be anything. Returns the last answer.
        """
        reply = Reply()
        for said, expected in exchanges(transcript):
            reply = await self.says(said)
            assert expected in ("", "...") or shown(reply) == expected, f"after {said!r} the shop says:\n{shown(reply)}"
        return reply

    async def writes(
        self,
        text: str = "",
        *,
        payload: str | None = None,
        key: str | None = None,
        attachments: tuple[Attachment, ...] = (),
        context: MessageContext | None = None,
        invitation: str | None = None,
    ) -> Accepted:
        """Write one message and do not wait for the answer."""
        message = InboundMessage(
            channel=NAME,
            account=self.account,
            sender=self.name,
            key=key or f"{self.name}-{next(_numbers)}",
            text=text,
            payload=payload,
            attachments=attachments,
            context=context or MessageContext(),
            invitation=invitation,
        )
        accepted = await self._shop.inbox.accept(message)
        self.turn_id = accepted.turn_id
        return accepted

    def is_disclosure(self, part: ReplyPart) -> bool:
        """Does this part say, before a customer's first answer, that the assistant is automatic?"""
        if not isinstance(part, TextPart):
            return False
        running = self._shop.running
        said = {running.host.epoch.prepared.translate(DISCLOSURE, one) for one in running.config.shop.languages}
        return str(part.text) in said

"""Proofs: a code that was sent to an address, a link that carries on elsewhere, the shop's own log-in.

What is shown must be known to nobody else: codes and tokens are kept as hashes alone, serve once, and end soon. A
proven address that nobody has becomes the customer's; one that another customer has links the two.
"""

import hmac
import re
import secrets
from collections.abc import Callable
from hashlib import sha256
from typing import NamedTuple

from shopbell.adapt.sentences import CODE_DONE, CODE_OLD, CODE_WRONG, CONTINUED, INVITATION_OLD, code_mail
from shopbell.config.settings import CustomerSettings
from shopbell.contracts import Write
from shopbell.messages import InboundMessage
from shopbell.replies import TextPart, encode_parts
from shopbell.runtime.commit import PLACES
from shopbell.runtime.epochs import Epoch
from shopbell.runtime.lanes import INSERT_IDENTITY, Address, Lanes, Seat
from shopbell.runtime.lines import Row
from shopbell.runtime.linking import prove
from shopbell.runtime.opting import ALL, CONSENT
from shopbell.runtime.permits import Permits
from shopbell.runtime.turn import ORDERS, LiveTurn
from shopbell.stores.store import Store
from shopbell.text import Text

PROVING = "shopbell.proving"  # the slot with the challenge whose code is awaited
CODE = re.compile(r"\s*(\d{3})[ -]?(\d{3})\s*")
HOUR = 3_600_000  # milliseconds
CODES_MOST = 5  # in an hour: for one customer, and to one address
TRIES_MOST = 5  # wrong codes
INVITATION_MS = 24 * HOUR
LAST_PLACE = PLACES - 1  # of the turn's messages: the letter with the code goes elsewhere than the answer

CHALLENGE = (
    "INSERT INTO challenge (id, kind, hash, identity_id, channel, account, address, tries, created_at, expires_at,"
    " purpose, wording) VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?)"
)
FIND = (
    "SELECT hash, channel, account, address, tries, expires_at, used_at, purpose, wording FROM challenge WHERE id = ?"
)
FIND_INVITATION = "SELECT id, identity_id, expires_at, used_at FROM challenge WHERE hash = ? AND kind = 'invitation'"
USED = "UPDATE challenge SET used_at = ? WHERE id = ? AND used_at IS NULL"
MISSED = "UPDATE challenge SET tries = tries + 1 WHERE id = ?"
ASKED_BY = "SELECT count(*) FROM challenge WHERE identity_id = ? AND kind = 'code' AND created_at > ?"
ASKED_FOR = "SELECT count(*) FROM challenge WHERE channel = ? AND address = ? AND created_at > ?"
OWNER = "SELECT id, customer_id FROM identity WHERE channel = ? AND account = ? AND address = ?"
OPENED = "INSERT INTO order_ref (id, identity_id, order_number, at, until, how) VALUES (?, ?, ?, ?, ?, 'postcode')"
PROVEN = "UPDATE identity SET proven_at = ? WHERE id = ?"
RELEASED = "UPDATE identity SET stopped = stopped & ? WHERE id = ?"


class Proven(NamedTuple):
    """What a proof leads to: words for the customer, writes of the turn, a proof to be worked off afterwards."""

    words: Text
    writes: list[Write]
    proof_id: int = 0


class Proving:
    """Hands out challenges and checks what is shown."""

    def __init__(
        self, store: Store, lanes: Lanes, permits: Permits, settings: Callable[[], CustomerSettings],
        key: Callable[[], bytes],
    ) -> None:  # fmt: skip
        self._store, self._lanes, self._permits = store, lanes, permits
        self._settings, self._key = settings, key

    # -- codes -----------------------------------------------------------------------------------------------------

    async def send_code(
        self, turn: LiveTurn, identity_id: int, epoch: Epoch, address: str, agreed: tuple[str, str] = ("", "")
    ) -> Row | None:
        """Make a code for an address; None: no channel can write there first, or enough codes were sent.

        ``agreed``: what the customer wants to be sent there, and in which words they agreed to it.
        """
        found = next(
            ((entry.name, account) for entry in epoch.channels.values() if (account := entry.starts(address))), None
        )
        if found is None or await self._permits.suppressed(found[0], address):
            return None
        channel, account = found
        since = turn.now - HOUR
        [(by,)] = await self._store.fetch(ASKED_BY, (identity_id, since))
        [(to,)] = await self._store.fetch(ASKED_FOR, (channel, address, since))
        if by >= CODES_MOST or to >= CODES_MOST:
            return None
        challenge_id, code = self._store.ids.next("challenge"), f"{secrets.randbelow(1_000_000):06d}"
        minutes = self._settings().code_minutes
        ends = turn.now + minutes * 60_000
        there = (channel, account, address)
        row = (challenge_id, "code", self._hash(challenge_id, code), identity_id, *there, turn.now, ends, *agreed)
        turn.writes.append(Write(CHALLENGE, row, 1))
        turn.slots[PROVING] = challenge_id
        words = epoch.prepared.translate(code_mail(f"{code[:3]} {code[3:]}", turn.shop.name, minutes), turn.language)
        return Row(
            turn.id * PLACES + LAST_PLACE, turn.id, turn.conversation_id, *there, "", None, "conversational", 0,
            encode_parts([TextPart(text=words)]), 0, turn.now, turn.now,
        )  # fmt: skip

    async def check_code(self, seat: Seat, challenge_id: int, text: str, now: int) -> Proven | None:
        """Is this the code? None when it is no code at all, or none is awaited any more."""
        match = CODE.fullmatch(text)
        rows = await self._store.fetch(FIND, (challenge_id,)) if match else []
        if not rows or match is None:
            return None
        hashed, channel, account, address, tries, expires_at, used_at, *agreed = rows[0]
        if used_at is not None:
            return None
        if now > expires_at or tries >= TRIES_MOST:
            return Proven(CODE_OLD, [])
        if not hmac.compare_digest(self._hash(challenge_id, match[1] + match[2]), hashed):
            return Proven(CODE_WRONG, [Write(MISSED, (challenge_id,), 1)])
        proven = await self.claim(seat, (channel, account, address), "code", now, *agreed)
        return proven._replace(words=CODE_DONE, writes=[Write(USED, (now, challenge_id), 1), *proven.writes])

    def _hash(self, challenge_id: int, code: str) -> bytes:
        return hmac.digest(self._key(), f"code\x1f{challenge_id}\x1f{code}".encode(), sha256)

    # -- links -----------------------------------------------------------------------------------------------------

    def invite(self, turn: LiveTurn, identity_id: int, epoch: Epoch, channel: str) -> str | None:
        """A link under which the customer goes on in another channel; None: it has no such links."""
        entry, token = epoch.channels.get(channel), secrets.token_urlsafe(24)
        link = entry.invitation(token) if entry is not None else None
        if link is None:
            return None
        row = (
            self._store.ids.next("challenge"), "invitation", sha256(token.encode()).digest(), identity_id, "", "", "",
            turn.now, turn.now + INVITATION_MS, "", "",
        )  # fmt: skip
        turn.writes.append(Write(CHALLENGE, row, 1))
        return link

    async def follow(self, seat: Seat, message: InboundMessage, now: int) -> Proven:
        """A customer came in by such a link."""
        digest = sha256((message.invitation or "").encode("utf-8", "replace")).digest()
        rows = await self._store.fetch(FIND_INVITATION, (digest,))
        if not rows or rows[0][3] is not None or now > rows[0][2]:
            return Proven(INVITATION_OLD, [])
        challenge_id, identity_id = rows[0][:2]
        proof_id, proof = prove(self._store, seat.identity.id, identity_id, "invitation", "customer", now)
        return Proven(CONTINUED, [Write(USED, (now, challenge_id), 1), proof], proof_id)

    # -- orders ----------------------------------------------------------------------------------------------------

    def open_order(self, turn: LiveTurn, identity_id: int, number: str) -> None:
        """Number and postcode were right: this order is open in this conversation for a while; that links nobody."""
        until = turn.now + self._settings().order_minutes * 60_000
        row = (self._store.ids.next("order_ref"), identity_id, number[:100], turn.now, until)
        turn.writes.append(Write(OPENED, row, 1))
        turn.slots[ORDERS] = {**turn.opened, number[:100]: until}

    # -- addresses -------------------------------------------------------------------------------------------------

    async def claim(
        self, seat: Seat, address: Address, how: str, now: int, purpose: str = "", wording: str = ""
    ) -> Proven:
        """The address is proven to be this customer's; who agreed to be sent something there has agreed now."""
        rows = await self._store.fetch(OWNER, address)
        if not rows:
            identity_id = self._store.ids.next("identity")
            made = Write(INSERT_IDENTITY, (identity_id, seat.identity.customer_id, *address, now), 1)
            self._lanes.forget_new(address)
            agreed = self._agreed(address, identity_id, purpose, wording, now)
            return Proven(CODE_DONE, [made, Write(PROVEN, (now, identity_id), 1), *agreed])
        identity_id, owner = rows[0]
        writes = [Write(PROVEN, (now, identity_id), 1), *self._agreed(address, identity_id, purpose, wording, now)]
        if owner == seat.identity.customer_id:
            return Proven(CODE_DONE, writes)
        proof_id, proof = prove(self._store, seat.identity.id, identity_id, how, "customer", now)
        return Proven(CODE_DONE, [*writes, proof], proof_id)

    def _agreed(self, address: Address, identity_id: int, purpose: str, wording: str, now: int) -> list[Write]:
        """The second half of a double opt-in: whoever reads that mailbox has typed the code."""
        if not purpose:
            return []
        seat = self._lanes.known(address)
        if seat is not None:
            seat.stopped &= ~ALL
        row = (self._store.ids.next("consent"), identity_id, purpose, 1, now, wording, "code")
        return [Write(RELEASED, (~int(ALL), identity_id), 1), Write(CONSENT, row, 1)]

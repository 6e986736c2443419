"""What one turn says and stores: identify -> understand -> route -> answer -> adapt. The list is fixed."""

import time
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from msgspec import structs

from shopbell.adapt import Adapted, adapt
from shopbell.adapt.choices import agrees, understand_choice
from shopbell.adapt.sentences import APOLOGY, CODE_DONE, CODE_OLD, DISCLOSURE, FLOOD
from shopbell.capabilities import PLAIN_TEXT
from shopbell.clock import Clock
from shopbell.messages import InboundMessage
from shopbell.people import ConversationState
from shopbell.replies import Reply, TextPart
from shopbell.runtime.answer import Answer, Asking
from shopbell.runtime.at_hand import remember_product, with_product_at_hand
from shopbell.runtime.courtesy import question_alone
from shopbell.runtime.dialogue_life import DialogueLife
from shopbell.runtime.dialogue_work import Around, DialogueWork
from shopbell.runtime.epochs import Epoch, Prepared
from shopbell.runtime.events import Events
from shopbell.runtime.holding import end_expired, given_back_words, group_turn, hand_to_queue, waiting_words
from shopbell.runtime.items import Item
from shopbell.runtime.lanes import Lanes
from shopbell.runtime.loops import why_automatic_only, why_repeating, why_too_often
from shopbell.runtime.opting import CONFIRMED, agree, opt_by_word, word_in
from shopbell.runtime.outbox import Outbox
from shopbell.runtime.outcome import Outcome
from shopbell.runtime.patience import note_mood, offer_a_person
from shopbell.runtime.permits import Permits
from shopbell.runtime.policies import apply_policies
from shopbell.runtime.profile import changed, keep, learn
from shopbell.runtime.proving import PROVING, Proven, Proving
from shopbell.runtime.record import TurnRecord
from shopbell.runtime.saying import is_fetched
from shopbell.runtime.stop_words import LONGEST, StopWord
from shopbell.runtime.talking import Talking
from shopbell.runtime.turn import TEXT_READ, Handover, LiveTurn
from shopbell.runtime.understand import choose_language
from shopbell.runtime.waking import Waking
from shopbell.stores.store import Store
from shopbell.understanding import NOTHING_UNDERSTOOD

MENU_MS = 30 * 60_000  # a menu's numbers are understood for half an hour
SILENCE_MS = 24 * 3_600_000  # ends an episode
FLOOD_TURNS, FLOOD_MS = 20, 10_000
POISON_ATTEMPTS = 3
CONFLICTS_MOST = 4  # a turn whose writes never fit ends with an apology


class Parts(NamedTuple):
    """What the pipeline is made of; the app puts it together."""

    store: Store
    lanes: Lanes
    clock: Clock
    epoch: Callable[[], Epoch]
    asking: Asking
    outbox: Outbox
    events: Events
    talking: Talking
    life: DialogueLife
    accept: Callable[[Item], Awaitable[None]]
    permits: Permits
    proving: Proving
    link_soon: Callable[[int], None]  # works a proof off, once it is on disk
    handoff_minutes: Callable[[], int | None]
    key: Callable[[], bytes]  # of DATA/secret.key


class Deciding:
    """Turns an item into its outcome; nothing is stored and nothing sent here."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._around = Around(parts.store, parts.life.recent, parts.accept, parts.asking.ask, parts.key)
        self._waking = Waking(parts.talking, parts.events, parts.life, self._work, self._conclude)

    def read_ahead(self, items: Iterable[Item], epoch: Epoch) -> None:
        """Understand the messages of turns that come next, together; what is not read in the end costs its time."""
        said = []
        for item in items:
            body, state = item.body, item.seat.lane.state
            if isinstance(body, InboundMessage) and body.payload is None and state.holder.kind == "bot":
                said.append((body.text[:TEXT_READ], state.language))
        epoch.prepared.understander.read_ahead(said, self._parts.clock.now())

    async def decide(self, item: Item, epoch: Epoch) -> Outcome:
        """What is said and stored in this turn; raises what plugins raise beyond their guards."""
        body, state, now = item.body, item.seat.lane.state, self._parts.clock.now()
        if not isinstance(body, InboundMessage):
            return await self._waking.decide(item, body, epoch, now)
        if body.automatic:
            return self._automatic(item, state, epoch, now)
        held_since = state.holder.since if state.holder.kind != "bot" else 0
        end_expired(state, now)
        self._note_message(item, body, state, now)
        if body.audience != "direct":
            return group_turn(item, state, epoch, now)
        if state.holder.kind != "bot":
            return Outcome.silent(epoch, item, "held", now)
        if not body.text and body.payload is None and not body.attachments:
            return Outcome.silent(epoch, item, "silent", now)  # deleted before its turn
        if body.limited and self._floods(state, now):
            return self._flooded(item, state, epoch, now)
        if item.attempts >= POISON_ATTEMPTS or item.conflicts >= CONFLICTS_MOST:
            return self.apology(item, epoch)
        return await self._answered(item, body, epoch, now, now - held_since if held_since else 0)

    async def _answered(self, item: Item, message: InboundMessage, epoch: Epoch, now: int, pause: int) -> Outcome:
        if len(message.text) <= LONGEST and (word := word_in(item, message)) is not None:
            return self._stopped(item, message, word, epoch, now)
        if message.invitation is not None or PROVING in item.seat.lane.state.slots:
            shown = await self._shown(item, message, now)
            if shown is not None:
                return self._proven(item, shown, epoch, now)
        channel = epoch.channels.get(item.seat.identity.channel)
        per_hour = channel.capabilities.per_hour_from_one if channel is not None else 0
        if looping := why_too_often(item.seat.lane.state, per_hour, now):
            words = Reply(text=waiting_words(epoch.prepared.shop, now))
            return self._left_to_a_person(item, self._say(item, words, "looped", epoch, now), looping, epoch)
        prepared: Prepared = epoch.prepared
        state, began = item.seat.lane.state, time.perf_counter_ns()
        turn = self._turn(item, message, epoch, now)
        chosen = None
        if state.choices and now < state.choices_until:
            chosen = understand_choice(message.text, message.payload, state.choices)
            if chosen is None and state.offers_one and not state.dialogues and agrees(message.text):
                chosen = state.choices[0]
        if chosen is not None:
            turn.read_as(chosen.payload)
        elif message.payload is not None:
            turn.read_as(message.payload)
        identified = time.perf_counter_ns()

        turn.understood = prepared.understander.understand(turn.text, state.language, now)
        # A payload speaks no language, and a name or an address that answers a question speaks the wrong one.
        own_words = turn.text == message.text[:TEXT_READ] and not state.dialogues
        said = turn.understood if own_words else NOTHING_UNDERSTOOD
        turn.language = state.language = choose_language(said, message, state, prepared.shop)
        note_mood(said, state)
        turn.understood = with_product_at_hand(turn.understood, message.context, state)
        as_written = chosen is None and message.payload is None and not turn.understood.word_for_word
        if as_written and (alone := question_alone(turn.text)) != turn.text:
            meant = prepared.understander.understand(alone, state.language, now)
            turn.alone = alone, with_product_at_hand(meant, message.context, state)
        understood = time.perf_counter_ns()

        turn.work_on_dialogues = partial(self._work, turn, item, epoch)
        answer = None
        if state.dialogues:  # an open question gets first refusal
            await self._waking.shifted(turn, pause)
            answer = await self._parts.talking.answer(turn, item, epoch, prepared.understander)
        if answer is None:
            answer = await self._parts.asking.answer(turn, item, epoch, prepared.understander)
        times = (began, identified, understood, time.perf_counter_ns())
        return self._conclude(turn, item, epoch, answer, times, chosen is not None)

    def _turn(self, item: Item, message: InboundMessage, epoch: Epoch, now: int) -> LiveTurn:
        lane, shop = item.seat.lane, epoch.prepared.shop
        turn = LiveTurn(item.turn_id, message, lane.conversation_id, lane.customer, lane.state, epoch, shop, now)
        turn.proving, turn.identity_id = self._parts.proving, item.seat.identity.id
        return turn

    def _conclude(
        self, turn: LiveTurn, item: Item, epoch: Epoch, answer: Answer, times: tuple[int, ...] = (), chose: bool = False
    ) -> Outcome:
        """Adapt what is said, remember, and write down why."""
        state, now = item.seat.lane.state, turn.now
        reply = offer_a_person(turn, answer, state)
        if turn.handover is not None and not reply.parts:
            reply = Reply(text=waiting_words(turn.shop, now))
        reply, policies = apply_policies(turn, reply, epoch)
        shown = self._adapt(item, state, reply, epoch, now)
        looping = ""
        if answer.purpose == "conversational" and turn.handover is None and self._goes_out(item, shown, epoch):
            looping = why_repeating(shown.messages, state, now)
        if looping:
            turn.hand_over(looping)
            shown = self._adapt(item, state, Reply(text=waiting_words(turn.shop, now)), epoch, now)
            answer = answer._replace(outcome="looped")
        times = (*times, time.perf_counter_ns()) if times else ()
        self._remember(turn, state, answer)
        if turn.handover is not None:
            self._hand_over(turn, item, state, epoch, turn.handover)
        then: Callable[[], None] | None = None
        if turn.dialogues is not None:
            turn.writes += turn.dialogues.write_down(state, bool(shown.choices))
            then = partial(self._parts.life.committed, *turn.dialogues.done())
        if turn.learned:
            then = self._learn(turn, item, then)
        turn.writes += agree(self._parts.store, item.seat, turn.consents, now)
        record = TurnRecord(
            epoch=epoch.id,
            outcome="choice" if chose and answer.outcome == "answered" else answer.outcome,
            channel=item.seat.identity.channel,
            language=turn.language,
            stages=tuple([(later - earlier) // 1000 for earlier, later in pairwise(times)]),
            intents=turn.understood.intents[:5],
            intent=answer.intent,
            skill=answer.skill,
            declined=answer.declined,
            failed=answer.failed,
            policies=policies,
            losses=shown.losses,
            entities=tuple([(entity.kind, entity.start, entity.end) for entity in turn.understood.entities]),
            handover=turn.handed_over,
            replies=len(shown.messages),
            waited=int((time.monotonic() - item.started) * 1e6) - (times[-1] - times[0]) // 1000 if times else 0,
            run=answer.run,
            also=answer.also,
        )
        turn.end()
        return Outcome(
            shown.messages, turn.writes, record, now, plugin=answer.plugin, payments=shown.payments, then=then,
            purpose=answer.purpose, consent=answer.consent, post=turn.post,
        )  # fmt: skip

    def _goes_out(self, item: Item, shown: Adapted, epoch: Epoch) -> bool:
        return bool(shown.messages) and not is_fetched(item, epoch.channels.get(item.seat.identity.channel))

    def _work(self, turn: LiveTurn, item: Item, epoch: Epoch) -> DialogueWork:
        return DialogueWork(turn, item, item.seat.lane.state, epoch, self._around)

    def _adapt(self, item: Item, state: ConversationState, reply: Reply, epoch: Epoch, now: int) -> Adapted:
        """What this channel can show; the disclosure comes before a customer's first answer."""
        prepared: Prepared = epoch.prepared
        channel = epoch.channels.get(item.seat.identity.channel)
        capabilities = channel.capabilities if channel is not None else PLAIN_TEXT
        language = state.language or prepared.shop.languages[0]
        if not state.told_automatic and reply.parts:
            state.told_automatic = True
            reply = Reply(TextPart(text=DISCLOSURE), *reply.parts)
        elif state.given_back and reply.parts:
            reply = Reply(TextPart(text=given_back_words(state)), *reply.parts)
        adapted = adapt(reply, capabilities, language, prepared.translate)
        state.offers_one = len(adapted.choices) == 1
        if adapted.choices:
            state.choices, state.choices_until = list(adapted.choices), now + MENU_MS
        elif state.choices and now >= state.choices_until:
            state.choices = []
        return adapted

    def _remember(self, turn: LiveTurn, state: ConversationState, answer: Answer) -> None:
        state.fallbacks = state.fallbacks + 1 if answer.outcome == "fallback" else 0
        remember_product(answer.reply, turn.understood, turn.context, state)
        turn.count_heard()
        for key, value in turn.slots.items():
            if value is None:
                state.slots.pop(key, None)
            else:
                state.slots[key] = value

    def _hand_over(
        self, turn: LiveTurn, item: Item, state: ConversationState, epoch: Epoch, handover: Handover
    ) -> None:
        """Into the queue, and word of it to whoever leaves it, unless that may be what did not fit before."""
        if not handover.silent and not handover.message and state.left is not None:
            return  # it waits there already
        hand_to_queue(state, turn.now, handover, self._parts.handoff_minutes())
        if not item.conflicts and item.attempts <= POISON_ATTEMPTS:
            reason, message, silent = handover.reason, handover.message, handover.silent
            for keep in epoch.handed_over:
                turn.writes += keep(turn, reason=reason, message=message, silent=silent)

    def _note_message(self, item: Item, message: InboundMessage, state: ConversationState, now: int) -> None:
        if not state.episode_id or now - state.last_inbound_at > SILENCE_MS:
            item.ends_episode, state.episode_id = state.episode_id, self._parts.store.ids.next("episode")
            item.opens_episode = state.episode_id
        state.last_inbound_at = now

    async def _shown(self, item: Item, message: InboundMessage, now: int) -> Proven | None:
        """Does the message show who its sender is: a code, the token of a link?"""
        proving = self._parts.proving
        if message.invitation is not None:
            return await proving.follow(item.seat, message, now)
        return await proving.check_code(item.seat, item.seat.lane.state.slots[PROVING], message.text, now)

    def _proven(self, item: Item, shown: Proven, epoch: Epoch, now: int) -> Outcome:
        outcome = self._say(item, Reply(text=shown.words), "proof", epoch, now)
        outcome.writes.extend(shown.writes)
        if shown.words is CODE_DONE or shown.words is CODE_OLD:
            item.seat.lane.state.slots.pop(PROVING, None)
        then = partial(self._parts.link_soon, shown.proof_id) if shown.proof_id else None
        return outcome._replace(then=then)

    def _learn(self, turn: LiveTurn, item: Item, then: Callable[[], None] | None) -> Callable[[], None]:
        """What was learned about the customer is kept by this address; the profile follows the commit."""
        facts, lane = (turn.learned or {}).items(), item.seat.lane
        customer = changed(lane.customer, facts)
        turn.writes += [*learn(item.seat.identity.id, facts, turn.now), keep(customer)]

        def committed() -> None:
            lane.customer = customer
            if then is not None:
                then()

        return committed

    def _stopped(self, item: Item, message: InboundMessage, word: StopWord, epoch: Epoch, now: int) -> Outcome:
        outcome = self._say(item, Reply(text=CONFIRMED[word.kind]), word.kind, epoch, now)
        outcome.writes.extend(opt_by_word(self._parts.store, item.seat, word, message.text, now))
        return outcome

    def _floods(self, state: ConversationState, now: int) -> bool:
        state.flood = [at for at in state.flood if now - at < FLOOD_MS]
        state.flood.append(now)
        return len(state.flood) > FLOOD_TURNS

    def _flooded(self, item: Item, state: ConversationState, epoch: Epoch, now: int) -> Outcome:
        if len(state.flood) > FLOOD_TURNS + 1:
            state.flood.pop()  # said once; the list stays short
            return Outcome.silent(epoch, item, "flooded", now)
        return self._say(item, Reply(text=FLOOD), "flooded", epoch, now)

    def _automatic(self, item: Item, state: ConversationState, epoch: Epoch, now: int) -> Outcome:
        """Never a word: whatever answers by itself would answer that, too."""
        outcome, why = Outcome.silent(epoch, item, "automatic", now), why_automatic_only(state, now)
        if not why or state.holder.kind != "bot":
            return outcome
        return self._left_to_a_person(item, outcome, why, epoch)

    def _left_to_a_person(self, item: Item, outcome: Outcome, reason: str, epoch: Epoch) -> Outcome:
        """The bot stops here, and a person reads why."""
        assert isinstance(item.body, InboundMessage)  # noqa: S101 only messages are left to somebody
        turn = self._turn(item, item.body, epoch, outcome.now)
        self._hand_over(turn, item, item.seat.lane.state, epoch, Handover(reason))
        record = structs.replace(outcome.record, handover=reason)
        return outcome._replace(record=record, writes=[*outcome.writes, *turn.writes])

    def apology(self, item: Item, epoch: Epoch) -> Outcome:
        """The turn itself cannot be done: the customer hears it and a person gets it."""
        now = self._parts.clock.now()
        if not isinstance(item.body, InboundMessage):
            return Outcome.silent(epoch, item, "apology", now)
        apology = self._say(item, Reply(text=APOLOGY), "apology", epoch, now)
        return self._left_to_a_person(item, apology, "a turn failed", epoch)

    def _say(self, item: Item, reply: Reply, outcome: str, epoch: Epoch, now: int) -> Outcome:
        shown = self._adapt(item, item.seat.lane.state, reply, epoch, now)
        return Outcome.said(epoch, item, outcome, shown.messages, now)

"""One turn's work on dialogues: what ``dialogues.desk`` needs of the turn, and what the turn writes of it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NamedTuple

import msgspec

from shopbell.chat import Dialogue
from shopbell.config.vault import seal, unseal
from shopbell.contracts import Write
from shopbell.dialogues import desk
from shopbell.dialogues.answers import Heard, Unfit, read, still_fits, tapped
from shopbell.dialogues.journal import Run, plain
from shopbell.dialogues.question import Question
from shopbell.dialogues.recent import RecentRuns
from shopbell.dialogues.runs import Held, OpenRuns, Result
from shopbell.dialogues.waiting import Diverged
from shopbell.messages import InboundMessage
from shopbell.people import ConversationState
from shopbell.replies import Reply, ReplyPart, encode_parts
from shopbell.runtime.epochs import Epoch, SkillEntry
from shopbell.runtime.items import Item
from shopbell.runtime.reading import read_answer, read_answers
from shopbell.runtime.router import Candidate
from shopbell.runtime.turn import LiveTurn
from shopbell.stores.store import Store
from shopbell.text import Text, Words
from shopbell.understanding import Entity

AskSkill = Callable[..., Awaitable[tuple[Reply | None, bool]]]  # ``Asking.ask``
BackgroundWork = tuple[int, int, Callable[[], Any]]  # run, seq of its wait, what is to be done


class Around(NamedTuple):
    """What work on dialogues needs of the shop."""

    store: Store
    recent: RecentRuns
    accept: Callable[[Item], Awaitable[None]]
    ask: AskSkill
    key: Callable[[], bytes]  # of DATA/secret.key


class DialogueWork:
    """See ``dialogues.desk.Work``. Made when a dialogue is open or begins; other turns know nothing of it."""

    __slots__ = ("_around", "_held", "_item", "background", "epoch", "runs", "turn")

    def __init__(self, turn: LiveTurn, item: Item, state: ConversationState, epoch: Epoch, around: Around) -> None:
        self.turn, self.epoch = turn, epoch
        self._item, self._around = item, around
        self.runs = OpenRuns(around.store, around.recent, turn.conversation_id, state.dialogues, turn.id)
        self._held: Held | None = None
        self.background: list[BackgroundWork] = []

    def entry(self, name: str) -> SkillEntry | None:
        """The dialogue of that name (plugin/name) as it is in this turn's epoch."""
        return self.epoch.dialogues.get(name)

    async def begin(self, dialogue: Dialogue, args: Sequence[Any]) -> Reply:
        """``turn.begin``."""
        name = f"{self.turn.asked_of}/{dialogue.name}"
        entry = self.entry(name)
        if entry is None or entry.skill is not dialogue:
            raise LookupError(f"{self.turn.asked_of} does not contribute {dialogue.name}: return it in shopbell_skills")
        top = await self.runs.top()
        if top is not None and top.run.dialogue == name and not self.runs.began_here(top.id):
            if desk.is_open_with(top, args):
                return Reply()  # whoever answers repeats the question
            if dialogue.once:
                desk.end_unsaid(self, top)
        return await desk.begin(self, name, dialogue, args)

    def forget(self) -> None:
        """What the skill that was asked did does not count."""
        self.background.clear()
        self.runs.forget()

    def write_down(self, state: ConversationState, menu: bool) -> list[Write]:
        """The turn's rows of runs; the conversation gets the new stack. ``menu``: the turn shows choices."""
        state.dialogues = list(self.runs.stack)
        if state.dialogues and not menu:
            state.choices = []  # the number that answers this question is none of an earlier menu's
        return self.runs.writes(self.turn.now)

    def done(self) -> tuple[int, list[Result], list[tuple[int, int, bytes]], list[BackgroundWork], Epoch]:
        """What ``DialogueLife.committed`` wants to know."""
        return self.turn.conversation_id, self.runs.results(), self.runs.untouched(), self.background, self.epoch

    # -- what a replay asks for --------------------------------------------------------------------------------

    def holding(self, held: Held) -> None:
        """This run is being played from now on."""
        self._held, self._item.on_dialogue = held, True

    async def accept(self) -> None:
        """Before a step: the message that led to it is on disk."""
        item = self._item
        if not item.stored and isinstance(item.body, InboundMessage):
            await self._around.accept(item)

    async def hold(self, run: Run, said: Sequence[ReplyPart]) -> None:
        """Before an irreversible step: that it begins is on disk, with all that this turn did before it."""
        assert self._held is not None  # noqa: S101 steps run inside ``Playing`` alone
        run.turn, run.unsent = self.turn.id, encode_parts(said)
        await self.runs.hold(self._held, self.turn.writes, self.turn.now)
        self.turn.writes.clear()

    def refused(self, write: Write) -> bool:
        """Twice is no chance meeting of two turns: the place is taken."""
        return self._item.conflicts >= 2 and self._item.refused == write.sql

    def carried(self, question: Question, run: Run) -> Any:
        """What was answered before the code changed, or the message that came then, where it belongs; or what the
        dialogue began with."""
        if question.key in run.carried:
            value = kept = run.carried.pop(question.key)
            if question.secret:
                try:
                    value = self.unseal(run, question.key, kept)
                except Diverged:
                    return None
            return kept if still_fits(question, value, self.heard()) else None
        if run.retold is not None and run.retold_key == question.key and not question.binding:
            heard = self.heard()._replace(text=tapped(run.retold), entities=())
            run.retold = None
            value = read(question, heard)
            return None if isinstance(value, Unfit) else plain(value)
        if question.from_opening:
            value = read(question, self.heard()._replace(text=run.opening, entities=()))
            return None if isinstance(value, Unfit) else plain(value)
        return None

    # -- secrets -----------------------------------------------------------------------------------------------

    def conceal(self) -> None:
        """What the customer wrote in this turn is kept nowhere."""
        self._item.concealed = True

    def seal(self, run: Run, key: str, value: Any) -> bytes:
        """Encrypted, and bound to this run and question."""
        return seal(self._around.key(), f"{run.token}/{key}", msgspec.json.encode(value).decode())

    def unseal(self, run: Run, key: str, value: Any) -> Any:
        """Raises ``Diverged``: with this key file nobody can read it; it is asked again."""
        opened = unseal(self._around.key(), f"{run.token}/{key}", value) if isinstance(value, bytes) else None
        if opened is None:
            raise Diverged(f"the secret answer to {key!r} cannot be read")
        return msgspec.json.decode(opened)

    # -- other skills ------------------------------------------------------------------------------------------

    def _called(self, name: str) -> SkillEntry | None:
        found = self.epoch.skill_of.get(name)
        return found or next((one for one in self.epoch.skills if f"{one.plugin}/{one.name}" == name), None)

    def dialogue_called(self, name: str) -> tuple[str, Dialogue] | None:
        """For ``ask_skill``: dialogues go on inside the one that calls them."""
        entry = self._called(name)
        return (entry.plugin, entry.skill) if entry is not None and isinstance(entry.skill, Dialogue) else None

    async def answer_of(self, name: str) -> Sequence[ReplyPart] | None:
        """Contained, and charged to its own plugin, like any skill's answer; when it has none, its doings are none."""
        entry, turn = self._called(name), self.turn
        if entry is None or not entry.breaker.ok or entry.plugin in self._item.weary:
            return None
        asked = turn.asked_of, turn.intent, turn.score
        before = dict(turn.slots), list(turn.writes), turn.handover
        held, runs, background = self._held, self.runs.noted(), list(self.background)
        candidate = Candidate(entry, name if name in self.epoch.skill_of else None, 1.0)
        reply, _ = await self._around.ask(turn, self._item, self.epoch, candidate, now=True)
        self._held, (turn.asked_of, turn.intent, turn.score) = held, asked
        if reply is None:
            turn.slots, turn.writes, turn.handover = before
            self.runs.go_back(runs)
            self.background[:] = background
        return None if reply is None else reply.parts

    def _read_as(self, kind: str, text: str) -> Sequence[Entity]:
        turn = self.turn
        return read_answer(self.epoch.entity_readers, kind, text, turn.language, turn.shop.local(turn.now))

    def heard(self) -> Heard:
        """The message as an answer."""
        turn = self.turn

        def say(words: Words) -> str:
            owned = words.owned_by(turn.asked_of) if isinstance(words, Text) else words
            text: str = self.epoch.prepared.translate(owned, turn.language)
            return text

        return Heard(
            text=turn.text,
            language=turn.language,
            shop=turn.shop,
            now=turn.now,
            say=say,
            entities=turn.understood.entities,
            read_as=self._read_as if read_answers(self.epoch.entity_readers) else None,
            attachments=turn.message.attachments,
            length=len(turn.message.text),
        )

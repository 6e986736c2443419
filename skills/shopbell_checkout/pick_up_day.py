""" "Can I pick it up on Friday?": the day beside the answer, of which a dialogue is told only that it is picked up."""

from datetime import date

from shopbell import Chat, Reply, Turn

PLUGIN = "shopbell_checkout"


class DaySaid:
    """Asked by the checkout about the message that it was answered with; declines all others."""

    name = "day_said"
    intents = ()

    def __init__(self) -> None:
        """Nobody is waited for."""
        self._said: dict[int, str] = {}  # by conversation, within one turn

    def claims(self, turn: Turn) -> bool:
        """No message is its own."""
        return False

    async def answer(self, turn: Turn) -> Reply | None:
        """Nothing is said: the checkout goes on."""
        if turn.conversation_id not in self._said:
            return None
        day = turn.entity("date")
        if isinstance(day, date) and day >= turn.today:
            self._said[turn.conversation_id] = day.isoformat()
        return Reply()

    async def day(self, chat: Chat) -> str:
        """The day in this turn's message, ISO 8601, or empty. What the steps return is kept with the turn."""
        await chat.step(self._begin, chat.conversation_id, key="day awaited")
        await chat.ask_skill(f"{PLUGIN}/{self.name}", key="day heard")
        return str(await chat.step(self._end, chat.conversation_id, key="day said", type=str))

    def _begin(self, conversation_id: int) -> None:
        self._said[conversation_id] = ""

    def _end(self, conversation_id: int) -> str:
        return self._said.pop(conversation_id, "")

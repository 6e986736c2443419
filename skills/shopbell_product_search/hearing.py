"""What was said in place of an option: a dialogue is told only which one was meant."""

from shopbell import Chat, Reply, Turn


class Hearing:
    """Asked by the dialogue about the message that it was answered with; declines all others."""

    name = "hearing"
    intents = ()

    def __init__(self, plugin: str) -> None:
        """Take the plugin's name, by which the dialogue finds it."""
        self._called = f"{plugin}/{self.name}"
        self._heard: dict[int, str] = {}  # by conversation, within one turn

    def claims(self, turn: Turn) -> bool:
        """No message is its own."""
        return False

    async def answer(self, turn: Turn) -> Reply | None:
        """Nothing is said: the dialogue goes on."""
        if turn.conversation_id not in self._heard:
            return None
        self._heard[turn.conversation_id] = turn.text
        return Reply()

    async def said(self, chat: Chat, key: str) -> str:
        """The message of this turn. What the steps return is kept with the turn, so nothing is read twice."""
        await chat.step(self._begin, chat.conversation_id, key=f"{key} awaited")
        await chat.ask_skill(self._called, key=key)
        return str(await chat.step(self._end, chat.conversation_id, key=f"{key} said", type=str))

    def _begin(self, conversation_id: int) -> None:
        self._heard[conversation_id] = ""

    def _end(self, conversation_id: int) -> str:
        return self._heard.pop(conversation_id, "")

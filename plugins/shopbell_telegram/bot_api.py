"""Calls Telegram's Bot API, and says what its refusals mean for the outbox."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout

from shopbell import DeliveryError

from .updates import CHANNEL

LONGEST_PAUSE = 3_600.0  # seconds; a longer ``retry_after`` is not believed
ANSWER_LIMIT = 4 << 20  # bytes; a hundred updates are far below

_encode = msgspec.json.Encoder().encode
_TOO_BIG = {"ok": False, "error_code": 502, "description": "too long an answer"}


class Refused(DeliveryError):
    """Telegram says no. ``description`` is its own sentence, ``migrate_to`` the group's new chat."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, Any]) -> None:
        kind = _kind(code, description)
        pause = parameters.get("retry_after")
        known = isinstance(pause, int | float) and not isinstance(pause, bool)
        retry_after = min(float(pause), LONGEST_PAUSE) if known and pause is not None and pause >= 0 else None
        # It does not say whether one chat or the bot was too fast. Going on elsewhere would prolong a bot's flood
        # limit; a pause of a chat's costs the others a moment. python-telegram-bot's own limiter stops all, too.
        scope = "account" if kind == "rate_limited" else "address"
        super().__init__(CHANNEL, f"Telegram answered {code}", kind=kind, retry_after=retry_after, scope=scope)
        self.code, self.description = code, description
        self.migrate_to: object = parameters.get("migrate_to_chat_id")


class BotApi:
    """One bot. ``tokens`` are asked for at every call: there are two while the token is rotated."""

    def __init__(
        self, http: Callable[[], ClientSession], base_url: str, tokens: Callable[[], Sequence[str]], timeout: float
    ) -> None:
        self._http, self._base, self._tokens, self._timeout = http, base_url.rstrip("/"), tokens, timeout

    async def call(self, method: str, body: Mapping[str, Any], *, timeout: float | None = None) -> Any:
        """Call one method once; returns its ``result``.

        Args:
            method: ``sendMessage``.
            body: its parameters.
            timeout: seconds; the settings' when left out.

        Raises:
            Refused: Telegram says no.
            DeliveryError: it does not answer; ``unknown`` when the call may have arrived.
        """
        tokens = self._tokens()
        for token in tokens[:-1]:
            try:
                return await self._post(token, method, body, timeout)
            except Refused as exc:
                if exc.kind != "auth":
                    raise
        return await self._post(tokens[-1], method, body, timeout)

    def file_url(self, path: str) -> str:
        """Where a file lies that ``getFile`` named. It holds the token: keep it out of logs."""
        return f"{self._base}/file/bot{self._tokens()[0]}/{path.lstrip('/')}"

    async def _post(self, token: str, method: str, body: Mapping[str, Any], timeout: float | None) -> Any:
        url = f"{self._base}/bot{token}/{method}"
        try:
            async with self._http().post(
                url,
                data=_encode(body),
                headers={"Content-Type": "application/json"},
                timeout=ClientTimeout(total=timeout or self._timeout),
                allow_redirects=False,
            ) as answer:
                status, said = answer.status, await answer.content.read(ANSWER_LIMIT + 1)
                while said and len(said) <= ANSWER_LIMIT and (more := await answer.content.read(ANSWER_LIMIT)):
                    said += more
        except ClientConnectorError as exc:
            raise DeliveryError(CHANNEL, "Telegram cannot be reached", kind="temporary") from exc
        except (ClientError, TimeoutError, OSError, ValueError) as exc:
            # The class alone: the sentence of an aiohttp error may hold the address, and that holds the token.
            raise DeliveryError(CHANNEL, f"no answer ({type(exc).__name__})", kind="unknown") from None
        return _result(status, said)


def _result(status: int, said: bytes) -> Any:
    try:
        answer = msgspec.json.decode(said) if len(said) <= ANSWER_LIMIT else _TOO_BIG
    except (msgspec.DecodeError, RecursionError):
        answer = {}
    if isinstance(answer, dict) and answer.get("ok") is True and 200 <= status < 300:
        return answer.get("result")
    answer = answer if isinstance(answer, dict) else {}
    code, parameters = answer.get("error_code"), answer.get("parameters")
    raise Refused(
        code if isinstance(code, int) else status if status >= 300 else 502,
        str(answer.get("description", "")),
        parameters if isinstance(parameters, dict) else {},
    )


def _kind(code: int, description: str) -> str:
    """Source of the sentences: CHANNELS section 7 and the error mapping of python-telegram-bot 22.8."""
    said = description.lower()
    match code:
        case 401 | 404:
            return "auth"  # 404: there is no bot with this token
        case 403:
            return "user_blocked"
        case 429:
            return "rate_limited"
        case 400 if any(words in said for words in ("chat not found", "user not found", "peer_id_invalid")):
            return "undeliverable"
        case 400 | 413:
            return "invalid"
        case 409:
            return "temporary"
    return "temporary" if code >= 500 else "invalid"

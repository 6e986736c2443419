"""Posts leads to the owner's own system, signed, again after a growing pause until they arrive."""

import json
import time

from aiohttp import ClientError, ClientTimeout

from shopbell import (
    ConfigError,
    PluginScope,
    PrivateAddressError,
    Secret,
    ShopbellError,
    Write,
    sign_webhook,
    webhook_key,
)

from .leads import CLAIM, DONE, DUE, SETTLE
from .settings import LeadsSettings

LOOK_SECONDS = 1.0
LEASE_MS = 60_000  # then a call that never ended counts as failed
CALL_SECONDS = 15.0
MOST_ATTEMPTS = 60  # over two days
LONGEST_PAUSE = 3_600.0  # seconds
GONE = 410
NO_ANSWER, INSIDE = 0, -1  # in place of a status
WHY = {NO_ANSWER: "no answer", INSIDE: "it leads into a private network"}


class Webhook:
    """Works from the rows alone: a crash loses nothing, and a second copy has the same ``webhook-id``."""

    def __init__(self, scope: PluginScope, settings: LeadsSettings, secret: Secret) -> None:
        """Raises ``ConfigError`` for a secret that is missing or no signing secret."""
        self._scope, self._settings, self._secret = scope, settings, secret
        self._keys()
        self.trouble: str | None = None

    async def look(self) -> None:
        """Send what is due."""
        for row in await self._scope.tables.fetch(DUE, (_now(),)):
            lead_id, attempts = row[0], row[6]
            try:
                await self._scope.tables.commit(Write(CLAIM, (attempts + 1, _now() + LEASE_MS, lead_id, attempts), 1))
            except ShopbellError:  # another generation was first, or the disk refuses
                continue
            status = await self._post(row)
            await self._settle(lead_id, attempts + 1, status)

    async def _post(self, row: tuple[object, ...]) -> int:
        """The status, or one of ``WHY``. No redirect is followed: the address in the settings was checked."""
        lead_id, conversation, page, answers, points, at = row[:6]
        told = {
            "type": "lead.created",
            "data": {
                "lead": lead_id, "conversation": conversation, "page": page, "points": points, "at": at,
                "answers": json.loads(str(answers)),
            },
        }  # fmt: skip
        body = json.dumps(told, ensure_ascii=False).encode()
        head = sign_webhook(f"lead_{lead_id}", int(time.time()), body, self._keys())
        limit = ClientTimeout(total=CALL_SECONDS)
        try:
            async with self._scope.outside(self._settings.webhook).post(
                self._settings.webhook, data=body, headers=head, allow_redirects=False, timeout=limit
            ) as answer:
                return answer.status
        except PrivateAddressError:
            return INSIDE
        except (ClientError, TimeoutError, OSError):
            return NO_ANSWER

    async def _settle(self, lead_id: object, attempts: int, status: int) -> None:
        if 200 <= status < 300:
            self.trouble = None
            await self._scope.tables.commit(Write(SETTLE, (DONE, 0, lead_id)))
            return
        self.trouble = f"the webhook does not take leads ({WHY.get(status, status)}); see [plugins.shopbell_leads]"
        self._scope.log.warning("lead not sent", lead=lead_id, status=status, attempts=attempts)
        if status == GONE or attempts >= MOST_ATTEMPTS:
            await self._scope.tables.commit(Write(SETTLE, (DONE, 0, lead_id)))
            return
        pause = min(LONGEST_PAUSE, self._settings.retry * 2.0 ** min(attempts - 1, 20))
        await self._scope.tables.commit(Write(SETTLE, (attempts, _now() + int(pause * 1000), lead_id)))

    def _keys(self) -> list[bytes]:
        try:
            return [webhook_key(value) for value in self._scope.secret(self._secret)]
        except ValueError as exc:
            raise ConfigError("the secret of the webhook is no signing secret", hint="whsec_ and base64") from exc


def _now() -> int:
    """Milliseconds UTC of this machine: pauses must not depend on a clock that a demo moves."""
    return time.time_ns() // 1_000_000

"""A mail server that misbehaves on demand: a ``Platform`` that speaks SMTP instead of HTTP."""

import asyncio
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from shopbell.testing import Asked, Platform
from tests.plugins.mail_house import free_port


class MailPlatform(Platform):
    """``Asked.path`` is the recipient, its body the mail; an ``Answer`` of 200 is 250, others are SMTP's own codes."""

    _server: Controller | None = None

    async def come_up(self) -> None:
        """Listen, on the same port as before."""
        self._loop = asyncio.get_running_loop()
        self.port = self.port or free_port()
        self._server = Controller(
            self, hostname="127.0.0.1", port=self.port, enable_SMTPUTF8=True, auth_require_tls=False,
            authenticator=lambda server, session, envelope, mechanism, data: AuthResult(success=True),
        )  # fmt: skip
        await asyncio.to_thread(self._server.start)

    async def go_down(self) -> None:
        """Refuse every connection from now on."""
        if self._server is not None:
            await asyncio.to_thread(self._server.stop)
            self._server = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 aiosmtpd's name
        asked = Asked("DATA", envelope.rcpt_tos[0], {}, {"sender": envelope.mail_from}, envelope.content)
        # The server has a thread and a loop of its own.
        answer = await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._answered(asked), self._loop))
        await asyncio.sleep(answer.slow)
        if answer.cut:
            server.transport.close()
        return "250 OK" if answer.status == 200 else f"{answer.status} {answer.body.decode()}"

    async def _answered(self, asked: Asked) -> Any:
        return self.take(asked)

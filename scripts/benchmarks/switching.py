"""A plugin switched off and on in ``shopbell.toml``, thousands of times, with an open web chat and a webhook in use."""

import json
from pathlib import Path

import aiohttp

from .report import Figure, none_of
from .served import Served

NAME = "shopbell_switched"
MANIFEST = f'name = "{NAME}"\nversion = "1.0.0"\napi = 1\n'
PLUGIN = '''"""Answers while it is switched on."""

from contextlib import asynccontextmanager

from aiohttp import web

from shopbell import Intent, Reply, hookimpl, skill


@skill(Intent("switched", {"en": ["quokka question please"]}))
async def switched(turn):
    return Reply(text="quokka answer")


async def heard(request):
    return web.Response(text="heard")


@hookimpl
@asynccontextmanager
async def shopbell_lifespan(scope):
    scope.route("POST", "/hooks/shopbell_switched/in", heard)
    yield


@hookimpl
def shopbell_skills(scope):
    return [switched]
'''
QUESTION, ANSWER = "quokka question please", "quokka answer"


class Owner:
    """Switches the plugin as an editor does: by saving the whole file."""

    def __init__(self, config: Path) -> None:
        self._file = config / "shopbell.toml"
        self._text = self._file.read_text()
        folder = config / "plugins" / NAME
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(PLUGIN)
        (folder / "plugin.toml").write_text(MANIFEST)

    def switches(self, on: bool) -> None:
        """One save."""
        self._file.write_text(f"{self._text}\n[plugins.{NAME}]\nenabled = {str(on).lower()}\n")


class Beside:
    """What goes on meanwhile: a platform's webhook calls, and an open web chat that is none of this plugin's."""

    def __init__(self, session: aiohttp.ClientSession, shop: Served) -> None:
        self._session, self._url = session, shop.url
        self.calls = self.lost = self.closed = 0
        self.over = False

    async def call(self) -> None:
        """The webhook: answered, or told to come back; anything else loses what the platform had to say."""
        while not self.over:
            async with self._session.post(f"{self._url}/hooks/{NAME}/in") as answer:
                self.calls += 1
                told_to_return = answer.status == 503 and "Retry-After" in answer.headers
                self.lost += answer.status != 200 and not told_to_return

    async def chat(self) -> None:
        """The web chat: nothing but its own plugin may close it."""
        async with self._session.ws_connect(f"{self._url}/chat/ws") as socket:
            await socket.send_str(json.dumps({"type": "hello", "v": 1, "token": None, "after": 0}))
            while not self.over:
                try:
                    frame = await socket.receive(0.5)
                except TimeoutError:
                    continue
                if frame.type is not aiohttp.WSMsgType.TEXT:
                    self.closed += 1
                    return

    def figures(self, switches: int) -> list[Figure]:
        """What came of it."""
        return [
            Figure("switches under traffic", switches),
            Figure("webhook calls meanwhile", self.calls),
            none_of("webhook calls lost", self.lost),
            none_of("web chats closed", self.closed),
        ]

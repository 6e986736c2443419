"""``shopbell new``: the folder of a plugin that works at once, with its test."""

import keyword
import re
from pathlib import Path
from string import Template

import click

from shopbell.cli.init import write_files
from shopbell.cli.running import plainly
from shopbell.errors import ConfigError
from shopbell.plugin_host.discovery import Installed

MANIFEST = """\
name = "$name"
version = "0.1"
api = 1
summary = "$summary"
"""

SKILL = '''\
"""Answers one question. Save this file while the shop runs, and the change is live."""

from shopbell import Intent, Reply, hookimpl, skill


@skill(Intent("$name", {"en": ["tell me about $words", "what is $words"]}))
async def $name(turn):
    return Reply(text="This is what we say about $words.")


@hookimpl
def shopbell_skills(scope):
    return [$name]
'''

SKILL_TEST = '''\
"""What customers hear from $name. Run with: pytest and this folder"""

import shutil
from pathlib import Path


async def test_the_question_is_answered(shop, customer):
    shutil.copytree(Path(__file__).parent, shop.folder / "plugins" / "$name")
    await shop.enable("$name")

    reply = await customer.says("tell me about $words")

    assert reply.text == "This is what we say about $words."
'''

POLICY = '''\
"""Changes how replies are said, never what they say. Save this file while the shop runs, and the change is live."""

from msgspec.structs import replace

from shopbell import Reply, TextPart, hookimpl


class $class_name:
    name = "$name"

    def adapt(self, turn, reply):
        """Say every text in small letters; return ``reply`` itself to leave it alone."""
        return Reply(*map(self._quietly, reply.parts))

    def _quietly(self, part):
        if isinstance(part, TextPart) and isinstance(part.text, str):
            return replace(part, text=part.text.lower())
        return part


@hookimpl
def shopbell_policies(scope):
    return [$class_name()]
'''

POLICY_TEST = '''\
"""How replies sound with $name. Run with: pytest and this folder"""

import shutil
from pathlib import Path

PARKING = """
from shopbell import Intent, Reply, hookimpl, skill

@skill(Intent("parking", {"en": ["where can I park"]}))
async def parking(turn):
    return Reply(text="Behind the CHURCH.")

@hookimpl
def shopbell_skills(scope):
    return [parking]
"""


async def test_replies_are_adapted(shop, customer):
    shop.write_plugin("parking", PARKING)
    await shop.enable("parking")
    shutil.copytree(Path(__file__).parent, shop.folder / "plugins" / "$name")
    await shop.enable("$name")

    reply = await customer.says("where can I park")

    assert reply.text == "behind the church."
'''

CHANNEL = '''\
"""A way in and out: messages come by POST with an API key to /p/$name/messages, replies go to an address."""

from contextlib import asynccontextmanager

import anyio
from aiohttp import ClientError, web
from msgspec import DecodeError, Struct, json

from shopbell import DeliveryError, InboundMessage, RequestError, Secret, Settings, hookimpl


class ${class_name}Settings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.$name]`` table."""

    url: str = "http://127.0.0.1:9000/replies"  # where replies are posted to
    token: Secret | None = None  # sent along, if there is one: {env = "..."}


class Incoming(Struct):
    """The body of a request."""

    id: str  # the same id again is the same message
    sender: str
    text: str


class $class_name:
    name = "$name"

    def __init__(self, scope):
        self._settings = scope.settings(${class_name}Settings)
        self._scope = scope
        self._inbox = None
        scope.route("POST", "/messages", self.receive, needs="chat")

    @asynccontextmanager
    async def run(self, inbox):
        self._inbox = inbox
        yield  # nothing to poll: messages arrive over the route
        self._inbox = None

    async def receive(self, request):
        """Take one message; the answer 202 means that it is on disk."""
        try:
            body = json.decode(await request.read(), type=Incoming)
        except DecodeError as exc:
            raise RequestError(422, "Not a message", str(exc)) from exc
        if self._inbox is None:
            raise RequestError(503, "Not open")
        message = InboundMessage(
            channel=self.name, account=request["app"].name, key=body.id, sender=body.sender, text=body.text
        )
        await self._inbox.accept(message)
        return web.Response(status=202)

    async def send(self, message):
        headers = {}
        if self._settings.token is not None:
            headers["Authorization"] = "Bearer " + self._scope.secret(self._settings.token)[0]
        body = {"id": message.outbox_id, "to": message.address, "text": message.reply.text}
        try:
            with anyio.fail_after(10):
                async with self._scope.http.post(self._settings.url, json=body, headers=headers) as response:
                    response.raise_for_status()
        except (ClientError, TimeoutError) as exc:
            raise DeliveryError(self.name, str(exc) or "timed out", kind="temporary") from exc


@hookimpl
def shopbell_channels(scope):
    return [$class_name(scope)]
'''

CHANNEL_TEST = '''\
"""What happens on the way in of $name. Run with: pytest and this folder"""

import shutil
from pathlib import Path

from aiohttp import ClientSession


async def test_a_message_needs_an_api_key(shop):
    shutil.copytree(Path(__file__).parent, shop.folder / "plugins" / "$name")
    status = await shop.enable("$name")
    assert status.state == "enabled", status.reason

    message = {"id": "1", "sender": "ana", "text": "hello"}
    async with ClientSession() as client, client.post(f"{shop.url}/p/$name/messages", json=message) as answer:
        assert answer.status == 401
'''

TEST_SETTINGS = """\
[pytest]
asyncio_mode = auto
addopts = -p shopbell.testing
"""

KINDS = {
    "skill": (SKILL, SKILL_TEST, "Answers a question about $words."),
    "policy": (POLICY, POLICY_TEST, "Changes how replies are said."),
    "channel": (CHANNEL, CHANNEL_TEST, "Brings messages in and replies out."),
}


@click.command("new")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("name")
@click.option(
    "--into", type=click.Path(path_type=Path, file_okay=False), default=Path("plugins"), help="Where its folder goes."
)
@plainly
def new(kind: str, name: str, into: Path) -> None:
    """Make the folder of a working plugin NAME, with a test. Inside a shop's folder it is live at once."""
    folder = make_plugin(kind, name, into)
    click.echo(f"{folder} is ready: change {folder / '__init__.py'}, and run its test with pytest {folder}")


def make_plugin(kind: str, name: str, into: Path) -> Path:
    """Write the folder; returns it.

    Raises:
        ConfigError: the name cannot be one, is taken, or the folder cannot be written.
    """
    plain = name.replace("-", "_")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,58}", plain) or keyword.iskeyword(plain):
        raise ConfigError(f"{name!r} is no name for a plugin", hint="small letters, digits and underscores")
    folder = into / plain
    if folder.exists() or plain in Installed().roots:
        raise ConfigError(f"there is a plugin {plain} already; take another name")
    code, test, summary = KINDS[kind]
    words = plain.replace("_", " ")
    fill = {"name": plain, "words": words, "class_name": words.title().replace(" ", "") + kind.title()}
    fill["summary"] = Template(summary).substitute(fill)
    files = {"plugin.toml": MANIFEST, "__init__.py": code, f"test_{plain}.py": test, "pytest.ini": TEST_SETTINGS}
    try:
        write_files(folder, {path: Template(text).substitute(fill) for path, text in files.items()})
    except OSError as exc:
        raise ConfigError(f"{folder} cannot be written: {exc}") from exc
    return folder

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
"""A way in and out: the platform posts signed messages to /hooks/$name, replies are posted to an address."""

import hmac
from contextlib import asynccontextmanager

import anyio
from aiohttp import ClientConnectorError, ClientError, web
from msgspec import DecodeError, Struct, json

from shopbell import (
    Capabilities,
    DeliveryError,
    InboundMessage,
    NotReadyError,
    RequestError,
    Secret,
    Settings,
    hookimpl,
)

LONGEST = 4_000  # characters
KINDS = {401: "auth", 403: "auth", 404: "undeliverable", 429: "rate_limited"}  # what a refusal means


class ${class_name}Settings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.$name]`` table."""

    url: str = "http://127.0.0.1:9000/replies"  # where replies are posted to
    secret: Secret | None = None  # what the platform signs with, and we sign in with: {env = "..."}
    timeout: float = 10.0  # seconds for one reply


class Incoming(Struct):
    """The body of a request."""

    id: str  # the same id again is the same message
    sender: str
    text: str


class $class_name:
    name = "$name"
    capabilities = Capabilities(text_max=LONGEST)  # plain text; say more here when the platform can show more

    def __init__(self, scope):
        self._settings = scope.settings(${class_name}Settings)
        self._scope = scope
        self._inbox = None
        scope.route("POST", "/hooks/$name", self.receive)

    @asynccontextmanager
    async def run(self, inbox):
        self._inbox = inbox
        yield  # nothing to poll: messages arrive over the route
        self._inbox = None

    async def receive(self, request):
        """Take one message; the answer 202 means that it is on disk."""
        body = await request.read()  # as received: a signature is made over these bytes
        if not any(hmac.compare_digest(sign(body, secret), given(request)) for secret in self._secrets()):
            raise RequestError(403, "Not signed", "X-Signature: HMAC-SHA256 of the body, in hex.")
        try:
            sent = json.decode(body, type=Incoming)
        except (DecodeError, RecursionError) as exc:
            raise RequestError(422, "Not a message", "id, sender and text are needed.") from exc
        if not (0 < len(sent.id) <= 200 and 0 < len(sent.sender) <= 200 and "\\0" not in sent.id + sent.sender):
            raise RequestError(422, "Not a message", "id and sender: 1 to 200 characters.")
        if self._inbox is None:
            raise NotReadyError("The channel is not open.")
        text = sent.text.replace("\\0", "")[:LONGEST]
        await self._inbox.accept(
            InboundMessage(channel=self.name, account="default", key=sent.id, sender=sent.sender, text=text)
        )
        return web.Response(status=202)

    async def send(self, message):
        headers = {"Authorization": f"Bearer {secret}" for secret in self._secrets()[:1]}
        body = {"id": message.outbox_id, "to": message.address, "text": message.reply.text}
        try:
            with anyio.fail_after(self._settings.timeout):
                async with self._scope.http.post(self._settings.url, json=body, headers=headers) as response:
                    if response.status >= 300:
                        raise self._refusal(response)
        except ClientConnectorError as exc:
            raise DeliveryError(self.name, "it cannot be reached", kind="temporary") from exc
        except (ClientError, TimeoutError) as exc:  # it may have arrived
            raise DeliveryError(self.name, type(exc).__name__, kind="unknown") from exc

    def _refusal(self, response):
        kind = KINDS.get(response.status, "temporary" if response.status >= 500 else "invalid")
        pause = response.headers.get("Retry-After", "")
        retry_after = float(pause) if kind == "rate_limited" and pause.isascii() and pause.isdigit() else None
        return DeliveryError(self.name, f"it answered {response.status}", kind=kind, retry_after=retry_after)

    def _secrets(self):
        return () if self._settings.secret is None else self._scope.secret(self._settings.secret)


def sign(body, secret):
    return hmac.digest(secret.encode(), body, "sha256").hex().encode()


def given(request):
    return request.headers.get("X-Signature", "").encode(errors="surrogateescape")


@hookimpl
def shopbell_channels(scope):
    return [$class_name(scope)]
'''

CHANNEL_TEST = '''\
"""$name passes what every channel must pass. Run with: pytest and this folder"""

import hmac
import io
import json
import shutil
from pathlib import Path

from aiohttp import ClientSession

from shopbell.testing import Answer, HearingContract, SendingContract

SECRET = "secret-of-the-test"


class Test$class_name(HearingContract, SendingContract):
    plugin = channel = "$name"

    async def open(self, shop, platform, stack):
        self.client = await stack.enter_async_context(ClientSession())
        shutil.copytree(Path(__file__).parent, shop.folder / "plugins" / "$name")
        (shop.folder / "secret").write_text(SECRET)
        await shop.enable("$name", url=platform.url, secret={"file": str(shop.folder / "secret")}, timeout=1.0)

    async def brings(self, shop, sender, number, text):
        body = json.dumps({"id": f"{sender}.{number}", "sender": sender, "text": text}).encode()
        return await self.post(shop, body, SECRET)

    async def forges(self, shop, sender, number, text):
        return await self.post(shop, json.dumps({"id": "1", "sender": sender, "text": text}).encode(), "guessed")

    async def throws(self, shop, body):
        return await self.post(shop, body, SECRET)

    async def post(self, shop, body, secret):
        headers = {"X-Signature": hmac.digest(secret.encode(), body, "sha256").hex()}
        async with self.client.post(f"{shop.url}/hooks/$name", data=io.BytesIO(body), headers=headers) as answer:
            return answer.status

    def texts(self, asked):
        return [asked.json()["text"]]

    def refusals(self):
        return {
            "rate_limited": Answer(429, headers={"Retry-After": "7"}),
            "auth": Answer(401),
            "undeliverable": Answer(404),
            "invalid": Answer(400),
            "temporary": Answer(503),
        }
'''

TEST_SETTINGS = """\
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
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

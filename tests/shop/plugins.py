"""Plugins of the hostile tests: one that simply answers, and builders for those that do not."""

HEAD = """import asyncio, os, time
from contextlib import asynccontextmanager
from shopbell import DeliveryError, Intent, Reply, hookimpl, skill
"""
ECHO = (
    HEAD
    + """
@skill()
async def echo(turn):
    return Reply(text="You said: " + turn.text)

@hookimpl
def shopbell_skills(scope):
    return [echo]
"""
)


def answering(word: str, body: str, *, above: str = "") -> str:
    """A plugin whose skill is asked for one word; ``body`` is the skill's, indented by four after its first line."""
    return (
        HEAD
        + above
        + f"""
@skill(Intent("{word}", {{"en": ["{word}"]}}))
async def answer(turn):
    {body}

@hookimpl
def shopbell_skills(scope):
    return [answer]
"""
    )


def adapting(body: str) -> str:
    """A plugin whose policy does that."""
    return (
        HEAD
        + f"""
class Loud:
    name = "loud"
    def adapt(self, turn, reply):
        {body}

@hookimpl
def shopbell_policies(scope):
    return [Loud()]
"""
    )


def serving(body: str, *, path: str = "/hooks/bad/in") -> str:
    """A plugin whose route does that."""
    return (
        HEAD
        + f"""
from aiohttp import web

async def answer(request):
    {body}

@hookimpl
@asynccontextmanager
async def shopbell_lifespan(scope):
    scope.route("GET", "{path}", answer)
    yield
"""
    )


def sending(body: str, *, more: str = "") -> str:
    """A plugin whose channel ``parrot`` sends like that; its door is ``/hooks/bad/in?sender=..&text=..``."""
    return (
        HEAD
        + f"""
from aiohttp import web
from shopbell import InboundMessage

class Parrot:
    name = "parrot"
    inbox = None
    heard = 0

    @asynccontextmanager
    async def run(self, inbox):
        self.inbox = inbox
        yield

    async def send(self, message):
        {body}

    async def hear(self, request):
        Parrot.heard += 1
        await self.inbox.accept(InboundMessage(
            channel="parrot", account="default", sender=request.query["sender"], text=request.query["text"],
            key=f"{{time.time_ns()}}-{{Parrot.heard}}"))
        return web.Response(text="heard")
{more}
PARROT = Parrot()

@hookimpl
def shopbell_channels(scope):
    return [PARROT]

@hookimpl
@asynccontextmanager
async def shopbell_lifespan(scope):
    scope.route("GET", "/hooks/bad/in", PARROT.hear)
    yield
"""
    )


def subscribing(body: str) -> str:
    """A plugin that hears reactions and does that."""
    return (
        HEAD
        + f"""
async def heard(event, conversation):
    {body}

@hookimpl
@asynccontextmanager
async def shopbell_lifespan(scope):
    scope.subscribe(["reaction"], heard)
    yield
"""
    )

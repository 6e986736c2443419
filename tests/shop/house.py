"""A shop in a process of its own, as ``shopbell run`` starts it, that may die and be started again on its folder."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from shopbell.testing.shops import MANIFEST, QUIET
from shopbell.testing.storage import storage_table
from tests.shop.plugins import ECHO

KEY = "a-key-for-the-hostile-tests"
PATIENCE = 60.0  # seconds until it is ready
# The channel of customers whose far side is the file ``said``; its door acknowledges before the turn.
PARROT = """
import time
from contextlib import asynccontextmanager
from pathlib import Path
from aiohttp import web
from shopbell import InboundMessage, hookimpl

SAID = Path(__file__).parents[2] / "said"

class Parrot:
    name = "parrot"

    @asynccontextmanager
    async def run(self, inbox):
        self.inbox = inbox
        yield

    async def send(self, message):
        with SAID.open("a") as file:
            file.write(f"{message.address}: {message.reply.text}\\n")

    async def hear(self, request):
        await self.inbox.accept(InboundMessage(
            channel="parrot", account="default", sender=request.query["sender"], text=request.query["text"],
            key=str(time.time_ns())))
        return web.Response(text="heard")

@hookimpl
def shopbell_channels(scope):
    parrot = Parrot()
    scope.route("GET", "/hooks/parrot/in", parrot.hear)
    return [parrot]
"""


class House:
    """Its folder, its port, its process."""

    def __init__(self, folder: Path, *, settings: str = "", before: str = "") -> None:
        self.folder, self._before = folder, before
        folder.mkdir()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        table = storage_table(folder / "data")
        off = "".join(f"\n[plugins.shopbell_{name}]\nenabled = false\n" for name in QUIET if name != "api")
        (folder / "shopbell.toml").write_text(f'[shop]\nname = "Corner shop"\n[server]\n{settings}\n{off}{table}')
        self.write_plugin("echo", ECHO)
        self.write_plugin("parrot", PARROT)
        self.process: subprocess.Popen[bytes] | None = None

    def write_plugin(self, name: str, source: str) -> None:
        """Save a folder plugin."""
        folder = self.folder / "plugins" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "plugin.toml").write_text(MANIFEST.format(name=name))
        (folder / "__init__.py").write_text(source)

    # -- its life --------------------------------------------------------------------------------------------

    def start(self) -> "House":
        """Start the process, and do not wait for it."""
        program = f"{self._before}\nfrom shopbell.cli import main\nmain()"
        command = [sys.executable, "-c", program, "run", "--config", str(self.folder), "--port", str(self.port)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env={**os.environ, "SHOPBELL_API_KEYS": KEY}
            )
        return self

    def opens(self) -> bool:
        """Wait until it serves; False when it died before."""
        until = time.monotonic() + PATIENCE
        while self.get("/readyz")[0] != 200:
            assert self.process is not None
            if self.process.poll() is not None:
                return False
            assert time.monotonic() < until, self.log()
            time.sleep(0.05)
        return True

    def died(self) -> int:
        """Wait for its end."""
        assert self.process is not None
        return self.process.wait(PATIENCE)

    def stop(self) -> int:
        """Ask it to close."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.died()

    def end(self) -> None:
        """The test is over."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    # -- from outside ----------------------------------------------------------------------------------------

    def ask(self, method: str, path: str, body: object = None, timeout: float = 20.0) -> tuple[int, Any]:
        """One request; status 0 when nobody is there, or the connection breaks."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        head = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), head)
            answer = connection.getresponse()
            text = answer.read().decode()
            return answer.status, json.loads(text) if "json" in (answer.getheader("Content-Type") or "") else text
        except (OSError, http.client.HTTPException):
            return 0, None
        finally:
            connection.close()

    def get(self, path: str, timeout: float = 20.0) -> tuple[int, Any]:
        """One GET."""
        return self.ask("GET", path, timeout=timeout)

    def says(self, sender: str, text: str, timeout: float = 20.0) -> str:
        """A customer of the API: the answer's last words; empty when there is none."""
        body = {"sender": sender, "id": str(time.time_ns()), "text": text}
        status, answer = self.ask("POST", "/api/v1/messages", body, timeout)
        return str(answer["replies"][-1]["text"]) if status == 200 and answer["replies"] else ""

    def writes(self, sender: str, text: str) -> int:
        """A customer of the parrot: acknowledged before the turn."""
        return self.get(f"/hooks/parrot/in?sender={sender}&text={quote(text)}")[0]

    def plugin(self, name: str = "bad") -> dict[str, Any]:
        """What the owner is told of a plugin."""
        status, rows = self.get("/api/v1/plugins")
        assert status == 200
        return next(row for row in rows if row["name"] == name)

    def heard(self, line: str, times: int = 1) -> bool:
        """Wait until the parrot's far side has got this so many times."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            if self.said().count(line) >= times:
                return True
            time.sleep(0.05)
        return False

    def said(self) -> list[str]:
        """All that the parrot has sent."""
        path = self.folder / "said"
        return path.read_text().splitlines() if path.exists() else []

    def log(self) -> str:
        """What the process wrote."""
        return (self.folder / "log").read_text()

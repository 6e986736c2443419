"""Starts what is measured as a process of its own, on one core, and reads its weight from the system."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
import psutil

KEY = secrets.token_urlsafe(24)
HEADERS = {"Authorization": f"Bearer {KEY}"}
SERVER_CORE, LOAD_CORE = 0, 1


def pinned(core: int, command: Sequence[str]) -> list[str]:
    """``command`` on one core, where the system can do that and has two."""
    if shutil.which("taskset") and (os.cpu_count() or 1) > 1:
        return ["taskset", "-c", str(core), *command]
    return list(command)


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder for data, gone afterwards; TMPDIR chooses the disk."""
    with tempfile.TemporaryDirectory(prefix="shopbell-bench-") as folder:
        yield Path(folder)


def fsync_ms(folder: Path) -> float:
    """What one durable write of 4 KiB costs here: median milliseconds of 50."""
    took = []
    with (folder / "fsync-probe").open("wb", buffering=0) as file:
        for _ in range(50):
            start = time.perf_counter()
            file.write(b"\0" * 4096)
            os.fsync(file.fileno())
            took.append((time.perf_counter() - start) * 1000)
    return sorted(took)[25]


class Served:
    """One server process. Figures cover its whole family: a child it starts weighs too."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, log: Path) -> None:
        self.process, self.port, self.log = process, port, log
        self._ps = psutil.Process(process.pid)

    @property
    def url(self) -> str:
        """Where it listens, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """Processor time used so far, user and system."""
        times = self._ps.cpu_times()
        return float(times.user + times.system)

    def resident_mb(self) -> float:
        """Resident memory in MB (10^6 bytes)."""
        family = [self._ps, *self._ps.children(recursive=True)]
        return sum(each.memory_info().rss for each in family) / 1e6

    def get(self, path: str, timeout: float = 10.0) -> tuple[int, bytes]:
        """Ask it something; status 0 when nobody listens."""
        return self._ask(urllib.request.Request(self.url + path, headers=HEADERS), timeout)

    def post(self, path: str, body: object, timeout: float = 30.0) -> tuple[int, bytes]:
        """Tell it something, as JSON."""
        headers = {**HEADERS, "Content-Type": "application/json"}
        return self._ask(urllib.request.Request(self.url + path, json.dumps(body).encode(), headers), timeout)

    @staticmethod
    def _ask(request: urllib.request.Request, timeout: float) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return int(answer.status), bytes(answer.read())
        except urllib.error.HTTPError as exc:
            return exc.code, exc.read()
        except OSError:
            return 0, b""

    def wait_ready(self, path: str, seconds: float = 60.0) -> None:
        """Return once ``path`` answers 200.

        Raises:
            click.ClickException: it ended, or the time is up; with what it wrote.
        """
        deadline = time.monotonic() + seconds
        while self.get(path, timeout=2.0)[0] != 200:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise click.ClickException(f"the server did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.005)


@contextmanager
def served(
    command: Sequence[str], port: int, log: Path, env: Mapping[str, str] | None = None, *, pin: bool = True
) -> Iterator[Served]:
    """Run ``command`` until the block is left, with ``pin`` on the server's core; it is ended by its own process id."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            pinned(SERVER_CORE, command) if pin else command,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(env or {})},
        )
    try:
        yield Served(process, port, log)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def program(name: str, *arguments: str) -> list[str]:
    """The command that runs another file of this package."""
    return [sys.executable, "-m", f"{__package__}.{name}", *arguments]


def shopbell(*arguments: str) -> list[str]:
    """The command line of this very installation."""
    return [sys.executable, "-m", "shopbell", *arguments]


def new_shop(folder: Path, shop: str = "bakery") -> Path:
    """A copy of a demo shop, as the owner would make one; returns its folder."""
    made = subprocess.run(
        shopbell("init", shop, str(folder / shop)), capture_output=True, text=True, stdin=subprocess.DEVNULL
    )
    if made.returncode:
        raise click.ClickException(f"shopbell init: {made.stderr.strip()}")
    return folder / shop


@contextmanager
def running_shop(config: Path, data: Path, port: int | None = None, *, pin: bool = False) -> Iterator[Served]:
    """The shop in ``config``, ready to answer; ``KEY`` opens its API. ``pin`` where its rate is compared."""
    port = port or free_port()
    command = shopbell("run", "--config", str(config), "--data", str(data), "--port", str(port))
    with served(command, port, data.parent / f"{data.name}.log", {"SHOPBELL_API_KEYS": KEY}, pin=pin) as shop:
        shop.wait_ready("/readyz")
        yield shop

"""Asks questions over HTTP, 32 at a time, from a process of its own: wrk where it is installed, else our own.

Our own is slower than wrk: a rate is compared only with another one from the same generator.
"""

import json
import os
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import click

from .served import HEADERS, LOAD_CORE, pinned, program

HERE = Path(__file__).parent
QUESTIONS = HERE / "questions.txt"
TURNS = "/api/v1/messages"
IN_FLIGHT = 32
WRK = shutil.which("wrk")


class Asked(NamedTuple):
    """What came of one load. ``failed``: no answer, or a status that is none of 2xx; ``wordless``: see ``check``."""

    requests: int
    seconds: float
    p50_ms: float
    p99_ms: float
    failed: int
    wordless: int

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


def ask(
    url: str,
    *,
    seconds: int = 0,
    limit: int = 0,
    fresh: bool = False,
    check: bool = False,
    senders: int = 1001,
    path: str = TURNS,
) -> Asked:
    """Load a server for ``seconds``, or with ``limit`` messages (then always by our own generator).

    Args:
        fresh: every text is different; else the questions of ``questions.txt`` in turn.
        check: count answers without words.

    Raises:
        click.ClickException: the generator did not run.
    """
    environment = {
        "TURN_PATH": path,
        "AUTHORIZATION": HEADERS["Authorization"],
        "QUESTIONS": str(QUESTIONS),
        "SENDERS": str(senders),
        "LIMIT": str(limit),
        "FRESH": str(int(fresh)),
        "CHECK": str(int(check)),
        "RUN": secrets.token_hex(4),
        "SECONDS": str(seconds or 3600),
    }
    # wrk knows no count of requests: it sleeps until its time is up, whatever its script says.
    if WRK and not limit:
        duration = f"-d{environment['SECONDS']}s"
        command = [WRK, "-t1", f"-c{IN_FLIGHT}", duration, "--timeout", "30s", "-s", str(HERE / "turns.lua"), url]
    else:
        command = program("own_load", url)
    run = subprocess.run(
        pinned(LOAD_CORE, command),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if run.returncode:
        raise click.ClickException(f"the load generator failed: {(run.stderr or run.stdout).strip()[-500:]}")
    return Asked(**json.loads(run.stdout.splitlines()[-1]))

"""A PostgreSQL of one's own for a test or a measurement: made in a temporary folder, gone afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

PATIENCE = 30.0  # seconds until it answers
SERVER_USER = "postgres"  # the server refuses to run as root


def find_programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``; None where there is no server."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    return max((path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=None)


class Cluster:
    """A server with one empty database, on loopback. ``url`` opens it; ``pgpass`` is not needed."""

    def __init__(self, *, safe: bool = False) -> None:
        """Make it and start it.

        Args:
            safe: flush to the disk as a real server does; otherwise it is faster, and only a power cut would tell.

        Raises:
            FileNotFoundError: no server is installed here.
        """
        programs = find_programs()
        if programs is None:
            raise FileNotFoundError("no PostgreSQL server is installed here")
        self._programs, self._safe = programs, safe
        self._as: dict[str, Any] = {"user": SERVER_USER, "group": SERVER_USER, "extra_groups": []} if _root() else {}
        self.folder = Path(tempfile.mkdtemp(prefix="shopbell-postgres-"))
        if self._as:
            shutil.chown(self.folder, SERVER_USER, SERVER_USER)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"postgresql://shop@127.0.0.1:{self.port}/postgres"
        self._process: subprocess.Popen[bytes] | None = None
        words: list[str | Path] = ["-U", "shop", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        made = [programs / "initdb", "-D", self.folder / "data", *words]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=self.folder, **self._as)
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": "", "max_connections": "200"}
        settings |= {} if self._safe else {"fsync": "off", "autovacuum": "off"}
        given = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        command: list[str | Path] = [
            self._programs / "postgres",
            "-D",
            self.folder / "data",
            "-p",
            str(self.port),
            *given,
        ]
        with (self.folder / "log").open("ab") as log:
            started = self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, **self._as)
        until = time.monotonic() + PATIENCE
        ready: list[str | Path] = [
            self._programs / "pg_isready",
            "-q",
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-U",
            "shop",
        ]
        while subprocess.run(ready, check=False).returncode != 0:
            if time.monotonic() > until or started.poll() is not None:
                raise TimeoutError((self.folder / "log").read_text()[-2000:])
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT at once but in order; SIGQUIT as in a crash, it recovers at the next start."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(PATIENCE)
        self._process = None

    def close(self) -> None:
        """Stop it and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _root() -> bool:
    return os.geteuid() == 0

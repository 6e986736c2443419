"""A process that does one piece of work for a plugin: ``python -m shopbell.child FOLDER MODULE FUNCTION``.

It has the plugin's modules but nothing of the shop's state, and a low priority. Its task comes through the pipe at
its standard input; when the shop dies, the other end of that pipe closes, and the child ends with it.
"""

import importlib
import importlib.util
import inspect
import os
import sys
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import Any, get_type_hints

import msgspec

LENGTH = 8  # bytes before the task
PLUGIN = "_plugin"  # its package's name here; its own could be that of a library
NICE = 10


def told(task: object) -> bytes:
    """The task as it goes through the pipe."""
    body = msgspec.msgpack.encode(task)
    return len(body).to_bytes(LENGTH, "little") + body


def main(folder: Path, module: str, function: str) -> None:
    """Do the work; what it raises goes to standard error, its last line last."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    body = sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(LENGTH), "little"))
    Thread(target=_end_with_the_shop, daemon=True).start()
    # A .pyc counts as fresh when size and whole second match: a quick edit of the same length would be missed.
    sys.dont_write_bytecode = True
    work = getattr(_module(folder, module), function)
    work(msgspec.msgpack.decode(body, type=_kind_of_task(work)))


def _end_with_the_shop() -> None:
    # Below Python's buffers: a thread that waits inside them would hold up the end of the process.
    os.read(sys.stdin.fileno(), 1)  # nothing more is said: the other end was closed
    os._exit(1)


def _module(folder: Path, name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        PLUGIN, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"there is no plugin in {folder}")
    package = sys.modules[PLUGIN] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(package)
    return importlib.import_module(f"{PLUGIN}.{name}") if name else package


def _kind_of_task(work: Any) -> Any:
    [task, *_] = inspect.signature(work).parameters
    return get_type_hints(work).get(task, Any)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])

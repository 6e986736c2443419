"""Imported before everything else by the command line: keeps what no server needs out of its start.

structlog looks for rich, to draw tracebacks that we do not have drawn: 130 ms of the 1.1 s that importing a whole
shop took (measured). Progress bars import rich themselves, later.
"""

import sys

if "rich" not in sys.modules:
    sys.modules["rich"] = None  # type: ignore[assignment]  # the documented way to say that a module is not there
    try:
        import structlog  # noqa: F401 only for the order
    finally:
        del sys.modules["rich"]

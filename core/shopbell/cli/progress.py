"""A progress bar on stderr, for people: nothing when the output goes elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(words: str, *, unit: str = "bytes") -> Iterator[Callable[[int, int], None]]:
    """Show how far long work is; call what it yields with (done, in all), in bytes or another unit."""
    from rich.console import Console  # lazy: rich takes a tenth of a second, and most commands show no bar
    from rich.progress import (  # lazy: as above
        BarColumn,
        DownloadColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    counted = DownloadColumn() if unit == "bytes" else MofNCompleteColumn()
    columns = (TextColumn(words), BarColumn(), counted, TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(words, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)

"""A fitted model on disk: one folder with a header and a file for each array, mapped into memory and not read."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Parts = dict[str, NDArray[np.generic]]
else:
    Parts = dict[str, Any]  # numpy is loaded when a model is

SUFFIX = ".model"
HEADER = "header"


class Header(msgspec.Struct):
    """What is known of a model without its arrays; lists by the product's place."""

    ids: list[str]
    categories: list[str]
    currencies: list[str]
    orders: int  # in the book when it was fitted
    catalogue: int  # the catalogue's version then
    day: int  # since 1970
    form: int = 1  # goes up when an older model cannot be read


FORM = Header([], [], [], 0, 0, 0).form


def write_model(folder: Path, header: Header, parts: Parts) -> None:
    """Write it; the folder is there whole, or not at all. Blocks."""
    import numpy as np  # lazy: only the child that fits writes

    partial = folder.with_suffix(f".{os.getpid()}")
    partial.mkdir(parents=True)
    (partial / HEADER).write_bytes(msgspec.msgpack.encode(header))
    for name, array in parts.items():
        np.save(partial / f"{name}.npy", array, allow_pickle=False)
    partial.rename(folder)


def read_header(folder: Path) -> Header:
    """Raises ``ValueError``: it is no model of this version; ``OSError``."""
    try:
        header = msgspec.msgpack.decode((folder / HEADER).read_bytes(), type=Header)
    except msgspec.MsgspecError as exc:
        raise ValueError(f"{folder.name} is no model") from exc
    if header.form != FORM:
        raise ValueError(f"{folder.name} is a model of another version")
    return header


def map_parts(folder: Path) -> Parts:
    """The arrays, read-only; they stay readable when the folder is gone. Blocks. Raises ``ValueError``, ``OSError``."""
    import numpy as np  # lazy: 0.15 s, off the way from start to ready

    return {
        path.stem: np.load(path, mmap_mode="r", allow_pickle=False) if path.stat().st_size > 128 else np.load(path)
        for path in folder.glob("*.npy")
    }


def newest_model(folder: Path) -> Path | None:
    """The one that was fitted last, by its name."""
    return max(folder.glob(f"*{SUFFIX}"), default=None)


def throw_away(folder: Path, kept: Path) -> None:
    """Everything but that one, half-written ones too."""
    for path in folder.iterdir():
        if path.is_dir() and path != kept:
            shutil.rmtree(path, ignore_errors=True)

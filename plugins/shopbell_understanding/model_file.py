"""A trained model on disk: a header that is read without numpy, and arrays that are mapped into memory, not read."""

import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from .calibration import Calibration
from .quality import Quality

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAGIC = b"SBMODEL1"
ALIGNED = 64  # bytes


class Place(msgspec.Struct, frozen=True, array_like=True):
    """Where an array lies: bytes from the end of the header."""

    start: int
    kind: str  # numpy's name of the element type
    shape: tuple[int, ...]


class Header(msgspec.Struct, frozen=True):
    """What is known of a model without its arrays."""

    intents: tuple[str, ...]
    encoders: tuple[str, ...]
    unit: float  # raw scores are logits divided by this
    calibration: Calibration
    words: dict[str, int]  # of the phrases, with the number of phrases that have it: what the speller knows
    quality: Quality
    arrays: dict[str, Place] = {}


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Header).decode


def write_model(path: Path, header: Header, arrays: "Mapping[str, NDArray[np.generic]]") -> None:
    """Write atomically: the file is there whole, or not at all."""
    start, places = 0, {}
    for name, array in arrays.items():
        places[name] = Place(start, array.dtype.str, array.shape)
        start += -(-array.nbytes // ALIGNED) * ALIGNED
    head = _encode(msgspec.structs.replace(header, arrays=places))
    head += b"\0" * (-(len(MAGIC) + 8 + len(head)) % ALIGNED)
    partial = path.with_suffix(f".{os.getpid()}")
    with partial.open("wb") as file:
        file.write(MAGIC + len(head).to_bytes(8, "little") + head)
        for array in arrays.values():
            file.write(array.tobytes())
            file.write(b"\0" * (-array.nbytes % ALIGNED))
    partial.replace(path)


def read_header(path: Path) -> tuple[Header, int]:
    """The header, and where the arrays begin.

    Raises:
        ValueError: it is no model of this version.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise ValueError(f"{path.name} is no model")
        length = int.from_bytes(file.read(8), "little")
        if length > path.stat().st_size:
            raise ValueError(f"{path.name} is cut off")
        try:
            return _decode(file.read(length).rstrip(b"\0")), len(MAGIC) + 8 + length
        except msgspec.MsgspecError as exc:
            raise ValueError(f"{path.name} is a model of another version") from exc


def map_arrays(path: Path, header: Header, start: int) -> "dict[str, NDArray[np.generic]]":
    """The arrays, read-only; pages come into memory as they are touched, and stay readable when the file is gone."""
    import numpy as np  # lazy: 0.15 s, off the way from start to ready

    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, place in header.arrays.items():
        kind = np.dtype(place.kind)
        size = 1
        for side in place.shape:
            size *= side
        arrays[name] = np.frombuffer(mapped, kind, size, start + place.start).reshape(place.shape)
    return arrays

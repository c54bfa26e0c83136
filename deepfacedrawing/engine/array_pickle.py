"""Pickles of float arrays by name, from whoever: nothing in them is ever called, and they hold nothing else.

The classes and functions that such a pickle names are stood for by those here, which only check and keep what they are
given; whatever else a pickle names ends the reading.
"""

from __future__ import annotations

import hashlib
import math
import pickle
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.rendering import UserError

# Newer files end in the sha1 of what comes before, and these bytes.
MAGIC = b"HCAJSLHD"
DIGEST_SIZE = hashlib.sha1().digest_size
READ_AT_ONCE = 2**20
# What a pickle that is cut off or changed makes its reader raise.
DAMAGES = (
    pickle.UnpicklingError,
    EOFError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    MemoryError,
    OverflowError,
)


class _Refused(pickle.UnpicklingError):
    """What the pickle holds and should not."""


# Each has a __setstate__ of its own, lest a pickle set attributes of the class.
class _Float32:
    """Stands for ``numpy.dtype``, of one kind."""

    def __init__(self, code: object, align: object = False, copy: object = True) -> None:
        if code not in ("f4", "<f4"):
            raise _Refused(f"arrays of {code!r} in the place of float32")

    def __setstate__(self, state: object) -> None:
        if not isinstance(state, tuple) or len(state) < 2 or state[1] not in ("<", "="):
            raise _Refused("numbers that are not little-endian")


class _Array:
    """Stands for ``numpy.ndarray``, and for the function that makes one whose state follows."""

    def __init__(self, kind: object, shape: object, code: object) -> None:
        if kind is not _Array:
            raise _Refused("an array of an unknown kind")

    def __setstate__(self, state: object) -> None:
        match state:
            case (int(), tuple() as shape, _Float32(), bool() | int() as is_fortran, bytes() as data):
                if all(isinstance(n, int) and n >= 0 for n in shape) and len(data) == 4 * math.prod(shape):
                    self.array = np.frombuffer(data, "<f4").reshape(shape, order="F" if is_fortran else "C")
                    return
        raise _Refused("an array whose parts do not go together")


class _Bytes:
    """Stands for ``_codecs.encode``, by which old pickles keep bytes."""

    def __new__(cls, text: object, encoding: object) -> Any:
        if not isinstance(text, str) or encoding != "latin1":
            raise _Refused("bytes in an unknown encoding")
        return text.encode("latin1")

    def __setstate__(self, state: object) -> None:
        raise _Refused("bytes with a state")


ADMITTED = {
    ("numpy.core.multiarray", "_reconstruct"): _Array,
    ("numpy._core.multiarray", "_reconstruct"): _Array,
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _Float32,
    ("_codecs", "encode"): _Bytes,
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module_name: str, global_name: str, /) -> Any:
        try:
            return ADMITTED[module_name, global_name]
        except KeyError:
            raise _Refused(f"{module_name}.{global_name}") from None


def read_arrays(path: Path) -> dict[str, NDArray[np.float32]]:
    """The arrays of a pickled dict by name; read-only, float32. Takes little more memory than the file's size.

    Raises:
        UserError: missing, damaged, of another checksum than it says, or with anything else in it.
    """
    try:
        with path.open("rb") as file:
            end = _check_digest(path, file)
            content = _Unpickler(file, encoding="latin1").load()
            if file.tell() != end:
                count = end - file.tell()
                raise UserError(
                    "{path} is damaged: {count} bytes follow its end; get the file again.", path=path, count=count
                )
        if not isinstance(content, dict):
            raise _Refused(f"a {type(content).__name__} in the place of arrays by name")
        return {_check_name(name): _check_array(name, value) for name, value in content.items()}
    except _Refused as error:
        raise UserError(
            "{path} may only hold float32 arrays, but holds {what}; get the file again.", path=path, what=error
        ) from error
    except OSError as error:
        raise UserError(
            "Cannot read {path} ({reason}); check the folder.", path=path, reason=error.strerror or error
        ) from error
    except DAMAGES as error:
        raise UserError(
            "{path} is damaged or cut off ({error}); get the file again.", path=path, error=error
        ) from error


def _check_digest(path: Path, file: BinaryIO) -> int:
    """Where the pickle ends; the file is at its start again."""
    end = file.seek(0, 2) - DIGEST_SIZE - len(MAGIC)
    file.seek(max(end, 0))
    trailer = file.read()
    file.seek(0)
    if not trailer.endswith(MAGIC):
        return max(end, 0) + len(trailer)
    digest = hashlib.sha1()
    for start in range(0, end, READ_AT_ONCE):
        digest.update(file.read(min(READ_AT_ONCE, end - start)))
    if digest.digest() != trailer[:DIGEST_SIZE]:
        raise UserError("{path} is damaged: its checksum is not that of its content; get the file again.", path=path)
    file.seek(0)
    return end


def _check_name(name: object) -> str:
    if not isinstance(name, str):
        raise _Refused(f"an array named {name!r}")
    return name


def _check_array(name: object, value: object) -> NDArray[np.float32]:
    array = value.array if isinstance(value, _Array) and hasattr(value, "array") else None
    if array is None:
        raise _Refused(f"a {type(value).__name__} in the place of the array {name}")
    for part in np.array_split(array.reshape(-1, order="A"), 1 + array.size // READ_AT_ONCE):
        if not np.isfinite(part).all():
            raise _Refused(f"values that are NaN or infinite in {name}")
    return array

"""Our safetensors files: read where they lie on the disk, and written tensor by tensor, whole or not at all.

The format: eight bytes with the length of a JSON header, the header (name → type, shape, place), then the numbers.
"""

from __future__ import annotations

import json
import math
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from torch import Tensor

from deepfacedrawing.model_files import read_header
from deepfacedrawing.rendering import UserError

# Of the formats of all our files.
VERSION = 1
TYPES = {"float32": "F32", "float16": "F16", "int64": "I64", "uint8": "U8", "bool": "BOOL"}
ALIGNMENT = 8
# Numbers that are converted at once.
WRITTEN_AT_ONCE = 2**20


class Entry(NamedTuple):
    """A tensor that is to be written; ``dtype`` is a key of ``TYPES``."""

    dtype: str
    shape: tuple[int, ...]

    @property
    def num_bytes(self) -> int:
        """Its size in the file."""
        return np.dtype(self.dtype).itemsize * math.prod(self.shape)


class TensorWriter:
    """Writes the announced tensors in any order; see ``write_tensors``."""

    def __init__(self, file: BinaryIO, entries: Mapping[str, Entry], metadata: Mapping[str, str]) -> None:
        self._file, self._missing = file, dict(entries)
        self._places: dict[str, int] = {}
        header: dict[str, object] = {"__metadata__": dict(metadata)}
        place = 0
        # Widest first: so each lies at a multiple of its numbers' size.
        for name, entry in sorted(entries.items(), key=lambda item: -np.dtype(item[1].dtype).itemsize):
            end = place + entry.num_bytes
            header[name] = {"dtype": TYPES[entry.dtype], "shape": list(entry.shape), "data_offsets": [place, end]}
            self._places[name], place = place, end
        text = json.dumps(header, separators=(",", ":")).encode()
        text += b" " * (-len(text) % ALIGNMENT)
        self._start = 8 + len(text)
        file.write(len(text).to_bytes(8, "little") + text)

    def write(self, name: str, array: NDArray[np.generic]) -> None:
        """Writes a tensor, converted to the type that was announced.

        Raises:
            ValueError: it has another shape than announced, was written before, or is not finite in its type.
        """
        entry = self._missing.pop(name, None)
        if entry is None or entry.shape != array.shape:
            raise ValueError(f"expected {name} once as {entry and entry.shape}, got {array.shape}")
        self._file.seek(self._start + self._places[name])
        flat = array.reshape(-1)
        for start in range(0, flat.size, WRITTEN_AT_ONCE):
            with np.errstate(over="ignore"):  # told below, by name
                part = flat[start : start + WRITTEN_AT_ONCE].astype(entry.dtype, copy=False)
            if part.dtype.kind == "f" and not np.isfinite(part).all():
                raise ValueError(f"expected weights that are finite in {entry.dtype}, got others in {name}")
            self._file.write(np.ascontiguousarray(part).data)

    def finish(self) -> None:
        """Raises ``ValueError`` where a tensor was announced and not written."""
        if self._missing:
            raise ValueError(f"expected all tensors that were announced, got none of {', '.join(self._missing)}")


@contextmanager
def write_tensors(path: Path, entries: Mapping[str, Entry], metadata: Mapping[str, str]) -> Iterator[TensorWriter]:
    """A writer of all the announced tensors; the file is there once the block is left without an error.

    Raises:
        UserError: the path cannot be written, or there is too little room for it.
    """
    with replacing(path) as partial:
        check_room(path, sum(entry.num_bytes for entry in entries.values()))
        with partial.open("wb") as file:
            writer = TensorWriter(file, entries, metadata)
            yield writer
            writer.finish()


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside ``path`` to write a file to: moved there at the end, removed where anything fails before.

    Raises:
        UserError: the path cannot be written.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield partial
        os.replace(partial, path)
    except OSError as error:
        raise UserError(
            "Cannot write {path} ({reason}); choose another folder.", path=path, reason=error.strerror or error
        ) from error
    finally:
        if partial.is_file():
            partial.unlink()


def check_room(path: Path, num_bytes: int) -> None:
    """Raises ``UserError`` where the disk of a file has too little room for so many bytes more."""
    free = shutil.disk_usage(path.parent).free
    if free < num_bytes:
        raise UserError(
            "Cannot write {path}: it takes {needed:.2f} GB and there are {free:.2f} GB; make room or use another disk.",
            path=path,
            needed=num_bytes / 1e9,
            free=free / 1e9,
        )


def read_tensors(
    path: Path, kinds: tuple[str, ...], is_wanted: Callable[[str], bool] = lambda name: True
) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The wanted tensors by name, and what the header says, of a file of one of the kinds.

    On a processor they are views of the file: what is not looked at is not read.

    Raises:
        UserError: the file is missing, damaged, foreign or newer; it may still hold anything in its tensors.
    """
    if not path.is_file():
        raise UserError("There is no model file {path}; give one with --model or reinstall.", path=path)
    try:
        read_header(path)
        with safe_open(path, framework="pt") as file:
            header = file.metadata() or {}
            if header.get("format") not in kinds:
                raise UserError(
                    "{path} is not a {kind} file; give one that this program wrote.", path=path, kind=kinds[0]
                )
            if int(header.get("version", "0")) > VERSION:
                raise UserError("{path} was written by a newer version; update DeepFaceDrawing.", path=path)
            data = json.loads(header.get("data", "{}"), parse_float=_read_number, parse_constant=_read_number)
            tensors = {name: file.get_tensor(name) for name in filter(is_wanted, file.keys())}
    except (SafetensorError, OSError, ValueError, RuntimeError) as error:
        raise UserError(
            "{path} is damaged or not a safetensors file ({error}); get it again.", path=path, error=error
        ) from error
    return tensors, data


def _read_number(text: str) -> float:
    """A number of a header; Python's JSON would take NaN, and 1e999 as infinite."""
    if not math.isfinite(float(text)):
        raise ValueError(f"{text} is no number")
    return float(text)


def describe_file(kind: str, data: Mapping[str, Any]) -> dict[str, str]:
    """The metadata of a file of a kind, as ``read_tensors`` takes them."""
    return {"format": kind, "version": str(VERSION), "data": json.dumps(data)}


def find_tensor(path: Path, name: str) -> int:
    """Where a tensor's numbers begin in a file that ``read_tensors`` has read, in bytes."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        return 8 + length + json.loads(file.read(length))[name]["data_offsets"][0]

"""Pickles of float arrays by name, from whoever: they are read word by word, and never loaded.

Python's own unpickler is not used at all. The words that such a pickle is made of are followed here, with a stack that
holds numbers, texts, bytes, tuples, lists and dicts; the classes and functions that it names are stood for by those
here, which only check and keep what they are given. Whatever else a pickle names or asks for ends the reading.
"""

from __future__ import annotations

import hashlib
import math
import pickletools
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.rendering import UserError

# Newer files end in the sha1 of what comes before, and these bytes.
MAGIC = b"HCAJSLHD"
DIGEST_SIZE = hashlib.sha1().digest_size
READ_AT_ONCE = 2**20
MAX_DIMENSIONS = 8
# Pickles of arrays put down a thousand things at most before they take them up.
MAX_STACK = 100_000
# What a pickle that is cut off or changed makes its reader raise.
DAMAGES = (EOFError, ValueError, TypeError, AttributeError, LookupError, OverflowError)


class _Refused(ValueError):
    """What the pickle holds and should not."""


class _Float32:
    """Stands for ``numpy.dtype``, of one kind."""

    def __init__(self, code: object, align: object = False, copy: object = True) -> None:
        if code not in ("f4", "<f4"):
            named = repr(code) if isinstance(code, str) else f"a {type(code).__name__}"
            raise _Refused(f"arrays of {named} in the place of float32")

    def set_state(self, state: object) -> None:
        """The second of its parts tells the order of the bytes."""
        if not isinstance(state, tuple) or len(state) < 2 or state[1] not in ("<", "="):
            raise _Refused("numbers that are not little-endian")


class _Array:
    """Stands for ``numpy.ndarray``, and for the function that makes one whose state follows."""

    def __init__(self, kind: object, shape: object, code: object) -> None:
        if kind is not _Array:
            raise _Refused("an array of an unknown kind")

    def set_state(self, state: object) -> None:
        """Version, shape, kind, order, numbers."""
        match state:
            case (int(), tuple() as shape, _Float32(), bool() | int() as is_fortran, bytes() as data):
                if _is_shape(shape) and len(data) == 4 * math.prod(shape):
                    self.array = np.frombuffer(data, "<f4").reshape(shape, order="F" if is_fortran else "C")
                    return
        raise _Refused("an array whose parts do not go together")


def _is_shape(shape: tuple[object, ...]) -> bool:
    return len(shape) <= MAX_DIMENSIONS and all(isinstance(n, int) and 0 <= n < 2**40 for n in shape)


def _encode(text: object, encoding: object) -> bytes:
    """Stands for ``_codecs.encode``, by which old pickles keep bytes."""
    if not isinstance(text, str) or encoding != "latin1":
        raise _Refused("bytes in an unknown encoding")
    return text.encode("latin1")


ADMITTED: dict[tuple[object, object], Callable[..., Any]] = {
    ("numpy.core.multiarray", "_reconstruct"): _Array,
    ("numpy._core.multiarray", "_reconstruct"): _Array,
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _Float32,
    ("_codecs", "encode"): _encode,
}
MARK = object()
CONSTANTS = {"NONE": None, "NEWTRUE": True, "NEWFALSE": False, "EMPTY_TUPLE": (), "MARK": MARK}
# Words whose value stands in the file itself.
LITERALS = frozenset(
    (
        *("INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"),
        *("UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8", "STRING", "BINSTRING", "SHORT_BINSTRING"),
        *("SHORT_BINBYTES", "BINBYTES", "BINBYTES8"),
    )
)
PASSED_OVER = ("PROTO", "FRAME")


class _Source:
    """The file, of which no more is asked for than there is."""

    def __init__(self, file: BinaryIO, end: int) -> None:
        self._file, self._end = file, end
        self.tell = file.tell

    def read(self, count: int) -> bytes:
        """Just so many bytes."""
        if count > self._end - self._file.tell():
            raise EOFError("it ends too soon")
        return self._file.read(count)

    def readline(self) -> bytes:
        """Up to the end of the line."""
        return self._file.readline()


class _Follower:
    """Follows the words of a pickle."""

    def __init__(self) -> None:
        self._stack: list[Any] = []
        self._memo: dict[int, Any] = {}

    def follow(self, source: _Source) -> object:
        """What the pickle is of."""
        for word, value, _ in pickletools.genops(source):  # type: ignore[arg-type]  # it reads and tells, no more
            if word.name in LITERALS:
                self._stack.append(value)
            elif word.name in CONSTANTS:
                self._stack.append(CONSTANTS[word.name])
            elif word.name == "STOP":
                return self._stack.pop()
            elif word.name not in PASSED_OVER:
                self._do(word.name, value)
            if len(self._stack) > MAX_STACK:
                raise _Refused("things that nothing takes up")
        raise EOFError("it does not end")

    def _do(self, name: str, value: Any) -> None:
        stack, memo = self._stack, self._memo
        match name:
            case "GLOBAL":
                stack.append(_find(*value.split(" ", 1)))
            case "STACK_GLOBAL":
                name, module = stack.pop(), stack.pop()
                stack.append(_find(module, name))
            case "MEMOIZE":
                memo[len(memo)] = stack[-1]
            case "PUT" | "BINPUT" | "LONG_BINPUT":
                memo[value] = stack[-1]
            case "GET" | "BINGET" | "LONG_BINGET":
                stack.append(memo[value])
            case "TUPLE1" | "TUPLE2" | "TUPLE3":
                count = int(name[-1])
                stack[-count:] = [tuple(stack[-count:])] if len(stack) >= count else [stack[count]]
            case "REDUCE":
                given, call = stack.pop(), stack.pop()
                stack.append(_call(call, given))
            case "BUILD":
                state, target = stack.pop(), stack[-1]
                if not isinstance(target, _Float32 | _Array):
                    raise _Refused(f"a {type(target).__name__} with a state")
                target.set_state(state)
            case _:
                self._collect(name)

    def _collect(self, name: str) -> None:
        """Tuples, lists and dicts."""
        stack = self._stack
        match name:
            case "EMPTY_DICT":
                stack.append({})
            case "EMPTY_LIST":
                stack.append([])
            case "TUPLE":
                stack.append(tuple(self._take()))
            case "LIST":
                stack.append(self._take())
            case "DICT":
                stack.append(_pair({}, self._take()))
            case "SETITEM":
                value, key = stack.pop(), stack.pop()
                _pair(stack[-1], [key, value])
            case "SETITEMS":
                items = self._take()
                _pair(stack[-1], items)
            case "APPEND" | "APPENDS":
                items = self._take() if name == "APPENDS" else [stack.pop()]
                if not isinstance(stack[-1], list):
                    raise _Refused(f"a {type(stack[-1]).__name__} that is added to")
                stack[-1] += items
            case _:
                raise _Refused(f"something that needs the word {name}")

    def _take(self) -> list[Any]:
        """What lies above the last mark."""
        at = next(at for at in range(len(self._stack) - 1, -2, -1) if at < 0 or self._stack[at] is MARK)
        if at < 0:
            raise LookupError("it lacks a mark")
        taken = self._stack[at + 1 :]
        del self._stack[at:]
        return taken


def _find(module: object, name: object) -> Callable[..., Any]:
    if not isinstance(module, str) or not isinstance(name, str):
        raise _Refused("a name that is no text")
    try:
        return ADMITTED[module, name]
    except KeyError:
        raise _Refused(f"{module}.{name}") from None


def _call(call: object, given: object) -> object:
    if not any(call is known for known in ADMITTED.values()) or not isinstance(given, tuple):
        raise _Refused(f"a call of a {type(call).__name__}")
    return call(*given)  # type: ignore[operator]  # one of those


def _pair(target: object, items: list[Any]) -> object:
    """Puts names and values into a dict. Anything but a text is no name: finding the place of some takes for ever."""
    if not isinstance(target, dict) or len(items) % 2:
        raise _Refused(f"a {type(target).__name__} in the place of arrays by name")
    for name, value in zip(items[::2], items[1::2], strict=True):
        if not isinstance(name, str):
            raise _Refused(f"a {type(name).__name__} in the place of a name")
        target[name] = value
    return target


def read_arrays(path: Path) -> dict[str, NDArray[np.float32]]:
    """The arrays of a pickled dict by name; read-only, float32. Takes little more memory than the file's size.

    Raises:
        UserError: missing, damaged, of another checksum than it says, or with anything else in it.
    """
    try:
        with path.open("rb") as file:
            end = _check_digest(path, file)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of odd escapes in texts
                content = _Follower().follow(_Source(file, end))
            if file.tell() != end:
                count = end - file.tell()
                raise UserError(
                    "{path} is damaged: {count} bytes follow its end; get the file again.", path=path, count=count
                )
        if not isinstance(content, dict):
            raise _Refused(f"a {type(content).__name__} in the place of arrays by name")
        return {name: _check_array(name, value) for name, value in content.items()}
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


def _check_array(name: object, value: object) -> NDArray[np.float32]:
    array = value.array if isinstance(value, _Array) and hasattr(value, "array") else None
    if array is None:
        raise _Refused(f"a {type(value).__name__} in the place of the array {name}")
    for part in np.array_split(array.reshape(-1, order="A"), 1 + array.size // READ_AT_ONCE):
        if not np.isfinite(part).all():
            raise _Refused(f"values that are NaN or infinite in {name}")
    return array

"""The settings file before Qt reads it: nothing in it may be more than a value.

PyQt unpickles what a settings file calls an object of Python, which can run anything. The window never writes one.
"""

from __future__ import annotations

import re
import struct
from contextlib import suppress
from pathlib import Path

MAX_BYTES = 1_000_000
# What Qt takes a character for, joins over lines, or passes over.
ESCAPE = re.compile(r"\\x([0-9a-fA-F]+)|\\([0-7]+)|\\\r?\n?|[\"\s]")
OBJECT = "@Variant"
# A splitter's state: a mark, a version, the number of sizes, and they themselves.
SPLITTER = struct.Struct(">iiiii")
SPLITTER_MARK, MAX_SIDE = 0xFF, 100_000


def leave_out_objects(path: Path) -> None:
    """Takes the lines with objects out of a settings file; one that is far too large, or still has some, is renamed.

    What is missing reads as its default.
    """
    with suppress(OSError):
        if not path.is_file():
            return
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) <= MAX_BYTES and _is_plain(data):
            return
        rest = b"".join(line for line in data.splitlines(True) if _is_plain(line))
        if len(data) <= MAX_BYTES and _is_plain(rest):
            path.write_bytes(rest)
        else:
            path.replace(path.with_name(path.name + ".damaged"))


def _is_plain(data: bytes) -> bool:
    return OBJECT not in ESCAPE.sub(_unescape, data.decode("latin1"))


def _unescape(found: re.Match[str]) -> str:
    digits, base = (found[1], 16) if found[1] else (found[2] or "", 8)
    return chr(int(digits, base) & 0xFFFF) if digits else ""


def read_splitter_sizes(state: bytes) -> list[int] | None:
    """The two sizes in what ``QSplitter.saveState`` gave; None where it is anything else.

    Qt itself believes the number of sizes, and ends the program where there is no memory for so many.
    """
    if len(state) < SPLITTER.size:
        return None
    mark, _, count, *sizes = SPLITTER.unpack_from(state)
    if (
        mark != SPLITTER_MARK
        or count != len(sizes)
        or not all(0 <= size <= MAX_SIDE for size in sizes)
        or not any(sizes)
    ):
        return None
    return sizes

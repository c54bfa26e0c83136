"""Bytes changed at random: bits, cuts, copies, words of a format; and what must be mended to get past checksums."""

from __future__ import annotations

import json
import struct
import zlib
from random import Random
from typing import Any

NUMBERS = (b"0", b"-1", b"nan", b"inf", b"1e999", b"-1e308", b"1e-320", b"65536", b"4294967295", b"9" * 400)
COUNTS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
LENGTHS = (1, 1, 1, 2, 4, 8, 60, 1000)
PNG_MARK = b"\x89PNG\r\n\x1a\n"


def change(data: bytes, rng: Random, tokens: tuple[bytes, ...], others: list[bytes]) -> bytes:
    """One to six changes; ``tokens`` are words of the format, ``others`` good files to take parts of."""
    for _ in range(rng.choice((1, 1, 1, 2, 3, 6))):
        data = _change_once(data, rng, tokens, others)
    return data


def _change_once(data: bytes, rng: Random, tokens: tuple[bytes, ...], others: list[bytes]) -> bytes:
    at, length = rng.randrange(len(data) + 1), rng.choice(LENGTHS)
    old, kind = data[at : at + length], rng.randrange(10)
    if kind == 0 and old:
        new = bytes([old[0] ^ 1 << rng.randrange(8)]) + old[1:]
    elif kind == 1:
        new = rng.randbytes(len(old))
    elif kind == 2:
        new = b""
    elif kind == 3:
        new = old * rng.choice((2, 3, 50))
    elif kind == 4:
        new = rng.choice(COUNTS).to_bytes(4, rng.choice(("big", "little")))
        old = data[at : at + 4]
    elif kind == 5:
        new = old + rng.choice(NUMBERS)
    elif kind == 6:
        other = rng.choice(others) if others else data
        start = rng.randrange(len(other) + 1)
        new = other[start : start + rng.choice(LENGTHS)]
    elif kind == 7 and rng.random() < 0.3:
        return data[:at]
    else:
        new = (rng.choice(tokens) if tokens else b"\0") + (old if rng.random() < 0.5 else b"")
    return data[:at] + new + data[at + len(old) :]


def mend_png(data: bytes) -> bytes:
    """A PNG whose chunks have the checksums of what is in them; other files as they are."""
    if not data.startswith(PNG_MARK):
        return data
    parts, at = [PNG_MARK], len(PNG_MARK)
    while at + 12 <= len(data):
        (size,) = struct.unpack_from(">I", data, at)
        end = at + 8 + size
        if end + 4 > len(data):
            break
        parts += [data[at:end], zlib.crc32(data[at + 4 : end]).to_bytes(4, "big")]
        at = end + 4
    return b"".join([*parts, data[at:]])


SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2**31, 2**63, 2**64, 10**400, 0.5, float("nan"), float("inf")),
    *("", "F32", "\0", "../../x", "é" * 40, [], {}, [[]], {"a": {"b": []}}),
)


def change_json(value: Any, rng: Random) -> Any:
    """The same tree with a place or two of it changed, left out, doubled or swapped."""
    if isinstance(value, dict) and value and rng.random() < 0.9:
        key = rng.choice(list(value))
        kind = rng.randrange(8)
        if kind == 0:
            return {name: part for name, part in value.items() if name != key}
        if kind == 1:
            return {**value, rng.choice(("", key + "x", "__metadata__", "\ud800"[:0] + "é")): value[key]}
        if kind == 2:
            return {**value, key: value[rng.choice(list(value))]}
        return {**value, key: change_json(value[key], rng)}
    if isinstance(value, list) and value and rng.random() < 0.8:
        at, kind = rng.randrange(len(value)), rng.randrange(6)
        middle = {0: [], 1: [value[at]] * 2, 2: [value[at]] * 300}.get(kind, [change_json(value[at], rng)])
        return value[:at] + middle + value[at + 1 :]
    if isinstance(value, str) and value[:1] in ("{", "[") and rng.random() < 0.9:
        try:
            return json.dumps(change_json(json.loads(value), rng))
        except ValueError:
            return value[: rng.randrange(len(value))]
    if isinstance(value, int) and not isinstance(value, bool) and rng.random() < 0.5:
        return value + rng.choice((-1, 1, -8, 8, value, -2 * value, 10**6, 10**12))
    return rng.choice(SCALARS)

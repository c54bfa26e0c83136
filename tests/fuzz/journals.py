"""Journals of drawings that were not saved, as a killed window leaves them."""

from __future__ import annotations

import tempfile
import zlib
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np

from deepfacedrawing.ui.edits import Document
from deepfacedrawing.ui.journal import Journal
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke
from tests.fuzz import drawings
from tests.fuzz.mutation import change

TOKENS = (
    *(b'"keep": ', b'"strokes": [', b'"settings": "', b'"background": "', b'"origin": "', b'"origin_version"', b"-1"),
    *(b'"version": 2', b"null", b"[[[[", b"{", b"}", b"1e999", b"NaN", b"\\u0000", b"%2e%2e%2f", b"</g>", b"\n"),
)


def build_journals() -> list[bytes]:
    """A drawing that grew, was undone and got other settings."""
    line = Stroke("pen", 3.0, ((10.0, 10.0, 1.0, 0.0), (90.0, 40.0, 0.5, 30.0)))
    empty = Document(Sketch(background=np.full((512, 512), 200, np.uint8)), RenderSettings(), Path("/tmp/face.svg"))
    drawn = replace(empty, sketch=empty.sketch.with_strokes((line, line)))
    changed = replace(drawn, settings=RenderSettings({"nose": 0.2}, "feminine", 7, {"light": 0.5}, {"nose": 3}))
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder) / "a.journal")
        for document in (empty, drawn, changed, replace(changed, sketch=Sketch((line,)))):
            journal.record(document)
        whole = journal.path.read_bytes()
    return [whole, whole.splitlines(keepends=True)[0]]


def change_journal(data: bytes, rng: Random, others: list[bytes]) -> bytes:
    """Some bytes of it changed, most often with checksums that fit."""
    if rng.random() < 0.2:
        text = drawings.make_drawing(rng)
        data = data.replace(b"<path ", text + b"<path ", 1)
    changed = change(data, rng, TOKENS, others)
    return changed if rng.random() < 0.2 else b"".join(map(_sign, changed.splitlines(keepends=True)))


def _sign(line: bytes) -> bytes:
    text = line.partition(b" ")[2]
    return f"{zlib.crc32(text):08x}".encode() + b" " + text

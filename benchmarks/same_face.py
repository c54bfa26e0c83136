"""Is a face the same with every library and number type, and the same each time?

    pip install "deepfacedrawing[export]"
    python benchmarks/same_face.py [--model PATH] [--sketches N] [--only NAME …] [--json FILE] [--page FILE.md]

The samples, each in several settings, as PyTorch paints them in float32, which is the reference, and as everything else
does that the program or its exported file can run on. The first table has how far the faces are away, of 255: the mean
of all pixels, that of the face that is furthest off, what one value in a thousand exceeds, and the largest. The second
has whether a request gives the same bytes again: asked a second time after all the others, in another process, in
another process with one thread, and there after drafts. What is not installed is left out, and named.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import torch
from face_differences import Face
from machine import describe_machine
from numpy.typing import NDArray
from page import rewrite
from runtime_process import Served, load, paint
from runtimes import HALF, REFERENCE, find_absent, format_line, name_machine, prepare_files
from sketches import read_sketches

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine.face_engine import locate_model
from deepfacedrawing.rendering import RenderRequest

Sketch = NDArray[np.uint8]
# Of ``runtime_networks.RUNTIMES``: those that take any request.
KEYS = (REFERENCE, "torch", HALF, "openvino-float32", "openvino", "onnxruntime-file")
RARE = 0.999
# Requests that other processes are asked: one sketch in all settings.
ASKED_AGAIN = 5
SAME = "same bytes"


@dataclass(frozen=True)
class Row:
    """One library in one number type. How far its faces are from the reference, of 255; and how far at most the same
    requests' faces are from these where they are asked again.
    """

    what: str
    mean: float
    furthest: float
    rare: int
    largest: int
    later: int
    elsewhere: int
    one_thread: int
    after_drafts: int


def main() -> None:
    options = build_parser().parse_args()
    machine, model = describe_machine(torch.device("cpu")), locate_model(options.model)
    asked = [key for key in KEYS if key == REFERENCE or key in (options.only or KEYS)]
    absent = find_absent(asked)
    keys = [key for key in asked if key not in absent]
    sketches = read_sketches()[: options.sketches]
    requests = [request for sketch in sketches for request in vary(sketch)]
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        reference: list[Face] = []
        for key in keys:
            prepare_files(key, model, Path(folder))
            row, faces = examine(key, model, Path(folder), requests, reference)
            reference = reference or faces
            rows.append(row)
    report = {"machine": machine, "faces": len(requests), "rows": [asdict(row) for row in rows], "absent": absent}
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    tables = format_tables(f"{name_machine(machine, keys)}; {len(requests)} faces", rows, absent)
    print(tables)
    if options.page:
        rewrite(options.page, "differences", tables)


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--sketches", type=int)
    parser.add_argument("--only", nargs="+", choices=KEYS)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path)
    return parser


def vary(sketch: Sketch) -> list[RenderRequest]:
    """The settings that a sketch is painted in."""
    plain = RenderRequest(sketch, shadow=False)
    drawn, refined = (dict.fromkeys(COMPONENT_NAMES, amount) for amount in (0.0, 1.0))
    return [
        plain,
        replace(plain, refinement=drawn, controls={"skin_tone": -0.7, "light": 1.0}),
        replace(plain, refinement=refined, appearance="deep-black"),
        replace(plain, refinement={"mouth": 0.9, "remainder": 0.2}, appearance=7),
        replace(plain, appearance=2024, controls={"hair_tone": 0.8, "warmth": -0.5}),
    ]


def examine(
    key: str, model: Path, folder: Path, requests: list[RenderRequest], reference: Sequence[Face]
) -> tuple[Row, list[Face]]:
    """A row, and its faces; without a reference these are it."""
    some, sketches = requests[:ASKED_AGAIN], [requests[0].sketch]
    with ExitStack() as stack:
        first, other, single = (Served() for _ in range(3))
        for process in (first, other, single):
            stack.callback(process.close)
        name = first(load, key, model, folder, sketches)
        faces: list[Face] = first(paint, requests)
        later: list[Face] = first(paint, requests[::-1])[::-1]
        first.close()
        other(load, key, model, folder, sketches)
        elsewhere: list[Face] = other(paint, some)
        other(paint, [replace(request, draft=True) for request in requests[ASKED_AGAIN:] + some[::-1]])
        after_drafts: list[Face] = other(paint, some)
        other.close()
        single(load, key, model, folder, sketches, 1)
        one_thread: list[Face] = single(paint, some)
    counts = [count_apart(*pair) for pair in zip(faces, reference or faces, strict=True)]
    total = np.sum(counts, axis=0)
    again = {"later": later, "elsewhere": elsewhere, "one_thread": one_thread, "after_drafts": after_drafts}
    row = Row(
        name,
        mean=mean_of(total),
        furthest=max(mean_of(count) for count in counts),
        rare=int(np.searchsorted(np.cumsum(total), RARE * total.sum())),
        largest=int(total.nonzero()[0].max()),
        **{when: find_largest(faces[: len(others)], others) for when, others in again.items()},
    )
    return row, faces


def count_apart(face: Face, other: Face) -> NDArray[np.int64]:
    """How many values are 0, 1, … 255 apart, (256,)."""
    return np.bincount(np.abs(face.astype(np.int16) - other).reshape(-1), minlength=256)


def mean_of(count: NDArray[np.int64]) -> float:
    """The mean difference."""
    return float(np.arange(256) @ count / count.sum())


def find_largest(faces: Sequence[Face], others: Sequence[Face]) -> int:
    """The largest difference; 0 for the same bytes."""
    return max(int(np.abs(one.astype(np.int16) - other).max()) for one, other in zip(faces, others, strict=True))


# The page


def format_tables(machine: str, rows: Sequence[Row], absent: dict[str, list[str]]) -> str:
    """The rows as Markdown."""
    titles = ["of 255", "mean", "face furthest off", "one value in 1,000", "largest"]
    lines = [machine, "", format_line(titles), "|---" * len(titles) + "|"]
    for row in rows:
        lines.append(format_line([row.what, f"{row.mean:.2f}", f"{row.furthest:.2f}", f"{row.rare}", f"{row.largest}"]))
    titles = ["the same request", "after the others", "in another process", "with one thread", "after drafts"]
    lines += ["", format_line(titles), "|---" * len(titles) + "|"]
    for row in rows:
        apart = (row.later, row.elsewhere, row.one_thread, row.after_drafts)
        lines.append(format_line([row.what, *(f"up to {value} apart" if value else SAME for value in apart)]))
    lines += [f"\nNot measured: {key}; needs {', '.join(packages)}." for key, packages in absent.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()

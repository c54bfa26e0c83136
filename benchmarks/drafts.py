"""What one sees while the pen moves: drafts beside whole faces, how soon they come, and how much they flicker.

    python benchmarks/drafts.py [--model PATH] [--strokes 4] [--json FILE] [--sheet FILE.png] [--page PAGE.md]

The longest strokes of each sample are drawn once more, each on the sample without it, a tenth at a time; each time one
engine makes a draft and another one the whole face. Differences are of 255: the mean over the pixels, and what one
pixel in a thousand exceeds. ``the pen's own step`` is how much the whole face changes from one tenth to the next,
``when the pen rests`` how much it changes when the whole face takes the last draft's place.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from face_differences import Face, write_sheet
from machine import describe_machine
from page import rewrite

from deepfacedrawing.engine.face_engine import FaceEngine, load_engine
from deepfacedrawing.rendering import RenderRequest
from deepfacedrawing.samples import find_samples
from deepfacedrawing.ui.project_file import read_sketch
from deepfacedrawing.ui.sketch import Sketch, Stroke, rasterise

STEPS = 10
SHEET_ROWS = 6
# How long the engine may take to get ready to make drafts.
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Step:
    """A tenth of a stroke: faces (512, 512, 3) uint8, and seconds until they came."""

    draft: Face
    whole: Face
    before: Face
    draft_seconds: float
    whole_seconds: float
    is_last: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--strokes", type=int, default=4)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--page", type=Path)
    options = parser.parse_args()
    machine = describe_machine(torch.device("cpu"))
    drafting, completing = (load_engine(options.model, "cpu") for _ in range(2))
    wait_for_tiles(drafting)
    steps = [step for requests in list_strokes(options.strokes) for step in draw(drafting, completing, requests)]
    figures = summarise(steps)
    table = "\n".join(
        [machine, "", "| measured | value |", "|---|---|", *(f"| {k} | {v} |" for k, v in figures.items())]
    )
    print(table)
    if options.json:
        options.json.write_text(json.dumps({"machine": machine, **figures}, indent=1) + "\n")
    if options.sheet:
        worst = find_worst([step for step in steps if step.is_last])
        write_sheet(options.sheet, [s.whole for s in worst], {"draft": [s.draft for s in worst]}, "whole face")
    if options.page:
        rewrite(options.page, "drafts", table + "\n")


def wait_for_tiles(engine: FaceEngine) -> None:
    """Until the engine can paint parts of faces."""
    end = time.monotonic() + PATIENCE_S
    while engine.networks.tiles is None:
        if time.monotonic() > end:
            raise SystemExit("This engine makes no drafts here; pip install openvino.")
        time.sleep(0.05)


def list_strokes(count: int) -> Iterator[list[RenderRequest]]:
    """The requests of one stroke, the first without it, of the ``count`` longest strokes of each sample."""
    for path in find_samples():
        strokes = read_sketch(path).strokes
        longest = sorted(range(len(strokes)), key=lambda i: -len(strokes[i].points))[:count]
        for chosen in longest:
            others = tuple(stroke for i, stroke in enumerate(strokes) if i != chosen)
            parts = [others, *((*others, part) for part in split(strokes[chosen]))]
            yield [RenderRequest(rasterise(Sketch(part))) for part in parts]


def split(stroke: Stroke) -> list[Stroke]:
    """The stroke as it grows, point by point, in ``STEPS`` steps."""
    lengths = {max(1, len(stroke.points) * step // STEPS) for step in range(1, STEPS + 1)}
    return [replace(stroke, points=stroke.points[:length]) for length in sorted(lengths)]


def draw(drafting: FaceEngine, completing: FaceEngine, requests: list[RenderRequest]) -> Iterator[Step]:
    """Both engines follow one stroke."""
    drafting.render(requests[0])
    before = completing.render(requests[0]).face
    for request in requests[1:]:
        start = time.perf_counter()
        draft = drafting.render(replace(request, draft=True)).face
        middle = time.perf_counter()
        whole = completing.render(request).face
        end = time.perf_counter()
        yield Step(draft, whole, before, middle - start, end - middle, request is requests[-1])
        before = whole


def summarise(steps: list[Step]) -> dict[str, str]:
    """The table."""
    drafts = [1000 * step.draft_seconds for step in steps]
    wholes = [1000 * step.whole_seconds for step in steps]
    partly = [step for step in steps if not np.array_equal(step.draft, step.whole)]
    rests = [step for step in steps if step.is_last]
    return {
        "steps drawn": f"{len(steps)}",
        "draft, ms, median and ninth tenth": tell_times(drafts),
        "whole face, ms, median and ninth tenth": tell_times(wholes),
        "drafts that leave a part of the face as it was": f"{len(partly) / len(steps):.0%}",
        "draft against whole face": tell_difference([(step.draft, step.whole) for step in partly]),
        "when the pen rests": tell_difference([(step.draft, step.whole) for step in rests]),
        "the pen's own step": tell_difference([(step.before, step.whole) for step in steps]),
    }


def tell_times(values: list[float]) -> str:
    return f"{statistics.median(values):.0f}, {sorted(values)[int(0.9 * len(values))]:.0f}"


def tell_difference(pairs: list[tuple[Face, Face]]) -> str:
    """Mean over pixels, and what one pixel in a thousand exceeds, both means over the pairs."""
    differences = [np.abs(one.astype(int) - other) for one, other in pairs]
    means, most = ([measure(d) for d in differences] for measure in (np.mean, lambda d: np.quantile(d, 0.999)))
    return f"{np.mean(means):.2f}, {np.mean(most):.1f}" if pairs else "none"


def find_worst(steps: list[Step]) -> list[Step]:
    """Those whose drafts are furthest from the whole faces."""
    return sorted(steps, key=lambda step: -np.abs(step.draft.astype(int) - step.whole).mean())[:SHEET_ROWS]


if __name__ == "__main__":
    main()

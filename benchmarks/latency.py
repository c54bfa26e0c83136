"""How long does one face take, and where does the time go?

    python benchmarks/latency.py [--model PATH] [--device auto] [--backend auto] [--repeats 20]

Prints the median milliseconds of each stage for a whole new sketch, for a stroke in one eye, for a slider and for an
appearance, on the machine it runs on.
"""

from __future__ import annotations

import argparse
import statistics
from dataclasses import replace
from pathlib import Path

import numpy as np
from sketches import read_sketches

from deepfacedrawing.engine.face_engine import FaceEngine, load_engine
from deepfacedrawing.rendering import RenderRequest

STAGES = ("encode", "project", "map", "synthesise", "shadow", "total")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--backend", default="auto", choices=("auto", "torch", "openvino"))
    parser.add_argument("--repeats", type=int, default=20)
    options = parser.parse_args()
    engine = load_engine(options.model, options.device, options.backend)
    sketches = read_sketches()
    print(f"{engine.info.device}, {engine.networks.name}, {options.repeats} repeats, median milliseconds")
    print("change".ljust(16) + "".join(stage.rjust(12) for stage in STAGES))
    for change in ("whole sketch", "stroke in an eye", "slider", "appearance"):
        rows = [measure(engine, sketches, change, i) for i in range(options.repeats)]
        medians = [statistics.median(row.get(stage, 0.0) for row in rows) * 1000 for stage in STAGES]
        print(change.ljust(16) + "".join(f"{value:12.1f}" for value in medians))


def measure(engine: FaceEngine, sketches: list[np.ndarray], change: str, turn: int) -> dict[str, float]:
    """Timings of one request that differs from the one before it in one respect."""
    before = RenderRequest(sketches[turn % len(sketches)])
    engine.render(before)
    after = before
    if change == "whole sketch":
        after = RenderRequest(sketches[(turn + 1) % len(sketches)])
    elif change == "stroke in an eye":
        drawn = before.sketch.copy()
        drawn[200:204, 180 + turn : 200 + turn] = 0
        after = replace(before, sketch=drawn)
    elif change == "slider":
        after = replace(before, refinement={"mouth": 0.7})
    elif change == "appearance":
        after = replace(before, appearance=turn + 1)
    return dict(engine.render(after).timings)


if __name__ == "__main__":
    main()

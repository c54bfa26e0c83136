"""The published model at its full size: does the import work, are the faces the same, how long, how much memory?

    python benchmarks/original.py [--folder DIR] [--half] [--device cpu] [--no-reference]

Makes a set of seeded parameters with the published names and shapes (2.3 GB) in a temporary folder, imports it, renders
a sketch and compares what comes out with an independent implementation in torch, as the tests do with a narrow model;
then removes the files (5 GB in all). Each step is the command that a user would give, in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

from deepfacedrawing.engine.original import ORIGINAL
from deepfacedrawing.ui.project_file import read_sketch
from deepfacedrawing.ui.sketch import rasterise
from tests.published import write_parameters
from tests.published_reference import Outcome, PublishedCode

ROOT = Path(__file__).resolve().parents[1]
SKETCH = ROOT / "samples" / "careful_woman.svg"
SLIDER = {"left_eye": 0.8, "right_eye": 0.63, "nose": 1.0, "mouth": 0.88, "remainder": 0.93}
NUM_ROWS = {"female": 11456, "man": 6247}
# Runs a command as the program does; the last line that it prints is the KiB of memory that it took at most. What
# getrusage says of a child is as much as its parent had.
WATCHED = """
import sys
import deepfacedrawing.engine.import_original
from deepfacedrawing.cli import main
code = main(sys.argv[1:]) if sys.argv[1:] else 0
print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
sys.exit(code)
"""
# About that of the encoders' latents for these parameters.
BANK_SPREAD = 22.6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="where to make the temporary folder")
    parser.add_argument("--half", action="store_true", help="import in half precision")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--no-reference", action="store_true", help="do not compare")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        run(Path(folder), options)


def run(folder: Path, options: argparse.Namespace) -> None:
    """All steps in a folder that is empty."""
    model, face, dump = folder / "original.safetensors", folder / "face.png", folder / "steps.npz"
    started = time.perf_counter()
    params = write_parameters(folder / "Params", ORIGINAL, NUM_ROWS, BANK_SPREAD)
    largest = max(path.stat().st_size for path in params.rglob("*.pkl"))
    print(f"parameters made in {time.perf_counter() - started:.0f} s, the largest file {largest / 2**20:.0f} MiB")
    _, idle = measure("the program and torch")
    _, peak = measure("import", "import-original", params, "-o", model, *(["--half"] if options.half else []))
    print(f"  {(peak - idle) / largest:.2f} times the largest file more than that")
    print(f"  {model.stat().st_size / 1e9:.2f} GB")
    refinement = ",".join(f"{name}={value}" for name, value in SLIDER.items())
    words = ("--group", "female", "--refinement", refinement, "--dump", dump, "--shadow", "--json")
    told, _ = measure(
        "load and render", "render", SKETCH, "-o", face, "--model", model, "--device", options.device, *words
    )
    for stage, seconds in json.loads(told)["timings"].items():
        print(f"  {stage:12}{seconds:8.3f} s")
    if not options.no_reference:
        started = time.perf_counter()
        expected = PublishedCode(params, torch.float32).render(rasterise(read_sketch(SKETCH)), "female", SLIDER)
        print(f"reference: {time.perf_counter() - started:.0f} s")
        compare(expected, dict(np.load(dump)), np.asarray(Image.open(face)))


def measure(title: str, *words: object) -> tuple[str, int]:
    """What a command of ours prints, and the bytes of memory that its process took at most (on Linux)."""
    started = time.perf_counter()
    command = [sys.executable, "-c", WATCHED, *map(str, words)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        raise SystemExit(f"{title} failed")
    told, peak = done.stdout.strip().rsplit("\n", 1) if "\n" in done.stdout.strip() else ("", done.stdout)
    print(f"{title}: {time.perf_counter() - started:.1f} s, at most {int(peak) / 2**20:.2f} GiB")
    return told, int(peak) * 1024


def compare(expected: Outcome, steps: dict[str, Any], face: np.ndarray) -> None:
    """Prints how far the program's result is from the reference's."""
    for name in SLIDER:
        apart = [
            np.linalg.norm(steps[f"{name}.{step}"] - wanted[name]) / np.linalg.norm(wanted[name])
            for step, wanted in (("latent", expected.latent), ("refined", expected.refined))
        ]
        is_same = set(steps[f"{name}.neighbours"].tolist()) == set(expected.neighbours[name])
        print(f"  {name:12}latent {apart[0]:.1e}  refined {apart[1]:.1e}  neighbours {'same' if is_same else 'OTHERS'}")
    difference = np.abs(face.astype(int) - expected.face)
    print(f"  face: mean absolute difference {difference.mean():.3f} of 255, at most {difference.max()}")


if __name__ == "__main__":
    main()

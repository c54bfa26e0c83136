"""How fast is a face? Every change that a user makes, beside the published network and the limits of the machine.

    python benchmarks/engine.py [--device auto] [--model PATH] [--repeats 20] [--json FILE] [--page docs/performance.md]

All in one run: the baseline is the published network (its architecture with seeded random weights, which costs what
the real ones cost) run eagerly by PyTorch in float32 on the same device. Milliseconds are those from a request to the
face as uint8 in memory: the median and the ninth tenth. ``limit`` is the time that the multiplications alone would take
at the rate of the machine's own large matrix products. ``--page`` rewrites the tables of that page, CUDA's where that
is the device.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import cycle, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import torch
from machine import WARM_UPS, describe_machine, measure_limits, time_calls
from numpy.typing import NDArray
from page import rewrite
from sketches import read_sketches
from torch.utils.flop_counter import FlopCounterMode

from deepfacedrawing.commands.render import compute, finish, prepare
from deepfacedrawing.commands.render_files import plan_jobs
from deepfacedrawing.commands.render_many import Steps, choose_places, render_each, start_engines
from deepfacedrawing.engine.backends.networks import Backend
from deepfacedrawing.engine.backends.torch_networks import to_pixels
from deepfacedrawing.engine.checkpoint import Bank
from deepfacedrawing.engine.face_engine import FaceEngine, choose_device, load_engine
from deepfacedrawing.engine.manifold import FeatureBank
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig
from deepfacedrawing.engine.original import ORIGINAL
from deepfacedrawing.engine.palette import NO_PALETTE
from deepfacedrawing.rendering import RenderRequest
from deepfacedrawing.ui.images import write_png

BASELINE = "published network, eagerly"
ORIGINAL_BANK = 11_456


@dataclass(frozen=True)
class Row:
    """One line of the table: milliseconds, 10⁹ multiply-accumulates, and how often as fast as the baseline."""

    what: str
    median: float
    slow: float
    gmacs: float
    limit: float
    ratio: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", default="auto")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path)
    options = parser.parse_args()
    device = choose_device(options.device)
    machine = describe_machine(device)
    limits = measure_limits(device)
    rows = [*measure_published(device, options.repeats), *measure_ours(device, options.repeats)]
    rows += measure_bundled(options, options.repeats)
    fastest = max(rate for name, rate in limits.items() if name.startswith("GMAC/s"))
    base = next(row for row in rows if row.what == BASELINE)
    rows = [replace(row, limit=1000 * row.gmacs / fastest, ratio=base.median / row.median) for row in rows]
    report = {
        "machine": machine,
        "limits": limits,
        "rows": [asdict(row) for row in rows],
        "memory": measure_memory(options),
        "faces a second, from files to files": measure_batch(options),
    }
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    tables = format_tables(report, rows)
    print(tables)
    if options.page:
        rewrite(options.page, "measured on CUDA" if device.type == "cuda" else "measured", tables)


# The published network


def measure_published(device: torch.device, repeats: int) -> Iterator[Row]:
    """A whole face by the published network, as its code runs it."""
    torch.manual_seed(0)
    model = DeepFaceDrawing(ORIGINAL).eval().to(device)
    latents = ORIGINAL.coder.latent_dim
    banks = {c.name: FeatureBank.whole(torch.randn(ORIGINAL_BANK, latents, device=device)) for c in ORIGINAL.components}
    refinement = dict.fromkeys(banks, 0.5)
    sketches = cycle([torch.from_numpy(sketch) for sketch in read_sketches()])

    def render() -> NDArray[np.uint8]:
        sketch = (next(sketches).to(device).float() - 127.5)[None, None] / 127.5
        return to_pixels(model(sketch, banks, refinement, torch.empty(1, 0))[0])

    yield build_row(BASELINE, time_calls(render, repeats, device), count_gmacs(render))


# Ours


def measure_bundled(options: argparse.Namespace, repeats: int) -> Iterator[Row]:
    """Each kind of change, as requests that differ from those before them in that respect.

    What they multiply is counted where PyTorch computes it.
    """
    engine, counted = (load_engine(options.model, options.device, backend) for backend in ("auto", "torch"))
    for what, requests in list_changes(repeats + WARM_UPS + 1).items():
        seconds = []
        for before, after in requests:
            engine.render(before)
            start = time.perf_counter()
            engine.render(after)
            seconds.append(time.perf_counter() - start)
        counted.render(requests[0][0])
        gmacs = count_gmacs(lambda: counted.render(requests[0][1]))  # noqa: B023
        yield build_row(what, seconds[WARM_UPS:], gmacs)


def list_changes(count: int) -> dict[str, list[tuple[RenderRequest, RenderRequest]]]:
    """Change → pairs of requests, before and after it; no two are the same."""
    sketches = read_sketches()
    starts = [RenderRequest(sketches[turn % len(sketches)], shadow=True) for turn in range(count + 1)]
    return {
        "whole new sketch": list(pairwise(starts)),
        "stroke in one component": [(r, replace(r, sketch=draw_in_eye(r.sketch, i))) for i, r in enumerate(starts)],
        "slider": [(r, replace(r, refinement={"mouth": 0.6 + 0.01 * i})) for i, r in enumerate(starts)],
        "appearance": [(r, replace(r, appearance=i)) for i, r in enumerate(starts)],
    }


def draw_in_eye(sketch: NDArray[np.uint8], turn: int) -> NDArray[np.uint8]:
    """A short line in the left eye's window, at another place each turn."""
    drawn = sketch.copy()
    drawn[190 + turn % 40 : 193 + turn % 40, 150 + turn : 180 + turn] = 0
    return drawn


def measure_ours(device: torch.device, repeats: int) -> Iterator[Row]:
    """The published network in this program's engine; on CUDA also as ``import-original --half`` makes it."""
    yield measure_config("published network, this engine", ORIGINAL, device, repeats)
    if device.type == "cuda":
        half = replace(ORIGINAL, full_precision=False)
        yield measure_config("published network, this engine, half precision", half, device, repeats)


def measure_config(what: str, config: ModelConfig, device: torch.device, repeats: int) -> Row:
    """A whole face by a network with seeded random weights."""
    latents = {c.name: torch.randn(ORIGINAL_BANK, config.coder.latent_dim) for c in config.components}
    bank = Bank(latents, {}, dict.fromkeys(latents, 1.0))
    turns = cycle([RenderRequest(sketch, shadow=False) for sketch in read_sketches()])

    def build(backend: Backend) -> FaceEngine:
        torch.manual_seed(0)
        model = DeepFaceDrawing(config).eval().requires_grad_(False)
        return FaceEngine(model, NO_PALETTE, bank, device, "published", backend=backend)

    engine = build("torch")
    gmacs = count_gmacs(lambda: engine.render(next(turns)))
    del engine  # or two of them would lie in a card's memory
    engine = build("auto")
    seconds = time_calls(lambda: engine.render(next(turns)), repeats, device)
    return build_row(what, seconds, gmacs)


def measure_batch(options: argparse.Namespace, copies: int = 6) -> float:
    """Faces a second from sketch files to picture files, as ``render`` makes them once engines are loaded."""
    with tempfile.TemporaryDirectory() as folder:
        sketches = Path(folder, "sketches")
        sketches.mkdir()
        for turn in range(copies):
            for number, sketch in enumerate(read_sketches()):
                write_png(sketches / f"{turn}-{number}.png", draw_in_eye(sketch, turn))
        jobs = plan_jobs([sketches], Path(folder, "faces"), shadow=False)
        places = choose_places(len(jobs), options.device, None)
        with start_engines(options.model, options.device, places) as (free, info):
            steps = Steps(partial(prepare, info=info, flags={}, shadow=False), compute, partial(finish, as_json=False))
            start = time.perf_counter()
            outcomes = list(render_each(jobs, free, len(places), steps))
            seconds = time.perf_counter() - start
    assert not any(outcome.error for outcome in outcomes)
    return len(jobs) / seconds


def count_gmacs(call: Callable[[], Any]) -> float:
    """10⁹ multiply-accumulates that PyTorch does in a call."""
    with torch.inference_mode(), FlopCounterMode(display=False) as counter:
        call()
    return counter.get_total_flops() / 2e9


def build_row(what: str, seconds: list[float], gmacs: float) -> Row:
    """A row without its ratios."""
    ordered = sorted(1000 * value for value in seconds)
    return Row(what, statistics.median(ordered), ordered[int(0.9 * len(ordered))], gmacs, 0.0, 0.0)


def measure_memory(options: argparse.Namespace) -> dict[str, float]:
    """MiB of an engine's own process after it has rendered every sample: what is resident; of a graphics card, the most
    that tensors took, and what was held for them.

    Empty where the system does not tell.
    """
    command = [sys.executable, "-c", PROBE, str(options.model or ""), options.device]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return json.loads(done.stdout)


PROBE = f"""
import json, sys
from pathlib import Path
sys.path.insert(0, {str(Path(__file__).parent)!r})
from processes import measure_resident
from sketches import read_sketches
from deepfacedrawing.engine.worker import load_face_engine
from deepfacedrawing.rendering import RenderRequest
model, device = sys.argv[1:]
engine = load_face_engine(Path(model) if model else None, device)
for sketch in read_sketches():
    engine.render(RenderRequest(sketch))
resident = measure_resident()
memory = {{"resident": resident}} if resident else {{}}
import torch
if torch.cuda.is_available() and device != "cpu":
    memory["CUDA, tensors"] = torch.cuda.max_memory_allocated() / 2**20
    memory["CUDA, held"] = torch.cuda.max_memory_reserved() / 2**20
print(json.dumps(memory))
"""


# The page


def format_tables(report: dict[str, Any], rows: list[Row]) -> str:
    """The report as Markdown."""
    lines = [
        report["machine"],
        "",
        "| change | median ms | ninth tenth ms | GMAC | limit ms | times as fast |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        numbers = (row.median, row.slow, row.gmacs, row.limit, row.ratio)
        lines.append(f"| {row.what} | {' | '.join(map(format_number, numbers))} |")
    lines += ["", "| measured | value |", "|---|---|"]
    lines += [f"| {name} | {value:.0f} |" for name, value in report["limits"].items()]
    lines += [
        f"| memory of an engine's process, {name}, MiB | {value:.0f} |" for name, value in report["memory"].items()
    ]
    batch = "faces a second, from files to files"
    lines += [f"| {batch} | {report[batch]:.1f} |"]
    return "\n".join(lines) + "\n"


def format_number(value: float) -> str:
    """With a decimal, or two where one would say little: a graphics card's milliseconds."""
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


if __name__ == "__main__":
    main()

"""Which library computes a face the fastest, and are its faces the same?

    pip install "deepfacedrawing[export]" nncf
    python benchmarks/runtimes.py [--model PATH] [--repeats 24] [--only NAME …] [--compile] [--folder FOLDER]
        [--json FILE] [--page docs/performance.md] [--sheet FILE.png]

Each stage of a new sketch, and all of it through the program's engine (without the shadow), as computed by PyTorch,
ONNX Runtime and OpenVINO, and with a painter that NNCF quantised to int8, on the processor. Each has a process of its
own and as many threads as the program gives its engine; they are asked in turns, so that a minute in which the
machine is busy with something else counts for all of them. Milliseconds are medians. Beside them how far the faces of
the samples are from those of PyTorch in float32. What is not installed is left out, and named.

``--only``: PyTorch in float32, and of the others those named. ``--compile``: torch.compile, too, which needs a C++
compiler. ``--folder`` keeps the exported and quantised networks of a model, which take minutes to make. ``--sheet``
draws faces and differences side by side.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import torch
from face_differences import Differences, Face, compare, write_sheet
from machine import describe_machine
from page import rewrite
from runtime_networks import RUNTIMES, WHOLE
from runtime_process import Served, is_there, load, measure, paint, prepare, weigh
from sketches import read_sketches

from deepfacedrawing.engine.face_engine import locate_model
from deepfacedrawing.rendering import RenderRequest

REFERENCE = "torch-float32"
COMPILED = "torch-compile"
# No way to be fast on a processor.
HALF = "torch-half"
# What the sheet shows beside the reference: what the program runs, and what it might run.
SHOWN = ("openvino", "openvino-int8", "openvino-int8-last")
ROUNDS = 3


@dataclass(frozen=True)
class Row:
    """One runtime: stage → median milliseconds and → the least, times as fast as the reference with a whole new
    sketch, how far its faces are away, MiB of its process.
    """

    what: str
    medians: dict[str, float]
    least: dict[str, float]
    ratio: float
    differences: Differences
    memory: float


def main() -> None:
    options = build_parser().parse_args()
    machine = describe_machine(torch.device("cpu"))
    asked = list_asked(options)
    absent = find_absent(asked)
    keys = [key for key in asked if key not in absent]
    model, sketches = locate_model(options.model), read_sketches()
    with open_folder(options.folder) as folder, ExitStack() as stack:
        served: dict[str, Served] = {}
        for key in keys:
            prepare_files(key, model, folder)
            served[key] = Served()
            stack.callback(served[key].close)
        names = {key: process(load, key, model, folder, sketches) for key, process in served.items()}
        requests = [RenderRequest(sketch, shadow=False) for sketch in sketches]
        faces: dict[str, list[Face]] = {key: process(paint, requests) for key, process in served.items()}
        milliseconds = measure_in_turns(served, -(-options.repeats // ROUNDS))
        rows = [
            build_row(names[key], milliseconds[key], milliseconds[REFERENCE], faces[key], faces[REFERENCE], process)
            for key, process in served.items()
        ]
    report = {"machine": machine, "rows": [asdict(row) for row in rows], "absent": absent}
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n")
    tables = format_tables(name_machine(machine, keys), rows, absent)
    print(tables)
    if options.page:
        rewrite(options.page, "runtimes", tables)
    if options.sheet:
        shown = {names[key]: faces[key] for key in SHOWN if key in faces}
        write_sheet(options.sheet, faces[REFERENCE], shown, names[REFERENCE])


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--repeats", type=int, default=24)
    parser.add_argument("--only", nargs="+", choices=RUNTIMES)
    parser.add_argument("--compile", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--sheet", type=Path)
    return parser


def list_asked(options: argparse.Namespace) -> list[str]:
    """The runtimes to measure, the reference first.

    Raises:
        SystemExit: one needs a compiler that is not there.
    """
    chosen = options.only or [key for key in RUNTIMES if key not in (COMPILED, HALF)]
    asked = [key for key in RUNTIMES if key in (REFERENCE, *chosen) or (key == COMPILED and options.compile)]
    if COMPILED in asked and not any(shutil.which(name) for name in ("g++", "clang++", "cl")):
        raise SystemExit("torch.compile needs a C++ compiler; install one, or leave --compile out.")
    return asked


def find_absent(keys: Sequence[str]) -> dict[str, list[str]]:
    """Runtime → the packages that it lacks."""
    lacking = {key: [package for package in RUNTIMES[key].packages if not is_there(package)] for key in keys}
    return {key: packages for key, packages in lacking.items() if packages}


@contextmanager
def open_folder(kept: Path | None) -> Iterator[Path]:
    """The folder for the runtimes' files: the one named, or one for as long as it takes."""
    with tempfile.TemporaryDirectory() as folder:
        yield kept or Path(folder)


def prepare_files(key: str, model: Path, folder: Path) -> None:
    """In a process of its own, whose memory is not the runtime's."""
    if RUNTIMES[key].prepare is None:
        return
    process = Served()
    try:
        process(prepare, key, model, folder)
    finally:
        process.close()


def measure_in_turns(served: dict[str, Served], repeats: int) -> dict[str, dict[str, list[float]]]:
    """Runtime → stage → milliseconds of that many calls in each round."""
    found: dict[str, dict[str, list[float]]] = {key: {} for key in served}
    for _ in range(ROUNDS):
        for key, process in served.items():
            for stage, values in process(measure, repeats).items():
                found[key].setdefault(stage, []).extend(values)
    return found


def build_row(
    name: str,
    milliseconds: dict[str, list[float]],
    reference: dict[str, list[float]],
    faces: list[Face],
    references: list[Face],
    process: Served,
) -> Row:
    medians = {stage: statistics.median(values) for stage, values in milliseconds.items()}
    least = {stage: min(values) for stage, values in milliseconds.items()}
    ratio = statistics.median(reference[WHOLE]) / medians[WHOLE]
    return Row(name, medians, least, ratio, compare(faces, references), process(weigh))


# The page


def name_machine(machine: str, keys: Sequence[str]) -> str:
    """The machine and the versions of what ran on it."""
    packages = dict.fromkeys(["openvino", *(name for key in keys for name in RUNTIMES[key].packages)])
    return ", ".join([machine, *(f"{name} {version(name)}" for name in packages)])


def format_tables(machine: str, rows: Sequence[Row], absent: dict[str, list[str]]) -> str:
    """The rows as Markdown."""
    stages = list(rows[0].medians)
    lines = [machine, "", format_line(["milliseconds", *stages, "times as fast"]), "|---" * (len(stages) + 2) + "|"]
    for row in rows:
        times = [f"{row.medians[stage]:.1f}" if stage in row.medians else "" for stage in stages]
        lines.append(format_line([row.what, *times, f"{row.ratio:.1f}"]))
    titles = ["faces", "mean difference of 255", "largest", "PSNR, dB", "lowest SSIM", "process, MiB"]
    lines += ["", format_line(titles), "|---" * len(titles) + "|"]
    for row in rows:
        apart = row.differences
        numbers = [
            f"{apart.mean:.2f}",
            f"{apart.largest:.0f}",
            f"{apart.psnr:.1f}" if apart.psnr else "",
            f"{apart.ssim:.4f}",
        ]
        lines.append(format_line([row.what, *numbers, f"{row.memory:.0f}"]))
    lines += [f"\nNot measured: {key}; needs {', '.join(packages)}." for key, packages in absent.items()]
    return "\n".join(lines) + "\n"


def format_line(cells: Sequence[str]) -> str:
    """A line of a table."""
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()

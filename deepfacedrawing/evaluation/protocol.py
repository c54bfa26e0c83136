"""One face measured; and those measures that need several faces of one sketch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.evaluation.cases import Case
from deepfacedrawing.evaluation.face_measures import FACE_PARTS, colour_spread, landmark_distance, landmark_spread
from deepfacedrawing.evaluation.photos import Photo
from deepfacedrawing.evaluation.sketch_again import draw_with_care, line_distances
from deepfacedrawing.evaluation.subject import Subject
from deepfacedrawing.evaluation.tools import Tools
from deepfacedrawing.training.lines import extract_lines

SPREAD_APPEARANCES = 6


@dataclass(frozen=True)
class Record:
    """One rendered face. ``values``: measure → value, only those that could be taken."""

    name: str
    roughness: float | None
    refinement: float
    group: str | None
    tone: str | None
    values: dict[str, float]
    features: NDArray[np.float32] | None = field(default=None, repr=False)
    landmarks: NDArray[np.float32] | None = field(default=None, repr=False)


def measure_face(face: NDArray[np.uint8], case: Case, refinement: float, tools: Tools) -> Record:
    """Everything that the tools can say of one face.

    Args:
        face: (512, 512, 3) uint8 RGB, rendered from the case's sketch.
        case: the sketch and what the face is compared to.
        refinement: that it was rendered at.
        tools: the helper networks.
    """
    values: dict[str, float] = {}
    features = None if tools.inception is None else tools.inception.features(face)
    landmarks = None if tools.landmarker is None else tools.landmarker.detect(face)
    if tools.landmarker is not None:
        values["found"] = float(landmarks is not None)
    if tools.lpips is not None and case.source is not None:
        values["lpips"] = tools.lpips.distance(face, case.source.picture())
    if landmarks is not None:
        if case.source is not None:
            values |= compare_with_source(face, landmarks, case.source, tools)
        if tools.parser is not None:
            again = draw_with_care(extract_lines(face, landmarks, tools.parser.parse(face)))
            values |= line_distances(case.drawn, again)
    return Record(case.name, case.roughness, refinement, case.group, case.tone, values, features, landmarks)


def compare_with_source(
    face: NDArray[np.uint8], landmarks: NDArray[np.float32], source: Photo, tools: Tools
) -> dict[str, float]:
    """Landmark distances, of the whole and by part, and the identity distance."""
    values: dict[str, float] = {}
    if source.landmarks is not None:
        values["landmarks"] = landmark_distance(source.landmarks, landmarks)
        for part in FACE_PARTS:
            values[f"landmarks_{part}"] = landmark_distance(source.landmarks, landmarks, part)
    if source.identity is not None and tools.identity is not None:
        values["identity"] = float(np.linalg.norm(source.identity - tools.identity.describe(face, landmarks)))
    return values


def measure_spread(subject: Subject, cases: Sequence[Case], refinement: float, tools: Tools) -> dict[str, float]:
    """How far a sketch's faces in several appearances of the palette lie apart; means over the sketches.

    ``landmarks``: in eye distances, should be near 0. ``colour``: CIELAB, should not. Empty without a palette.
    """
    palette = subject.palette
    count = min(SPREAD_APPEARANCES, len(palette))
    names = [palette[i * len(palette) // count] for i in range(count)]
    moved: dict[str, list[float]] = {"landmarks": [], "colour": []}
    for case in cases if count > 1 else ():
        faces = [subject.render(case.sketch, refinement, name) for name in names]
        moved["colour"].append(colour_spread(faces))
        points = [tools.landmarker.detect(face) for face in faces] if tools.landmarker else []
        known = [p for p in points if p is not None]
        if len(known) > 1:
            moved["landmarks"].append(landmark_spread(known))
    return {name: float(np.mean(values)) for name, values in moved.items() if values}

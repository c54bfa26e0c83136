"""Which lines of a face a person draws: what is left out, drawn alone, or simplified."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.training.line_drawing import AREAS, TAG_INDEX, TAGS, LineDrawing
from deepfacedrawing.training.pen import Points

# How often a tag is left out of a rough sketch.
OMISSIONS = {
    "ears": 0.35,
    "neck": 0.35,
    "clothes": 0.55,
    "lid_crease": 0.45,
    "hat": 0.02,
    "jaw": 0.03,
    "nose": 0.03,
    "hair_outline": 0.12,
}
TOGETHER = {
    "iris": ("left_iris", "right_iris"),
    "brows": ("left_brow", "right_brow"),
    "beard": ("beard", "moustache", "beard_outline"),
}
OMISSIONS_TOGETHER = {"iris": 0.1, "brows": 0.08, "beard": 0.03}
# Glasses change a face most: only a hurried sketch may lack them.
GLASSES_OMITTED, GLASSES_KEPT_BELOW = 0.05, 0.6
# Which part of all strands a careful drawing has.
CAREFUL_STRANDS = 0.4
ESSENTIALS = (
    "left_brow",
    "right_brow",
    "left_eye",
    "right_eye",
    "nose",
    "mouth_outer",
    "jaw",
    "hair_outline",
    "glasses",
)
# How often only the essentials are drawn, these without hair, or one to three of the groups below alone.
ESSENTIALS_PART, NO_HAIR_PART, LONE_PART = 0.12, 0.1, 0.06
GROUPS = (
    ("left_eye", "left_iris", "left_brow"),
    ("right_eye", "right_iris", "right_brow"),
    ("nose",),
    ("mouth_outer", "mouth_inner"),
    ("jaw", "ears"),
    ("hair_outline", "hair_strand", "hair_shade"),
)
# Simple noses, as numbers of the nose's seven lines: two bridges, two wings, two nostrils, the bottom.
NOSES = ((2, 3, 4, 5, 6), (2, 3, 6), (0, 2, 6), (1, 3, 6), (4, 5), (6,), (0, 6), (1, 6), (0, 1, 6))
SIMPLE_NOSE_PART, DOT_EYES_PART, LID_EYES_PART = 0.4, 0.06, 0.08


def is_line(drawing: LineDrawing) -> NDArray[np.bool_]:
    """(M,) bool, whether each is a line in itself and not the border of an area."""
    return ~np.isin(drawing.tags, [TAG_INDEX[tag] for tag in AREAS])


def choose_lines(drawing: LineDrawing, points: Points, rng: np.random.Generator, roughness: float) -> NDArray[np.bool_]:
    """Which lines a person draws of all that a drawing has.

    Args:
        drawing: of a face.
        points: its (N,2) points, changed in place where a pair of lines becomes one.
        rng: all that is random comes from it.
        roughness: 0 keeps every component; 1 leaves out most.

    Returns:
        (M,) bool, one a line.
    """
    r = min(1.0, 1.5 * roughness)
    omitted = {tag for tag, part in OMISSIONS.items() if rng.random() < part * r}
    for name, part in OMISSIONS_TOGETHER.items():
        if rng.random() < part * r:
            omitted.update(TOGETHER[name])
    if rng.random() < 0.25 * r:
        omitted.add(str(rng.choice(("mouth_inner", "mouth_outer"), p=(0.6, 0.4))))
    if roughness > GLASSES_KEPT_BELOW and rng.random() < GLASSES_OMITTED:
        omitted.add("glasses")
    omitted |= _omit_most(rng, r)
    if "hair_outline" in omitted:
        omitted |= {"hair_strand", "hair_shade"}
    kept = ~np.isin(drawing.tags, [TAG_INDEX[tag] for tag in omitted])
    strands, details = CAREFUL_STRANDS, 1.0
    if r > 0:
        strands = float(rng.choice((0.0, rng.uniform(0.03, 0.25), rng.uniform(0.25, 1.0)), p=(0.25, 0.5, 0.25)))
        details = float(rng.choice((0.0, rng.uniform(0.1, 0.5), 1.0), p=(0.4, 0.35, 0.25)))
    for tag, part in (("hair_strand", strands), ("detail", details)):
        _thin_out(kept, drawing, tag, part, rng)
    _simplify_features(drawing, points, kept, rng, r)
    if rng.random() < 0.3 * r:
        for tag in TOGETHER["brows"]:
            _merge_pair(drawing, points, kept, tag)
    return kept


def _omit_most(rng: np.random.Generator, r: float) -> set[str]:
    """What few-line sketches lack: all but the essentials, the hair too, or all but a few components."""
    kind = rng.random() / max(r, 1e-6)
    if kind < ESSENTIALS_PART + NO_HAIR_PART:
        return set(TAGS) - set(ESSENTIALS) | ({"hair_outline"} if kind < NO_HAIR_PART else set())
    if kind < ESSENTIALS_PART + NO_HAIR_PART + LONE_PART:
        chosen = rng.choice(len(GROUPS), int(rng.integers(1, 4)), replace=False)
        return set(TAGS) - {tag for index in chosen for tag in GROUPS[index]}
    return set()


def _simplify_features(
    drawing: LineDrawing, points: Points, kept: NDArray[np.bool_], rng: np.random.Generator, r: float
) -> None:
    """Noses of few lines, and eyes that are dots or upper lids."""
    nose = np.flatnonzero(drawing.tags == TAG_INDEX["nose"])
    if rng.random() < SIMPLE_NOSE_PART * r and len(nose) == 7:
        left = NOSES[int(rng.integers(len(NOSES)))]
        kept[[line for i, line in enumerate(nose.tolist()) if i not in left]] = False
    kind = rng.random() / max(r, 1e-6)
    for side in ("left", "right"):
        eye = np.flatnonzero(drawing.tags == TAG_INDEX[f"{side}_eye"])
        iris = drawing.tags == TAG_INDEX[f"{side}_iris"]
        if kind < DOT_EYES_PART and iris.any():
            kept[eye] = False
        elif kind < DOT_EYES_PART + LID_EYES_PART and len(eye) == 2:
            kept[eye[1]] = False
            kept[iris] &= rng.random() < 0.5


def _thin_out(kept: NDArray[np.bool_], drawing: LineDrawing, tag: str, part: float, rng: np.random.Generator) -> None:
    """Keeps a part of a tag's lines, the long ones rather than the short ones."""
    own = np.flatnonzero(drawing.tags == TAG_INDEX[tag])
    lengths = np.diff(drawing.offsets)[own]
    order = np.argsort(-lengths * rng.uniform(0.5, 1.5, len(own)))
    kept[own[order[round(part * len(own)) :]]] = False


def _pair(drawing: LineDrawing, tag: str) -> tuple[slice, slice] | None:
    """Where the points of a pair's upper and lower line lie."""
    own = np.flatnonzero(drawing.tags == TAG_INDEX[tag])
    if len(own) != 2:
        return None
    upper, lower = (slice(int(drawing.offsets[i]), int(drawing.offsets[i + 1])) for i in own)
    return (upper, lower) if upper.stop - upper.start == lower.stop - lower.start else None


def _merge_pair(drawing: LineDrawing, points: Points, kept: NDArray[np.bool_], tag: str) -> None:
    pair = _pair(drawing, tag)
    if pair is not None:
        points[pair[0]] = (points[pair[0]] + points[pair[1]]) / 2
        kept[np.flatnonzero(drawing.tags == TAG_INDEX[tag])[1]] = False

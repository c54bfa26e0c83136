"""From an aligned face photo to a line drawing.

Landmarks give eyes, brows, nose and lips; the borders of the face parsing give hair, ears, face, neck and clothes; what
is left of the "photocopy" lines of the photo gives strands and folds; texture gives beards, brightness the areas that
people shade. Nothing is drawn twice: each source only adds lines where the ones before it have none.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.training import landmarks as mesh
from deepfacedrawing.training.beard import find_beard, trace_beard
from deepfacedrawing.training.classes import CLASSES
from deepfacedrawing.training.hair_flow import trace_flow
from deepfacedrawing.training.line_drawing import (
    POINT_SPACING,
    LineDrawing,
    Points,
    build_line_drawing,
    load_line_drawings,
    resample,
    save_line_drawings,
)
from deepfacedrawing.training.photocopy import trace_photocopy, trace_shades

__all__ = ("LineDrawing", "extract_lines", "load_line_drawings", "save_line_drawings", "trace_closed")

# Borders are traced on a picture that is extended by this much, so that they close outside the canvas.
PADDING = 24
SHORTEST_STRAND = 28.0
NARROWEST_GLASSES = 130.0
LABEL_OF_REST = {"hair": "hair_strand", "hat": "hat", "glasses": "glasses", "cloth": "clothes", "neck": "neck"}
FACE = (
    *("skin", "left_brow", "right_brow", "left_eye", "right_eye", "glasses", "nose"),
    *("mouth", "upper_lip", "lower_lip"),
)


class _Claims:
    """Where ink lies already."""

    def __init__(self) -> None:
        self._ink = np.zeros((CANVAS_SIZE + 2 * PADDING,) * 2, np.uint8)
        self.lines: list[tuple[str, Points]] = []

    def add(self, tag: str, line: Points, margin: int = 5) -> None:
        """Takes a line; others keep ``margin`` pixels away from it."""
        self.lines.append((tag, line))
        cv2.polylines(self._ink, [np.round(line + PADDING).astype(np.int32)], False, 255, 2 * margin)

    def free_parts(self, line: Points, shortest: float) -> list[Points]:
        """The parts of a line where nothing is yet and that are at least ``shortest`` pixels long."""
        columns, rows = np.clip(np.round(line + PADDING).astype(int), 0, len(self._ink) - 1).T
        inside = ((line > -1) & (line < CANVAS_SIZE)).all(axis=1)
        free = (self._ink[rows, columns] == 0) & inside
        runs = np.split(np.arange(len(line)), np.flatnonzero(np.diff(free)) + 1)
        return [line[run] for run in runs if free[run[0]] and (len(run) - 1) * POINT_SPACING >= shortest]

    def block(self, outline: Points, margin: int) -> None:
        """Keeps later lines out of an area and ``margin`` pixels around it."""
        polygon = np.round(outline + PADDING).astype(np.int32)
        cv2.fillPoly(self._ink, [polygon], 255)
        cv2.polylines(self._ink, [polygon], True, 255, 2 * margin)


def extract_lines(rgb: NDArray[np.uint8], landmarks: Points, labels: NDArray[np.uint8]) -> LineDrawing:
    """The line drawing of a face.

    Args:
        rgb: (512,512,3) uint8 RGB, aligned as in FFHQ.
        landmarks: (478,2) pixels, from ``FaceLandmarker``.
        labels: (512,512) uint8 classes, from ``FaceParser``.
    """
    claims = _Claims()
    beard, above_mouth = find_beard(rgb, landmarks, labels)
    labels = np.where((beard > 0) & (labels == CLASSES["hair"]), np.uint8(CLASSES["skin"]), labels)
    _add_features(claims, landmarks, labels)
    _add_borders(claims, landmarks, labels)
    for tag, line in trace_beard(beard, above_mouth, landmarks):
        _add_beard(claims, tag, line)
    _add_strands(claims, rgb, labels)
    _add_photocopy(claims, rgb, labels)
    claims.lines += trace_shades(rgb, labels)
    return build_line_drawing(claims.lines)


def _add_beard(claims: _Claims, tag: str, line: Points) -> None:
    """A stroke, or the outline that keeps other lines out of the beard."""
    claims.lines.append((tag, line))
    if tag == "beard_outline":
        claims.block(line, margin=2)


def _add_strands(claims: _Claims, rgb: NDArray[np.uint8], labels: NDArray[np.uint8]) -> None:
    """Long strands along the hair's flow, some pixels apart."""
    for line in trace_flow(np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8), labels == CLASSES["hair"]):
        if len(line) * POINT_SPACING < SHORTEST_STRAND:
            break
        for part in claims.free_parts(line, SHORTEST_STRAND):
            claims.add("hair_strand", resample(part, smoothing=5), margin=6)


def _add_photocopy(claims: _Claims, rgb: NDArray[np.uint8], labels: NDArray[np.uint8]) -> None:
    """The photo's own lines where nothing is yet."""
    for line, ratio in trace_photocopy(rgb, labels):
        line = resample(line, smoothing=2.5)
        column, row = np.clip(line[len(line) // 2].astype(int), 0, CANVAS_SIZE - 1)
        name = _class_name(int(labels[row, column]))
        if name == "background":
            continue
        for part in claims.free_parts(line, shortest=14):
            tag = LABEL_OF_REST.get(name, "ears" if name.endswith("ear") else "detail")
            if tag == "hair_strand" or ratio < 0.9:
                claims.lines.append((tag, part))


def _class_name(label: int) -> str:
    return next(name for name, index in CLASSES.items() if index == label)


def _add_features(claims: _Claims, landmarks: Points, labels: NDArray[np.uint8]) -> None:
    """Brows, eyes, nose and lips."""

    def line(indices: Iterable[int], count: int | None = None) -> Points:
        return resample(landmarks[list(indices)], smoothing=2, count=count)

    for side in ("left", "right"):
        upper, lower = (getattr(mesh, f"{side.upper()}_EYE_{part}") for part in ("UPPER", "LOWER"))
        _add_pair(claims, f"{side}_eye", line(upper, 16), line(lower, 16), margin=6)
        _add_iris(claims, side, landmarks)
        claims.add("lid_crease", line(getattr(mesh, f"{side.upper()}_LID_CREASE")))
        brow = _parsed_brow(labels, side, landmarks)
        if brow is None:
            upper, lower = (getattr(mesh, f"{side.upper()}_BROW_{part}") for part in ("UPPER", "LOWER"))
            brow = line(upper, 18), line(lower, 18)
        _add_pair(claims, f"{side}_brow", *brow, margin=6)
    for name in ("LEFT_NOSE_BRIDGE", "RIGHT_NOSE_BRIDGE", "LEFT_NOSE_WING", "RIGHT_NOSE_WING"):
        claims.add("nose", line(getattr(mesh, name)))
    for name in ("LEFT_NOSTRIL", "RIGHT_NOSTRIL"):
        claims.add("nose", line(getattr(mesh, name)), margin=6)
    claims.add("nose", line(mesh.NOSE_BOTTOM[1:-1]))
    _add_pair(claims, "mouth_outer", line(mesh.OUTER_LIP_UPPER, 24), line(mesh.OUTER_LIP_LOWER, 24), margin=6)
    upper, lower = line(mesh.INNER_LIP_UPPER, 22), line(mesh.INNER_LIP_LOWER, 22)
    if np.abs(upper - lower)[:, 1].max() > 4:
        _add_pair(claims, "mouth_inner", upper, lower, margin=5)
    else:
        claims.add("mouth_inner", np.asarray((upper + lower) / 2, np.float32))


def _add_pair(claims: _Claims, tag: str, upper: Points, lower: Points, margin: int) -> None:
    claims.lines += [(tag, upper), (tag, lower)]
    claims.block(np.concatenate((upper, lower[::-1])), margin)


def _add_iris(claims: _Claims, side: str, landmarks: Points) -> None:
    """The visible rim of an iris and its pupil."""
    ring = landmarks[list(getattr(mesh, f"{side.upper()}_IRIS"))]
    upper, lower = (landmarks[list(getattr(mesh, f"{side.upper()}_EYE_{part}"))] for part in ("UPPER", "LOWER"))
    opening = np.concatenate((upper, lower[::-1])).astype(np.float32)
    radius = np.hypot(*(ring[1:] - ring[0]).T).mean()
    # From the top round to the top: the lid mostly hides it there, which leaves one open line.
    angle = np.linspace(-np.pi / 2, 1.5 * np.pi, 25)
    circle = np.stack((np.cos(angle), np.sin(angle)), axis=1)
    rim = (ring[0] + radius * circle).astype(np.float32)
    visible = np.array([cv2.pointPolygonTest(opening, (float(x), float(y)), True) > -1 for x, y in rim])
    for run in np.split(np.arange(25), np.flatnonzero(np.diff(visible)) + 1):
        if visible[run[0]] and len(run) > 2:
            claims.lines.append((f"{side}_iris", resample(rim[run])))
    claims.lines.append((f"{side}_iris", resample(ring[0] + 0.42 * radius * circle, count=9)))


def _parsed_brow(labels: NDArray[np.uint8], side: str, landmarks: Points) -> tuple[Points, Points] | None:
    """Upper and lower border of a brow from the parsing; None where it sees too little of it."""
    # The network mixes the two sides up: the picture's middle tells them apart.
    is_brow = (labels == CLASSES["left_brow"]) | (labels == CLASSES["right_brow"])
    middle = int(np.clip(landmarks[168, 0], 1, CANVAS_SIZE - 1))
    is_brow[:, middle:] &= side == "right"
    is_brow[:, :middle] &= side == "left"
    expected = landmarks[list(mesh.LEFT_BROW_UPPER if side == "left" else mesh.RIGHT_BROW_UPPER)]
    columns = np.flatnonzero(is_brow.sum(axis=0) > 1)
    if len(columns) < 0.75 * np.ptp(expected[:, 0]):
        return None
    top = is_brow[:, columns].argmax(axis=0)
    bottom = CANVAS_SIZE - 1 - is_brow[::-1, columns].argmax(axis=0)
    upper, lower = (resample(np.stack((columns, rows), axis=1), 5, 18) for rows in (top, bottom))
    return upper, lower


def _add_borders(claims: _Claims, landmarks: Points, labels: NDArray[np.uint8]) -> None:
    """Hair, hat, glasses, ears, face, neck and clothes, in this order of precedence."""
    for tag, names in (("hair_outline", ("hair",)), ("hat", ("hat",))):
        for line in _trace_borders(labels, names, smallest=600):
            claims.add(tag, line)
    glasses = _trace_borders(labels, ("glasses",), smallest=300)
    # Shaded eyes pass for bits of glasses; real ones span the face.
    if glasses and np.ptp(np.concatenate(glasses)[:, 0]) > NARROWEST_GLASSES:
        for line in glasses:
            claims.add("glasses", line)
    _add_jaw(claims, landmarks, labels)
    borders = (("ears", ("left_ear", "right_ear")), ("neck", ("neck", "necklace")), ("clothes", ("cloth",)))
    for tag, names in borders:
        parts = [part for line in _trace_borders(labels, names, 200) for part in claims.free_parts(line, shortest=24)]
        for part in parts:
            claims.add(tag, part)


def _add_jaw(claims: _Claims, landmarks: Points, labels: NDArray[np.uint8]) -> None:
    """The face's border where no hair covers it; from the landmarks where the parsing sees little of it."""
    parts = [part for line in _trace_borders(labels, FACE, 5000) for part in claims.free_parts(line, shortest=30)]
    chin = landmarks[152]
    if not parts or min(np.hypot(*(part - chin).T).min() for part in parts) > 40:
        parts = claims.free_parts(resample(landmarks[list(mesh.JAW)], smoothing=4), shortest=30)
    for part in parts:
        claims.add("jaw", part)


def _trace_borders(labels: NDArray[np.uint8], names: Iterable[str], smallest: float) -> list[Points]:
    """The closed borders, smoothed, of the areas of some classes; ``smallest`` in square pixels."""
    mask = np.isin(labels, [CLASSES[name] for name in names]).astype(np.uint8) * 255
    if not mask.any():
        return []
    mask = cv2.copyMakeBorder(mask, PADDING, PADDING, PADDING, PADDING, cv2.BORDER_REPLICATE)
    mask = cv2.GaussianBlur(mask, (0, 0), 2.5)
    return [
        resample(np.concatenate((contour, contour[:1])) - PADDING, smoothing=4)
        for contour in trace_closed(mask > 127)
        if cv2.contourArea(contour) >= smallest
    ]


def trace_closed(mask: NDArray[np.bool_]) -> list[NDArray[np.int32]]:
    """Borders of a mask's areas and of their holes, each (n,2) x, y without a repeated point."""
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    return [contour[:, 0].astype(np.int32) for contour in contours]

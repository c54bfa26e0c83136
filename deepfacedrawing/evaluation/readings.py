"""What a face shows, read off its picture: how open the mouth is, how long the hair, whether there are glasses.

Lengths are in distances between the eyes (about 128 px on the canvas), areas in their squares. Landmarks give what
moves, the classes of the face parsing what is there or not, brightness what the parsing has no class for: a beard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.evaluation.face_measures import CHEEK_RADIUS, EYE_CORNERS, eye_distance
from deepfacedrawing.training import landmarks as mesh
from deepfacedrawing.training.classes import CLASSES

LIDS = ((159, 145), (386, 374))
NOSE_WINGS = (129, 358)
JAW_CORNERS = (172, 397)
INNER_LIPS = (13, 14)
MOUTH_CORNERS = (61, 291)
# The jaw's lower part, from below one ear to below the other.
CHIN = mesh.JAW[4:-4]
PHILTRUM = (*mesh.NOSE_BOTTOM, *mesh.OUTER_LIP_UPPER[8:2:-1])
CHEEKBONES = (50, 280)
# How far from the lips, in eye distances, skin is skin: closer to them it is their rim or shadow.
LIP_MARGIN = 0.06


@dataclass(frozen=True)
class SeenFace:
    """A face and what the helper networks say of it.

    ``rgb``: (H,W,3) uint8. ``points``: (478,2) float32 landmarks in pixels. ``labels``: (H,W) uint8 classes.
    """

    rgb: NDArray[np.uint8]
    points: NDArray[np.float32]
    labels: NDArray[np.uint8]

    @cached_property
    def unit(self) -> float:
        """Pixels between the eyes."""
        return eye_distance(self.points)

    @cached_property
    def middle(self) -> float:
        """Column of the face's middle."""
        return float(self.points[list(mesh.LEFT_EYE_UPPER + mesh.RIGHT_EYE_UPPER), 0].mean())

    @cached_property
    def brow_row(self) -> float:
        """Row of the brows' upper edges."""
        return float(self.points[list(mesh.LEFT_BROW_UPPER + mesh.RIGHT_BROW_UPPER), 1].mean())

    @cached_property
    def mouth_row(self) -> float:
        """Row of the corners of the mouth."""
        return float(self.points[list(MOUTH_CORNERS), 1].mean())

    def length(self, ends: Iterable[int]) -> float:
        """Distance of two landmarks in eye distances."""
        a, b = self.points[list(ends)]
        return float(np.linalg.norm(a - b)) / self.unit

    def is_class(self, *names: str) -> NDArray[np.bool_]:
        """(H,W) where the parsing sees one of the classes."""
        return np.isin(self.labels, [CLASSES[name] for name in names])

    def area(self, mask: NDArray[np.bool_]) -> float:
        """Area in squared eye distances."""
        return float(mask.sum()) / self.unit**2

    def polygon(self, indices: Iterable[int], margin: float = 0.0) -> NDArray[np.bool_]:
        """(H,W) inside the landmarks' polygon and ``margin`` eye distances around it."""
        mask = np.zeros(self.labels.shape, np.uint8)
        corners = [np.round(self.points[list(indices)]).astype(np.int32)]
        cv2.fillPoly(mask, corners, 1)
        if margin > 0:
            cv2.polylines(mask, corners, True, 1, max(1, round(2 * margin * self.unit)))
        return mask > 0


def mouth_opening(face: SeenFace) -> float:
    """Gap between the lips."""
    return face.length(INNER_LIPS)


def smile(face: SeenFace) -> float:
    """By how much the corners of the mouth lie above its middle."""
    return float(face.points[list(INNER_LIPS), 1].mean() - face.mouth_row) / face.unit


def eye_opening(face: SeenFace) -> float:
    """Gap between the lids, in widths of the eye."""
    return float(np.mean([face.length(lids) / face.length(ends) for lids, ends in zip(LIDS, EYE_CORNERS, strict=True)]))


def eye_size(face: SeenFace) -> float:
    """Root of the area between the lids."""
    outlines = (
        (*mesh.LEFT_EYE_UPPER, *mesh.LEFT_EYE_LOWER[::-1]),
        (*mesh.RIGHT_EYE_UPPER, *mesh.RIGHT_EYE_LOWER[::-1]),
    )
    areas = [cv2.contourArea(face.points[list(outline)]) for outline in outlines]
    return float(np.mean(np.sqrt(areas))) / face.unit


def nose_width(face: SeenFace) -> float:
    """From wing to wing."""
    return face.length(NOSE_WINGS)


def jaw_width(face: SeenFace) -> float:
    """From corner to corner of the jaw."""
    return face.length(JAW_CORNERS)


def brow_thickness(face: SeenFace) -> float:
    """Mean height of both brows; 0 where there are none."""
    columns = face.is_class("left_brow", "right_brow").sum(axis=0)
    return float(columns[columns > 0].mean()) / face.unit if columns.any() else 0.0


def brow_asymmetry(face: SeenFace) -> float:
    """By how much the brow at the picture's left lies higher over its eye than the other."""
    left, right = (
        face.points[list(brow), 1].mean() - face.points[list(ends), 1].mean()
        for brow, ends in zip(
            (mesh.LEFT_BROW_UPPER + mesh.LEFT_BROW_LOWER, mesh.RIGHT_BROW_UPPER + mesh.RIGHT_BROW_LOWER),
            EYE_CORNERS,
            strict=True,
        )
    )
    return float(right - left) / face.unit


def glasses(face: SeenFace) -> float:
    """Area of glasses, lenses included."""
    return face.area(face.is_class("glasses"))


def hat(face: SeenFace) -> float:
    """Area of headgear."""
    return face.area(face.is_class("hat"))


def ears(face: SeenFace) -> float:
    """Visible area of both ears."""
    return face.area(face.is_class("left_ear", "right_ear", "earring"))


def hair_above(face: SeenFace) -> float:
    """Area of hair above the brows."""
    return face.area(_rows_above(face.is_class("hair"), face.brow_row))


def hair_below(face: SeenFace) -> float:
    """Area of hair below the mouth."""
    mask = face.is_class("hair")
    mask[: max(0, round(face.mouth_row))] = False
    return face.area(mask)


def forehead(face: SeenFace) -> float:
    """Area of bare skin above the brows."""
    return face.area(_rows_above(face.is_class("skin"), face.brow_row))


def parting(face: SeenFace) -> float:
    """How far to the right of the face's middle the forehead is highest; negative to the left."""
    skin = _rows_above(face.is_class("skin"), face.brow_row)
    rows, columns = np.nonzero(skin)
    if not len(rows):
        return 0.0
    highest = rows <= np.quantile(rows, 0.1)
    return float(columns[highest].mean() - face.middle) / face.unit


def beard(face: SeenFace) -> float:
    """By how much chin and jaw are darker than the cheeks: 0 alike, 1 black."""
    lips = face.polygon((*mesh.OUTER_LIP_UPPER, *mesh.OUTER_LIP_LOWER[::-1]), LIP_MARGIN)
    region = face.polygon(CHIN) & ~lips
    region[: max(0, round(face.mouth_row))] = False
    return _darkness(face, region)


def moustache(face: SeenFace) -> float:
    """By how much the skin between nose and lips is darker than the cheeks: 0 alike, 1 black."""
    return _darkness(face, face.polygon(PHILTRUM))


def _rows_above(mask: NDArray[np.bool_], row: float) -> NDArray[np.bool_]:
    mask = mask.copy()
    mask[max(0, round(row)) :] = False
    return mask


def _darkness(face: SeenFace, region: NDArray[np.bool_]) -> float:
    grey = cv2.cvtColor(face.rgb, cv2.COLOR_RGB2GRAY)
    cheeks = np.zeros(grey.shape, np.uint8)
    for x, y in np.round(face.points[list(CHEEKBONES)]).astype(int).tolist():
        cv2.circle(cheeks, (x, y), max(1, round(CHEEK_RADIUS * face.unit)), 1, -1)
    if not region.any() or not cheeks.any():
        return 0.0
    return 1.0 - float(np.median(grey[region])) / max(1.0, float(np.median(grey[cheeks > 0])))


READINGS: dict[str, Callable[[SeenFace], float]] = {
    reading.__name__: reading
    for reading in (
        *(mouth_opening, smile, eye_opening, eye_size, nose_width, jaw_width, brow_thickness, brow_asymmetry),
        *(glasses, hat, ears, hair_above, hair_below, forehead, parting, beard, moustache),
    )
}

"""What landmarks and colours say: distances between faces, skin tone, and how much an appearance moves."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.training import landmarks as mesh

EYE_CORNERS = ((33, 133), (362, 263))
EYES = (*mesh.LEFT_EYE_UPPER, *mesh.LEFT_EYE_LOWER, *mesh.RIGHT_EYE_UPPER, *mesh.RIGHT_EYE_LOWER)
BROWS = (*mesh.LEFT_BROW_UPPER, *mesh.LEFT_BROW_LOWER, *mesh.RIGHT_BROW_UPPER, *mesh.RIGHT_BROW_LOWER)
NOSE = (*mesh.LEFT_NOSE_BRIDGE, *mesh.RIGHT_NOSE_BRIDGE, *mesh.LEFT_NOSE_WING, *mesh.RIGHT_NOSE_WING, *mesh.NOSE_BOTTOM)
MOUTH = (*mesh.OUTER_LIP_UPPER, *mesh.OUTER_LIP_LOWER, *mesh.INNER_LIP_UPPER, *mesh.INNER_LIP_LOWER)
FACE_PARTS = {"eyes": EYES, "brows": BROWS, "nose": NOSE, "mouth": MOUTH, "jaw": mesh.JAW}
# Two landmarks around the middle of each cheek.
CHEEKS = ((50, 205), (280, 425))
CHEEK_RADIUS = 0.12
# Skin is yellower than this in white light; under blue light the angle would otherwise call everybody light.
LEAST_YELLOW = 5.0
COLOUR_SIZE = 64

Landmarks = NDArray[np.float32]


def eye_distance(landmarks: Landmarks) -> float:
    """Pixels between the middles of the eyes."""
    left, right = (landmarks[list(corners)].mean(axis=0) for corners in EYE_CORNERS)
    return float(np.linalg.norm(left - right))


def landmark_distance(truth: Landmarks, landmarks: Landmarks, part: str | None = None) -> float:
    """Mean distance of two (478, 2) sets, of one part of the face or the whole, in eye distances of ``truth``."""
    rows = slice(None) if part is None else sorted(set(FACE_PARTS[part]))
    return float(np.linalg.norm(truth[rows] - landmarks[rows], axis=1).mean() / eye_distance(truth))


def mean_pair_distance(faces: Sequence[Landmarks]) -> float | None:
    """Mean landmark distance over all pairs of faces: near 0 where all are alike; None for fewer than two."""
    pairs = [landmark_distance(a, b) for a, b in itertools.combinations(faces, 2)]
    return float(np.mean(pairs)) if pairs else None


def skin_tone(rgb: NDArray[np.uint8], landmarks: Landmarks) -> tuple[float, float]:
    """Lightness L* (0…100) and individual typology angle (degrees; above 55 very light, below -30 dark) of the cheeks.

    ITA = arctan((L* - 50) / b*), Chardon et al. 1991, with b* of ``LEAST_YELLOW`` or more; medians over a disc in each
    cheek.
    """
    mask = np.zeros(rgb.shape[:2], np.uint8)
    for pair in CHEEKS:
        x, y = landmarks[list(pair)].mean(axis=0).round().astype(int).tolist()
        cv2.circle(mask, (x, y), max(1, round(CHEEK_RADIUS * eye_distance(landmarks))), 1, -1)
    lab = cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)[mask > 0]
    lightness, _, yellow = np.median(lab, axis=0).tolist()
    return lightness, float(np.degrees(np.arctan2(lightness - 50, max(yellow, LEAST_YELLOW))))


def landmark_spread(faces: Sequence[Landmarks]) -> float:
    """Mean distance of the faces' landmarks from their mean, in its eye distances."""
    middle = np.mean(faces, axis=0)
    return float(np.mean([landmark_distance(middle, face) for face in faces]))


def colour_spread(faces: Sequence[NDArray[np.uint8]]) -> float:
    """Mean CIELAB distance of the (H, W, 3) pictures' reduced pixels from their mean."""
    size = (COLOUR_SIZE, COLOUR_SIZE)
    small = [cv2.resize(face, size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255 for face in faces]
    lab = np.stack([cv2.cvtColor(picture, cv2.COLOR_RGB2LAB) for picture in small])
    return float(np.linalg.norm(lab - lab.mean(axis=0), axis=-1).mean())

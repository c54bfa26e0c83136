"""Beards, moustaches and stubble of a photo: where they are, and short strokes along their growth.

The face parsing has no class for them. They are told from shaded or dark skin by their texture: hair has fine detail
that the cheeks of the same face lack, whatever the tone of the skin and whether the beard is black or white.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.training import landmarks as mesh
from deepfacedrawing.training.classes import CLASSES
from deepfacedrawing.training.line_drawing import POINT_SPACING, Points, resample

CHEEKS = (50, 280)
CHEEK_RADIUS = 14
NOSE_BASE = 2
MOUSTACHE_ZONE = (98, 97, 2, 326, 327, 410, 270, 269, 267, 0, 37, 39, 40, 186)
CHIN_ZONE = (194, 201, 200, 421, 418, 262, 369, 396, 175, 171, 140, 32)
LEFT_JAW_ZONE = (192, 214, 210, 169, 150, 136, 172)
RIGHT_JAW_ZONE = (416, 434, 430, 394, 379, 365, 397)
# Fine detail above that of the cheeks (in logarithms of brightness): what tells a beard, and stubble with darkness.
BEARD_TEXTURE, STUBBLE_TEXTURE = 0.015, 0.009
STUBBLE_DARKNESS = 0.05
MOUSTACHE_TEXTURE, MOUSTACHE_DARKNESS = 0.026, 0.3
# Texture at which hair is as dense as it gets.
DENSE_TEXTURE = 0.035
STROKE_SPACING = 8
SPARSEST = 0.15


def find_beard(
    rgb: NDArray[np.uint8], landmarks: Points, labels: NDArray[np.uint8]
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """How dense facial hair is, and which part of it is a moustache.

    Args:
        rgb: (512,512,3) uint8 RGB, aligned.
        landmarks: (478,2) pixels.
        labels: (512,512) uint8 classes of ``FaceParser``; full beards are often "hair" there.

    Returns:
        (512,512) float32 density, 0 (none) … 1 (full), and (512,512) bool, above the mouth.
    """
    brightness = np.log(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32) + 12)
    fine = np.abs(cv2.GaussianBlur(brightness, (0, 0), 0.8) - cv2.GaussianBlur(brightness, (0, 0), 3))
    cheeks = np.zeros(labels.shape, np.uint8)
    for index in CHEEKS:
        cv2.circle(cheeks, tuple(np.round(landmarks[index]).astype(int).tolist()), CHEEK_RADIUS, 1, -1)
    skin = cheeks > 0
    texture, darkness = fine - fine[skin].mean(), np.median(brightness[skin]) - brightness
    region = _region(landmarks, labels)
    above = np.zeros(labels.shape, bool)
    above[: int(np.clip(landmarks[[61, 291], 1].mean(), 0, CANVAS_SIZE))] = True
    beard, moustache = _judge(texture, darkness, landmarks, region)
    if not beard and not moustache:
        return np.zeros(labels.shape, np.float32), above
    if not beard:
        region &= above & _inside(landmarks, MOUSTACHE_ZONE, 8)
    weight = cv2.GaussianBlur(region.astype(np.float32), (0, 0), 5)
    mean = cv2.GaussianBlur(np.where(region, texture, 0).astype(np.float32), (0, 0), 5) / np.maximum(weight, 1e-3)
    density = np.clip(mean / DENSE_TEXTURE, 0, 1) * region
    if not moustache:
        density[_inside(landmarks, MOUSTACHE_ZONE, 4)] = 0
    # Dark beards in deep shade lose their texture, not their darkness.
    dark = cv2.GaussianBlur(np.where(region, darkness, 0).astype(np.float32), (0, 0), 5) / np.maximum(weight, 1e-3)
    density = np.where(density > 0.05, np.maximum(density, np.clip(1.6 * dark - 0.3, 0, 1)), 0)
    return np.asarray(density * (density > SPARSEST) * (beard or 1.0), np.float32), above


def _judge(
    texture: NDArray[np.float32], darkness: NDArray[np.float32], landmarks: Points, region: NDArray[np.bool_]
) -> tuple[float, bool]:
    """1 where there is a beard, 0.5 for stubble, 0 for none; and whether there is a moustache."""

    def measure(zone: Iterable[int], margin: int) -> tuple[float, float]:
        own = _inside(landmarks, zone, margin) & region
        return (float(texture[own].mean()), float(np.median(darkness[own]))) if own.sum() > 60 else (0.0, 0.0)

    chin, chin_darkness = measure(CHIN_ZONE, 0)
    jaws = [measure(zone, 0)[0] for zone in (LEFT_JAW_ZONE, RIGHT_JAW_ZONE)]
    lip, lip_darkness = measure(MOUSTACHE_ZONE, -4)
    stubble = chin > STUBBLE_TEXTURE and min(jaws) > STUBBLE_TEXTURE and chin_darkness > STUBBLE_DARKNESS
    beard = 1.0 if chin > BEARD_TEXTURE else 0.5 if stubble else 0.0
    alone = lip > MOUSTACHE_TEXTURE and lip_darkness > MOUSTACHE_DARKNESS
    return beard, alone or (beard > 0 and lip > 0.35 * MOUSTACHE_TEXTURE)


def _region(landmarks: Points, labels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where facial hair grows: below the nose and the cheekbones, a little beyond the jaw, off the lips."""
    centre = landmarks[NOSE_BASE]
    jaw = [index for index in mesh.JAW if landmarks[index, 1] > centre[1] - 40]
    outline = np.concatenate((landmarks[jaw], landmarks[[411, 327, NOSE_BASE, 98, 187]]))
    outline[: len(jaw)] = centre + (outline[: len(jaw)] - centre) * 1.06
    inside = _fill(outline)
    lips = _inside(landmarks, (*mesh.OUTER_LIP_UPPER, *mesh.OUTER_LIP_LOWER[::-1]), 4)
    lips |= np.isin(labels, [CLASSES[name] for name in ("mouth", "upper_lip", "lower_lip", "nose")])
    return inside & ~lips & np.isin(labels, [CLASSES[name] for name in ("skin", "hair", "neck")])


def _inside(landmarks: Points, zone: Iterable[int], margin: int) -> NDArray[np.bool_]:
    """Inside a ring of landmarks, ``margin`` pixels wider (narrower where negative)."""
    mask = _fill(landmarks[list(zone)]).astype(np.uint8)
    size = 2 * abs(margin) + 1
    kernel = np.ones((size, size), np.uint8)
    return (cv2.dilate(mask, kernel) if margin > 0 else cv2.erode(mask, kernel)) > 0


def _fill(outline: Points) -> NDArray[np.bool_]:
    mask = np.zeros((CANVAS_SIZE, CANVAS_SIZE), np.uint8)
    cv2.fillPoly(mask, [np.round(outline).astype(np.int32)], 1)
    return mask > 0


def trace_beard(
    density: NDArray[np.float32], above_mouth: NDArray[np.bool_], landmarks: Points
) -> list[tuple[str, Points]]:
    """Outlines and strokes of what ``find_beard`` found, as tagged lines.

    Strokes run along the growth: away from the middle of the upper lip, and down; the denser, the longer.
    """
    rng = np.random.default_rng(0)
    lines: list[tuple[str, Points]] = []
    centre = landmarks[NOSE_BASE]
    grid = np.mgrid[0 : CANVAS_SIZE : 1.25 * STROKE_SPACING, 0:CANVAS_SIZE:STROKE_SPACING].reshape(2, -1).T
    for y, x in grid + rng.uniform(-3.5, 3.5, grid.shape):
        row, column = (int(np.clip(value, 0, CANVAS_SIZE - 1)) for value in (y, x))
        dense = float(density[row, column])
        if dense > SPARSEST and rng.random() < 0.35 + 0.65 * dense:
            tag = "moustache" if above_mouth[row, column] and abs(x - centre[0]) < 60 else "beard"
            lines.append((tag, _stroke(np.array((x, y)), centre, tag, 4 + 14 * dense)))
    return lines + [("beard_outline", line) for line in _outline(density)]


def _stroke(start: NDArray[np.float64], centre: Points, tag: str, length: float) -> Points:
    """One hair: curving from outwards to down."""
    steps = max(1, round(length / POINT_SPACING))
    points = [start]
    for _ in range(steps):
        away = (points[-1] - centre) / (np.hypot(*(points[-1] - centre)) + 1e-6)
        heading = away * (1.2, 1.0) + ((0, 0.25) if tag == "moustache" else (0, 0.8))
        points.append(points[-1] + POINT_SPACING * heading / (np.hypot(*heading) + 1e-6))
    return np.array(points, np.float32)


def _outline(density: NDArray[np.float32]) -> list[Points]:
    """Closed borders of the larger areas."""
    mask = cv2.GaussianBlur((density > 0.2).astype(np.float32), (0, 0), 4) > 0.5
    contours, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    large = [contour[:, 0] for contour in contours if cv2.contourArea(contour) > 500]
    return [resample(np.concatenate((contour, contour[:1])), smoothing=4) for contour in large]

"""The lines of a photo by the "photocopy" filter (paper, section 3.1: data preparation), thinned and traced."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.morphology import skeletonize

from deepfacedrawing.training.classes import CLASSES
from deepfacedrawing.training.line_drawing import Points, resample

# A pixel is ink where its brightness over the mean around it is in this darkest part of its area and below the limit.
DARKEST_PART = {"hair": 0.22, "skin": 0.08, "cloth": 0.08}
BRIGHTEST_INK = {"hair": 0.985, "skin": 0.955, "cloth": 0.94}
SMALLEST_COMPONENT = 18
# Which part of skin and hair is shaded, and blurred by how much before.
SHADED_PART = {"skin_shade": 0.25, "hair_shade": 0.5}
SHADE_BLUR = {"skin_shade": 5.0, "hair_shade": 3.5}
SMALLEST_SHADE = 200.0
NEIGHBOURS = tuple((dy, dx) for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)))


def trace_photocopy(rgb: NDArray[np.uint8], labels: NDArray[np.uint8]) -> list[tuple[NDArray[np.int32], float]]:
    """Thin lines where a photo is darker than around.

    Args:
        rgb: (H,W,3) uint8 RGB.
        labels: (H,W) uint8 classes of ``FaceParser``; thresholds adapt to the brightness of each kind of area.

    Returns:
        For each line its (n,2) x, y pixel by pixel and its mean ratio of brightness to surroundings (0…1).
    """
    grey = cv2.bilateralFilter(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), 5, 30, 5).astype(np.float32) + 8
    ratio = cv2.GaussianBlur(grey / cv2.GaussianBlur(grey, (0, 0), 6), (0, 0), 0.8)
    ink = np.zeros(labels.shape, np.uint8)
    hair = labels == CLASSES["hair"]
    cloth = np.isin(labels, [CLASSES["cloth"], CLASSES["hat"]])
    skin = ~hair & ~cloth & (labels != CLASSES["background"])
    for name, area in (("hair", hair), ("skin", skin), ("cloth", cloth)):
        if area.any():
            ink |= area & (ratio < min(np.quantile(ratio[area][::4], DARKEST_PART[name]), BRIGHTEST_INK[name]))
    _, parts, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    large = stats[:, cv2.CC_STAT_AREA] >= 2 * SMALLEST_COMPONENT
    large[0] = False
    skeleton = skeletonize(large[np.asarray(parts, np.int32)])
    return [(line, float(ratio[line[:, 1], line[:, 0]].mean())) for line in trace_skeleton(skeleton)]


def trace_shades(rgb: NDArray[np.uint8], labels: NDArray[np.uint8]) -> list[tuple[str, Points]]:
    """Closed borders of the darker areas of skin and hair, which people shade.

    Args:
        rgb: (H,W,3) uint8 RGB.
        labels: (H,W) uint8 classes of ``FaceParser``; dark is meant within each kind of area.

    Returns:
        (tag, (n,2) points) with the tags ``skin_shade`` and ``hair_shade``; holes are borders of their own.
    """
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
    hair = labels == CLASSES["hair"]
    skin = np.isin(labels, [CLASSES[name] for name in ("skin", "nose", "neck", "left_ear", "right_ear")])
    lines: list[tuple[str, Points]] = []
    for tag, area in (("skin_shade", skin), ("hair_shade", hair)):
        if area.any():
            weight = cv2.GaussianBlur(area.astype(np.float32), (0, 0), SHADE_BLUR[tag]) + 1e-3
            mean = cv2.GaussianBlur(np.where(area, grey, 0).astype(np.float32), (0, 0), SHADE_BLUR[tag]) / weight
            dark = area & (mean < np.quantile(mean[area][::4], SHADED_PART[tag]))
            contours, _ = cv2.findContours(dark.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
            large = [contour[:, 0] for contour in contours if cv2.contourArea(contour) > SMALLEST_SHADE]
            lines += [(tag, resample(np.concatenate((line, line[:1])), smoothing=2)) for line in large]
    return lines


def trace_skeleton(skeleton: NDArray[np.bool_], shortest: int = SMALLEST_COMPONENT // 2) -> list[NDArray[np.int32]]:
    """Polylines along the one-pixel lines of a mask, cut at junctions.

    Args:
        skeleton: (H,W) bool.
        shortest: pixels below which a line is left out.

    Returns:
        Each (n,2) x, y; a ring's last point is its first.
    """
    on = np.pad(skeleton, 1).astype(np.uint8)
    degree = cv2.filter2D(on, -1, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT) - on
    # With its neighbours, or the lines that meet there would stay connected across the corner.
    junctions = ((on > 0) & (degree > 2) & _is_junction(on)).astype(np.uint8)
    on[cv2.dilate(junctions, np.ones((3, 3), np.uint8)) > 0] = 0
    rows, columns = np.nonzero(on)
    left = set(zip(rows.tolist(), columns.tolist(), strict=True))
    degree = cv2.filter2D(on, -1, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT) - on
    lines = []
    # Ends first, so that only rings are left for arbitrary starts.
    for start in sorted(left, key=lambda pixel: degree[pixel] != 1):
        if start in left:
            path = _walk(start, left)
            if len(path) >= shortest:
                if len(path) > 12 and max(abs(path[0][0] - path[-1][0]), abs(path[0][1] - path[-1][1])) <= 1:
                    path.append(path[0])
                lines.append(np.array(path, np.int32)[:, ::-1] - 1)
    return lines


def _is_junction(on: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Pixels around which the ring of eight neighbours goes from empty to ink three times or more."""
    ring = ((-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1))
    around = [np.roll(on, (-dy, -dx), axis=(0, 1)) for dy, dx in ring]
    changes = sum((a == 0) & (b == 1) for a, b in zip(around, around[1:] + around[:1], strict=True))
    return np.asarray(changes) >= 3


def _walk(start: tuple[int, int], left: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Takes pixels out of ``left`` from neighbour to neighbour, straight neighbours first."""
    path = [start]
    left.remove(start)
    row, column = start
    while True:
        for dy, dx in NEIGHBOURS:
            pixel = row + dy, column + dx
            if pixel in left:
                break
        else:
            return path
        left.remove(pixel)
        path.append(pixel)
        row, column = pixel

"""Does the face have the lines that were drawn? The face is sketched again, and the two drawings are compared."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage.morphology import skeletonize

from deepfacedrawing.components import BUNDLED_COMPONENTS, CANVAS_SIZE
from deepfacedrawing.training.line_drawing import LineDrawing
from deepfacedrawing.training.sketches import simulate_sketch

# Pixels beyond which a line counts as missing, however far the next one is.
TRUNCATION = 16.0
DARK = 128


def draw_with_care(drawing: LineDrawing) -> NDArray[np.uint8]:
    """A face's lines in thin ink, (512, 512) uint8; always the same ones."""
    return simulate_sketch(drawing, np.random.default_rng(0), 0.0)[1]


def component_masks() -> dict[str, NDArray[np.bool_]]:
    """Component → (512, 512) mask of its window; the remainder is what no other window covers."""
    masks = {c.name: np.zeros((CANVAS_SIZE, CANVAS_SIZE), bool) for c in BUNDLED_COMPONENTS}
    for component in BUNDLED_COMPONENTS:
        masks[component.name][component.box] = True
    inner = [mask for name, mask in masks.items() if name != "remainder"]
    return masks | {"remainder": ~np.logical_or.reduce(inner)}


MASKS = component_masks()


def line_distances(drawn: NDArray[np.uint8], again: NDArray[np.uint8]) -> dict[str, float]:
    """How far two (512, 512) sketches' lines lie apart, in pixels up to ``TRUNCATION``.

    Lines are thinned to one pixel, so that shading weighs no more than an outline. Both directions are averaged: lines
    that were drawn and are missing, lines that nobody drew.

    Returns:
        ``again``: over the canvas. ``again_missing``: drawn lines only. ``again_NAME``: within one component's window;
        a window in which nothing was drawn is left out.
    """
    thin = [skeletonize(sketch < DARK) for sketch in (drawn, again)]
    far = [_distance_to(lines) for lines in thin]
    distances = {}
    for name, mask in {"": np.ones_like(MASKS["nose"]), **MASKS}.items():
        here = [lines & mask for lines in thin]
        if here[0].any():
            missing = far[1][here[0]].mean()
            added = far[0][here[1]].mean() if here[1].any() else missing
            distances[f"again_{name}".rstrip("_")] = float(missing + added) / 2
            if not name:
                distances["again_missing"] = float(missing)
    return distances


def _distance_to(lines: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Each pixel's distance from the next line, truncated; all far where there is none."""
    if not lines.any():
        return np.full(lines.shape, TRUNCATION, np.float32)
    distance = cv2.distanceTransform((~lines).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return np.minimum(distance, np.float32(TRUNCATION)).astype(np.float32)

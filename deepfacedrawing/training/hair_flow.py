"""Long strands along the flow of hair, as people draw them, where a photo's own lines are many short ones."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

STEP = 4.0
MOST_STEPS = 40
SEED_SPACING = 10
LOWEST_COHERENCE = 0.45
# The cosine of the sharpest turn in one step.
SHARPEST_TURN = 0.8


def trace_flow(grey: NDArray[np.uint8], hair: NDArray[np.bool_]) -> list[NDArray[np.float32]]:
    """Lines along the structure of an area, longest first; they run as close as they may, so choose among them.

    Args:
        grey: (H,W) uint8.
        hair: (H,W) bool, where to draw.

    Returns:
        Each (n,2) float32 x, y, points ``STEP`` pixels apart.
    """
    direction, coherence = _flow(grey)
    good = hair & (coherence > LOWEST_COHERENCE)
    rows, columns = np.nonzero(good[::SEED_SPACING, ::SEED_SPACING])
    if len(rows) == 0:
        return []
    seeds = np.stack((columns, rows), axis=1).astype(np.float64) * SEED_SPACING
    at = seeds.astype(int)
    heading = direction[at[:, 1], at[:, 0]]
    good = hair & (coherence > LOWEST_COHERENCE / 2)
    forward, num_forward = _follow(seeds, heading, direction, good)
    backward, num_backward = _follow(seeds, -heading, direction, good)
    lines = [
        np.concatenate((b[:m][::-1], s[None], f[:n])).astype(np.float32)
        for b, m, s, f, n in zip(backward, num_backward, seeds, forward, num_forward, strict=True)
    ]
    return sorted(lines, key=len, reverse=True)


def _flow(grey: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """(H,W,2) unit vectors along the lines of a picture, and (H,W) how clear they are, 0…1, by the structure tensor."""
    smooth = cv2.GaussianBlur(grey.astype(np.float32), (0, 0), 1.0)
    dx, dy = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    # Weighed by strength only by its root, so that one bright edge does not rule all around it.
    strength = np.sqrt(dx * dx + dy * dy) + 1.0
    xx, yy, xy = (cv2.GaussianBlur(product / strength, (0, 0), 4.0) for product in (dx * dx, dy * dy, dx * dy))
    angle = 0.5 * np.arctan2(2 * xy, xx - yy) + np.pi / 2
    coherence = np.sqrt((xx - yy) ** 2 + 4 * xy * xy) / (xx + yy + 0.3)
    return np.stack((np.cos(angle), np.sin(angle)), axis=2).astype(np.float32), np.asarray(coherence, np.float32)


def _follow(
    seeds: NDArray[np.float64], heading: NDArray[np.floating], direction: NDArray[np.float32], good: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """All lines at once from their seeds: (S,steps,2) points and (S,) how many of each are on good ground."""
    height, width = good.shape
    at, alive = seeds.copy(), np.ones(len(seeds), bool)
    heading = heading.astype(np.float64)
    points, counts = np.zeros((len(seeds), MOST_STEPS, 2)), np.zeros(len(seeds), np.int64)
    for step in range(MOST_STEPS):
        at = at + STEP * heading
        columns = np.clip(at[:, 0].round().astype(int), 0, width - 1)
        rows = np.clip(at[:, 1].round().astype(int), 0, height - 1)
        turned = direction[rows, columns].astype(np.float64)
        cosine = (turned * heading).sum(axis=1)
        inside = (at > -1).all(axis=1) & (at[:, 0] < width) & (at[:, 1] < height)
        alive &= good[rows, columns] & inside & (np.abs(cosine) > SHARPEST_TURN)
        heading = turned * np.where(cosine < 0, -1, 1)[:, None]
        points[:, step] = at
        counts += alive
    return points, counts

"""How a hand puts strokes on paper: wobble, pressure, gaps, over-long ends, and fast antialiased drawing of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import CANVAS_SIZE, INK, PAPER

SUPERSAMPLING = 2
SUBPIXEL_BITS = 4

Points = NDArray[np.float32]
Spans = NDArray[np.int64]


@dataclass(frozen=True)
class Hand:
    """How strokes are drawn; lengths in canvas pixels.

    ``width``: mean line width. ``width_spread`` and ``pressure``: relative variation between and along strokes.
    ``tone``: grey value of full ink, ``tone_spread`` what is added to it at random. ``wobble``: amplitude;
    ``wobble_length``: along how many pixels it stays alike. ``offset``: by how much whole strokes are off. ``gaps``:
    part of the ink left out. ``overshoot``: how far ends run on.
    """

    width: float = 2.5
    width_spread: float = 0.0
    pressure: float = 0.0
    tone: int = INK
    tone_spread: int = 0
    wobble: float = 0.0
    wobble_length: float = 40.0
    offset: float = 0.0
    gaps: float = 0.0
    overshoot: float = 0.0
    tapered: bool = False


@dataclass(frozen=True)
class Ink:
    """Strokes ready to be drawn: (N,2) points, (N,) stroke numbers, widths in pixels, ``drawn``; (strokes,) tones."""

    points: Points
    stroke: NDArray[np.int64]
    widths: NDArray[np.float64]
    drawn: NDArray[np.bool_]
    tones: NDArray[np.int64]


def smooth_noise(rng: np.random.Generator, count: int, length: float, channels: int = 1) -> NDArray[np.float64]:
    """(count, channels) normal noise of unit variance that stays alike over ``length`` samples."""
    if count == 0:
        return np.zeros((0, channels))
    radius = max(1, int(2.5 * length))
    kernel = np.exp(-0.5 * (np.arange(-radius, radius + 1) / max(length, 0.3)) ** 2)
    kernel /= np.sqrt((kernel**2).sum())
    white = rng.standard_normal((channels, count + 2 * radius))
    return np.stack([np.convolve(row, kernel, "valid") for row in white], axis=1)


def draw_by_hand(points: Points, spans: Spans, hand: Hand, rng: np.random.Generator, spacing: float = 4.0) -> Ink:
    """Strokes as a hand would draw them.

    Args:
        points: (N,2) canvas pixels, about ``spacing`` apart.
        spans: (M,2) index of each stroke's first point and of the one after its last; strokes may share points.
        hand: how they are drawn.
        rng: all that is random comes from it.
    """
    lengths = spans[:, 1] - spans[:, 0]
    extra = np.zeros(len(spans), np.int64)
    if hand.overshoot > 0:
        extra = np.minimum(rng.exponential(hand.overshoot / spacing, len(spans)).astype(np.int64), lengths // 3)
    totals = lengths + 2 * extra
    stroke = np.repeat(np.arange(len(spans)), totals)
    ends = np.cumsum(totals)
    place = np.arange(len(stroke)) - np.repeat(ends - totals + extra, totals)
    inside = np.clip(place, 0, lengths[stroke] - 1)
    index = spans[stroke, 0] + inside
    drawn_points = points[index].astype(np.float64)
    if hand.overshoot > 0:
        # Ends run on straight, along the last few points.
        beyond = place - inside
        inner = spans[stroke, 0] + np.clip(inside - 2 * np.sign(beyond), 0, lengths[stroke] - 1)
        drawn_points += (drawn_points - points[inner]) / 2 * np.abs(beyond)[:, None]
    if hand.wobble > 0:
        drawn_points += hand.wobble * smooth_noise(rng, len(stroke), hand.wobble_length / spacing, 2)
    if hand.offset > 0:
        drawn_points += hand.offset * rng.standard_normal((len(spans), 2))[stroke]
    widths = hand.width * np.exp(hand.width_spread * rng.standard_normal(len(spans)))[stroke]
    if hand.pressure > 0:
        widths = widths * np.exp(hand.pressure * smooth_noise(rng, len(stroke), 12, 1)[:, 0])
    if hand.tapered:
        from_end = np.minimum(place + extra[stroke], lengths[stroke] - 1 - place + extra[stroke]) * spacing
        widths = widths * np.clip(0.4 + from_end / 16, 0, 1)
    drawn = np.ones(len(stroke), bool)
    if hand.gaps > 0:
        drawn = smooth_noise(rng, len(stroke), 3, 1)[:, 0] > np.quantile(rng.standard_normal(400), hand.gaps)
    tones = hand.tone + rng.integers(0, hand.tone_spread + 1, len(spans)) // 32 * 32
    return Ink(drawn_points.astype(np.float32), stroke, widths, drawn, np.minimum(tones, PAPER - 25))


def new_paper() -> NDArray[np.uint8]:
    """Blank paper, ``SUPERSAMPLING`` times the canvas."""
    return np.full((CANVAS_SIZE * SUPERSAMPLING,) * 2, PAPER, np.uint8)


def to_canvas(paper: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(512,512) uint8 from supersampled paper."""
    return np.asarray(cv2.resize(paper, (CANVAS_SIZE, CANVAS_SIZE), interpolation=cv2.INTER_AREA), np.uint8)


def to_subpixels(points: Points) -> NDArray[np.int32]:
    """Canvas pixels to what OpenCV takes with ``shift=SUBPIXEL_BITS`` on the supersampled paper."""
    scaled = (np.asarray(points) * SUPERSAMPLING + (SUPERSAMPLING - 1) / 2) * (1 << SUBPIXEL_BITS)
    return np.round(scaled).astype(np.int32)


def put_ink(paper: NDArray[np.uint8], ink: Ink) -> None:
    """Draws strokes on supersampled paper, the palest first."""
    if len(ink.points) < 2:
        return
    points = to_subpixels(ink.points)
    levels = np.clip(np.round(ink.widths * SUPERSAMPLING), 1, 24).astype(np.int64)
    # One key a segment; where it changes, a new polyline starts. OpenCV draws all polylines of one key at once.
    key = (PAPER - ink.tones[ink.stroke][:-1]) * 32 + levels[:-1]
    joined = (ink.stroke[1:] == ink.stroke[:-1]) & ink.drawn[1:] & ink.drawn[:-1]
    key = np.where(joined, key, -1)
    starts = np.concatenate(
        ([0], np.flatnonzero((np.diff(key) != 0) | (np.diff(ink.stroke[:-1]) != 0)) + 1, [len(key)])
    )
    batches: dict[int, list[NDArray[np.int32]]] = {}
    for first, stop in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        batches.setdefault(int(key[first]), []).append(points[first : stop + 1])
    batches.pop(-1, None)
    for batch_key in sorted(batches):
        tone, width = PAPER - batch_key // 32, batch_key % 32
        # Supersampling smooths the edges; OpenCV's own antialiasing would take five times as long.
        cv2.polylines(paper, batches[batch_key], False, tone, width, cv2.LINE_8, SUBPIXEL_BITS)


def fill_areas(outlines: Sequence[Points]) -> NDArray[np.uint8]:
    """Supersampled mask, 255 inside an odd number of the closed outlines."""
    mask = np.zeros((CANVAS_SIZE * SUPERSAMPLING,) * 2, np.uint8)
    cv2.fillPoly(mask, [to_subpixels(outline) for outline in outlines], 255, cv2.LINE_8, SUBPIXEL_BITS)
    return mask


def between(upper: Points, lower: Points, count: int, slant: float) -> Points:
    """(count,4,2) short hatching strokes from one line to another, ``slant`` as part of their length."""
    start = np.linspace(0.02, 0.98, count)
    stop = np.clip(start + slant, 0, 1)
    a = upper[np.round(start * (len(upper) - 1)).astype(int)]
    b = lower[np.round(stop * (len(lower) - 1)).astype(int)]
    return (a[:, None] + (b - a)[:, None] * np.linspace(0, 1, 4)[None, :, None]).astype(np.float32)

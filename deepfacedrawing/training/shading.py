"""Shading of a sketch: filled and hatched hair, brows, irises and lips, patches of hatching, paper grain."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import CANVAS_SIZE, PAPER
from deepfacedrawing.training import pen
from deepfacedrawing.training.line_drawing import POINT_SPACING, TAG_INDEX, LineDrawing
from deepfacedrawing.training.pen import Hand, Points
from deepfacedrawing.training.sketch_styles import Style


def shade(
    paper: NDArray[np.uint8], drawing: LineDrawing, points: Points, kept: NDArray[np.bool_], style: Style,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Hair, brows, irises and lips filled or hatched, and patches of hatching."""
    thin = replace(style.hand, width=max(1.0, 0.6 * style.hand.width), gaps=0.0, overshoot=0.0, wobble=0.5, offset=0.7)
    spans = np.stack((drawing.offsets[:-1], drawing.offsets[1:]), axis=1)

    def kept_lines(tag: str) -> list[Points]:
        return [points[a:b] for a, b in spans[kept & (drawing.tags == TAG_INDEX[tag])].tolist()]

    hair = kept_lines("hair_outline")
    if hair and style.hair_fill != "none":
        mask = pen.fill_areas(hair)
        if style.hair_fill == "hatched":
            layer = pen.new_paper()
            _hatch(layer, np.array((256.0, 256.0)), 760.0, rng.uniform(3, 12), rng.uniform(0, np.pi), thin, rng)
            np.copyto(paper, layer, where=mask > 0)
        else:
            paper[mask > 0] = min(style.hand.tone + int(rng.integers(0, 90)), PAPER)
    for tag in ("left_brow", "right_brow"):
        _fill_pair(paper, kept_lines(tag), style.brow_fill, thin, int(rng.integers(7, 20)), rng)
    _fill_lips(paper, kept_lines("mouth_outer"), kept_lines("mouth_inner"), style, thin, rng)
    for tag in ("left_iris", "right_iris"):
        lines = kept_lines(tag)
        if lines and style.iris_fill != "none":
            outlines = [lines[-1]] if style.iris_fill == "pupil" or len(lines) < 2 else [lines[0]]
            paper[pen.fill_areas(outlines) > 0] = style.hand.tone
    for _ in range(style.patches):
        tag = str(rng.choice(("nose", "jaw", "neck", "left_eye", "right_eye")))
        for line in kept_lines(tag)[:1]:
            centre, size = line[rng.integers(len(line))], rng.uniform(12, 45)
            pale = replace(thin, tone=min(thin.tone + 60, 200))
            _hatch(paper, centre, float(size), rng.uniform(3, 7), rng.uniform(0, np.pi), pale, rng)


def _fill_lips(
    paper: NDArray[np.uint8],
    outer: list[Points],
    inner: list[Points],
    style: Style,
    hand: Hand,
    rng: np.random.Generator,
) -> None:
    if len(outer) == 2 and inner and style.lip_fill != "none":
        for pair in ([outer[0], inner[0]], [inner[-1], outer[1]]):
            pale = replace(hand, tone=min(hand.tone + int(rng.integers(0, 120)), 200))
            _fill_pair(paper, pair, style.lip_fill, pale, int(rng.integers(10, 30)), rng)


def _fill_pair(
    paper: NDArray[np.uint8], pair: list[Points], fill: str, hand: Hand, count: int, rng: np.random.Generator
) -> None:
    """Fills or hatches what lies between two lines; a brow of one line is left as it is."""
    if len(pair) == 2 and fill == "solid":
        paper[pen.fill_areas([np.concatenate((pair[0], pair[1][::-1]))]) > 0] = hand.tone
    elif len(pair) == 2 and fill == "hatched":
        strokes = pen.between(pair[0], pair[1], count, float(rng.uniform(-0.12, 0.12)))
        spans = 4 * np.arange(count)[:, None] + np.array((0, 4))
        pen.put_ink(paper, pen.draw_by_hand(strokes.reshape(-1, 2), spans, hand, rng))


def _hatch(
    paper: NDArray[np.uint8], centre: NDArray[np.generic], size: float, gap: float, angle: float, hand: Hand,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Parallel strokes over a square patch."""
    count, steps = max(3, int(size / gap)), max(4, int(size / POINT_SPACING / 3))
    across, along = np.meshgrid(np.linspace(-0.5, 0.5, count), np.linspace(-0.5, 0.5, steps), indexing="ij")
    along = along * rng.uniform(0.7, 1.1, (count, 1))
    x = size * (along * np.cos(angle) - across * np.sin(angle)) + centre[0]
    y = size * (along * np.sin(angle) + across * np.cos(angle)) + centre[1]
    spans = steps * np.arange(count)[:, None] + np.array((0, steps))
    pen.put_ink(paper, pen.draw_by_hand(np.stack((x, y), axis=2).reshape(-1, 2).astype(np.float32), spans, hand, rng))


def add_grain(canvas: NDArray[np.uint8], grain: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Paper grain that lightens the ink."""
    noise = rng.integers(0, 256, (CANVAS_SIZE, CANVAS_SIZE), np.uint8)
    light = cv2.addWeighted(cv2.blur(noise, (2, 2)), grain * 1.4, noise, 0, -40 * grain)
    return np.asarray(cv2.add(canvas, cv2.multiply(PAPER - canvas, light, scale=1 / 255)), np.uint8)

"""Shading of a sketch: filled and hatched areas by pen, soft tones of a pencil, and the paper's part in it."""

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

# How often faint ink is darkened, and by how much at most.
DARKENED_PART, MAX_GAIN = 0.85, 2.5
# How often pencil tones lie in two directions.
CROSSED_PART = 0.35


def shade(
    paper: NDArray[np.uint8], drawing: LineDrawing, points: Points, kept: NDArray[np.bool_], style: Style,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Areas filled or hatched, lashes, teeth, and patches of hatching."""
    thin = replace(style.hand, width=max(1.0, 0.6 * style.hand.width), gaps=0.0, overshoot=0.0, wobble=0.5, offset=0.7)
    spans = np.stack((drawing.offsets[:-1], drawing.offsets[1:]), axis=1)

    def kept_lines(tag: str) -> list[Points]:
        return [points[a:b] for a, b in spans[kept & (drawing.tags == TAG_INDEX[tag])].tolist()]

    _fill_area(paper, kept_lines("hair_outline"), style.hair_fill, thin, rng)
    _fill_area(paper, kept_lines("hat"), style.hat_fill, thin, rng)
    pale = replace(thin, tone=min(thin.tone + 70, 200))
    _fill_area(paper, kept_lines("skin_shade"), style.skin_fill, pale, rng)
    _fill_area(paper, kept_lines("beard_outline"), "hatched" if style.beard == "hatched" else "none", thin, rng)
    for tag in ("left_eye", "right_eye"):
        _add_lashes(paper, kept_lines(tag), style.lashes, thin, rng)
    inner = kept_lines("mouth_inner")
    if style.teeth and len(inner) == 2:
        _fill_pair(paper, inner, "hatched", thin, int(rng.integers(5, 10)), rng)
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


def _fill_area(
    paper: NDArray[np.uint8], outlines: list[Points], fill: str, hand: Hand, rng: np.random.Generator
) -> None:
    """Fills or hatches what lies within closed outlines."""
    if not outlines or fill == "none":
        return
    low, high = np.min([line.min(axis=0) for line in outlines], 0), np.max([line.max(axis=0) for line in outlines], 0)
    mask = pen.fill_areas(outlines) > 0
    if fill == "solid":
        np.minimum(paper, min(hand.tone + int(rng.integers(0, 90)), PAPER - 25), out=paper, where=mask)
        return
    layer = pen.new_paper()
    size = 1.2 * float(np.hypot(*(high - low)))
    _hatch(layer, (low + high) / 2, size, rng.uniform(3, 12), rng.uniform(0, np.pi), hand, rng)
    np.minimum(paper, layer, out=paper, where=mask)


def _add_lashes(paper: NDArray[np.uint8], lids: list[Points], count: int, hand: Hand, rng: np.random.Generator) -> None:
    """Short strokes outwards from the upper lid."""
    if len(lids) == 2 and count:
        upper, lower = lids
        root = upper[np.linspace(1, len(upper) - 2, count).round().astype(int)]
        away = root - (upper.mean(axis=0) + lower.mean(axis=0)) / 2
        away = away * (0.6, 1.0) + (0, -6)
        length = rng.uniform(4, 11, (count, 1))
        tip = root + length * away / (np.hypot(*away.T)[:, None] + 1e-6)
        strokes = np.stack((root, (root + tip) / 2, tip), axis=1).astype(np.float32)
        spans = 3 * np.arange(count)[:, None] + np.array((0, 3))
        pen.put_ink(paper, pen.draw_by_hand(strokes.reshape(-1, 2), spans, hand, rng))


def add_tones(
    canvas: NDArray[np.uint8], drawing: LineDrawing, points: Points, kept: NDArray[np.bool_], style: Style,
    rng: np.random.Generator,
) -> NDArray[np.uint8]:  # fmt: skip
    """The soft shading of a pencil over a (512,512) uint8 sketch: hair, dark skin, eye sockets, beard."""
    spans = np.stack((drawing.offsets[:-1], drawing.offsets[1:]), axis=1)
    tone = np.zeros((CANVAS_SIZE, CANVAS_SIZE), np.uint8)

    def add(tags: tuple[str, ...], part: float, scale: float = 1.0) -> None:
        chosen = kept & np.isin(drawing.tags, [TAG_INDEX[tag] for tag in tags])
        lines = [points[a:b] for a, b in spans[chosen].tolist()]
        if part > 0 and lines:
            if scale > 1:
                both = np.concatenate(lines)
                centre = both.mean(axis=0)
                lines = [centre + (cv2.convexHull(both)[:, 0] - centre) * (scale, 1.6 * scale) - (0, 6)]
            mask = np.zeros_like(tone)
            cv2.fillPoly(mask, [np.round(line).astype(np.int32) for line in lines], int(255 * min(part, 1.0)))
            np.copyto(tone, cv2.add(tone, mask))

    add(("hair_outline",), style.hair_tone * rng.uniform(0, 0.8))
    add(("hair_shade",), style.hair_tone)
    add(("skin_shade",), style.skin_tone)
    add(("beard_outline",), style.beard_tone)
    for tag in ("left_eye", "right_eye"):
        add((tag,), style.eye_tone, float(rng.uniform(1.2, 1.8)))
    if not tone.any():
        return canvas
    sigma = float(rng.uniform(1.5, 6))
    soft = cv2.resize(cv2.GaussianBlur(tone[::2, ::2], (0, 0), sigma / 2), tone.shape)
    texture = _graphite(rng)
    if rng.random() < CROSSED_PART:
        texture = cv2.addWeighted(texture, 0.5, _graphite(rng), 0.5, 0)
    soft = cv2.multiply(soft, texture, scale=1 / 170)
    return np.asarray(cv2.multiply(canvas, PAPER - soft, scale=1 / PAPER), np.uint8)


def _graphite(rng: np.random.Generator) -> NDArray[np.uint8]:
    """(512,512) texture of pencil strokes side by side in one direction, about 150 on average."""
    side, angle = CANVAS_SIZE * 3 // 4, float(rng.uniform(0, 180))
    noise = cv2.blur(rng.integers(0, 256, (side, side), np.uint8), (int(rng.integers(3, 30)), 1))
    mean, spread = (float(value[0, 0]) for value in cv2.meanStdDev(noise))
    contrast = float(rng.uniform(10, 70)) / max(spread, 1.0)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), angle, float(rng.uniform(1.0, 1.9)))
    turn[:, 2] += (CANVAS_SIZE - side) / 2
    turned = cv2.warpAffine(noise, turn, (CANVAS_SIZE, CANVAS_SIZE), borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(cv2.convertScaleAbs(turned, alpha=contrast, beta=max(150 - contrast * mean, -1e4)), np.uint8)


def finish(canvas: NDArray[np.uint8], style: Style, rng: np.random.Generator) -> NDArray[np.uint8]:
    """What paper, rubbing and scanning make of a (512,512) uint8 sketch."""
    if style.grain > 0:
        canvas = add_grain(canvas, style.grain, rng)
    if style.blur > 0:
        canvas = np.asarray(cv2.GaussianBlur(canvas, (0, 0), style.blur), np.uint8)
    if style.smudge > 0:
        rubbed = cv2.resize(cv2.GaussianBlur(canvas[::4, ::4], (0, 0), 2), canvas.shape)
        canvas = np.minimum(canvas, cv2.addWeighted(rubbed, style.smudge, rubbed, 0, PAPER * (1 - style.smudge)))
        speckle = rng.integers(0, 256, (CANVAS_SIZE // 2, CANVAS_SIZE // 2), np.uint8)
        speckle = cv2.convertScaleAbs(cv2.resize(speckle, canvas.shape), alpha=style.smudge / 3)
        canvas = np.asarray(cv2.subtract(canvas, speckle), np.uint8)
    return _darken(canvas) if rng.random() < DARKENED_PART else canvas


def _darken(canvas: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The darkest ink to 0 and the paper to 255, as where pictures of sketches are read."""
    part = canvas[::4, ::4]
    paper, darkest = float(np.median(part)), float(np.percentile(part, 0.5))
    gain = min(MAX_GAIN, PAPER / max(paper - darkest, 1.0))
    if gain < 1.02 and paper == PAPER:
        return canvas
    return np.asarray(cv2.addWeighted(canvas, gain, canvas, 0, PAPER - paper * gain), np.uint8)


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

"""What people draw, simulated from a face's line drawing: which lines, where, and the two pictures of them."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.training import pen
from deepfacedrawing.training.line_drawing import TAG_INDEX, TAGS, LineDrawing
from deepfacedrawing.training.pen import Points, Spans
from deepfacedrawing.training.shading import add_grain, shade
from deepfacedrawing.training.sketch_styles import CLEAN_HAND, Style, choose_style

# Tags that move together, and how far at most (pixels) at roughness 1.
PLACES = (
    ("left_eye", "left_iris"),
    ("right_eye", "right_iris"),
    ("left_brow",),
    ("right_brow",),
    ("nose",),
    ("mouth_outer", "mouth_inner"),
    ("ears",),
    ("hair_outline", "hair_strand"),
    ("jaw",),
)
COMPONENT_SHIFT = 6.0
WHOLE_SHIFT = 4.0
# How often a tag is left out of a rough sketch.
OMISSIONS = {
    "ears": 0.35,
    "neck": 0.35,
    "clothes": 0.55,
    "lid_crease": 0.45,
    "glasses": 0.1,
    "hat": 0.05,
    "jaw": 0.03,
    "nose": 0.03,
    "hair_outline": 0.05,
}
TOGETHER = {"iris": ("left_iris", "right_iris"), "brows": ("left_brow", "right_brow")}
OMISSIONS_TOGETHER = {"iris": 0.1, "brows": 0.08}
# Which part of all strands a careful drawing has.
CAREFUL_STRANDS = 0.4
ESSENTIALS = ("left_brow", "right_brow", "left_eye", "right_eye", "nose", "mouth_outer", "jaw", "hair_outline")


def simulate_sketch(
    drawing: LineDrawing, rng: np.random.Generator, roughness: float
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A sketch as a person might draw it, and the same strokes drawn with care.

    Args:
        drawing: of a face.
        rng: the only source of chance; the same state gives the same sketch.
        roughness: 0 is a careful, complete line drawing; 1 as hurried and incomplete as people get.

    Returns:
        rough, clean: (512,512) uint8, ink 0, paper 255, antialiased. Clean has uniform lines of 2.5 px without
        jitter, gaps, doubling or shading; what is left out or moved in one is so in the other.
    """
    if not 0 <= roughness <= 1:
        raise ValueError(f"roughness must lie in 0…1, not {roughness}")
    points = _move_components(drawing, rng, roughness)
    kept = _choose_lines(drawing, points, rng, roughness)
    spans = np.stack((drawing.offsets[:-1], drawing.offsets[1:]), axis=1).astype(np.int64)
    clean = pen.new_paper()
    pen.put_ink(clean, pen.draw_by_hand(points, spans[kept], CLEAN_HAND, rng))
    style = choose_style(rng, roughness)
    rough = pen.new_paper()
    shade(rough, drawing, points, kept, style, rng)
    _put_strokes(rough, drawing, points, kept, style, rng)
    canvas = pen.to_canvas(rough)
    if style.grain > 0:
        canvas = add_grain(canvas, style.grain, rng)
    return canvas, pen.to_canvas(clean)


def _move_components(drawing: LineDrawing, rng: np.random.Generator, roughness: float) -> Points:
    """The drawing's points with components shifted and scaled a little, and then the whole."""
    points = drawing.points.copy()
    if roughness == 0:
        return points
    tag_of_point = np.repeat(drawing.tags, np.diff(drawing.offsets))
    for place in PLACES:
        shift = rng.uniform(-1, 1, 2) * COMPONENT_SHIFT * roughness
        scale = 1 + 0.07 * roughness * rng.uniform(-1, 1, 2)
        member = np.zeros(len(TAGS), bool)
        member[[TAG_INDEX[tag] for tag in place]] = True
        own = member[tag_of_point]
        if own.any():
            centre = points[own].mean(axis=0)
            points[own] = (points[own] - centre) * scale + centre + shift
    middle = CANVAS_SIZE / 2
    shift = rng.uniform(-1, 1, 2) * WHOLE_SHIFT * roughness
    scale = 1 + 0.03 * roughness * rng.uniform(-1, 1)
    return ((points - middle) * scale + middle + shift).astype(np.float32)


def _choose_lines(
    drawing: LineDrawing, points: Points, rng: np.random.Generator, roughness: float
) -> NDArray[np.bool_]:
    """Which lines are drawn. Brows may become one line: then their points change too."""
    r = min(1.0, 1.5 * roughness)
    omitted = {tag for tag, part in OMISSIONS.items() if rng.random() < part * r}
    for name, part in OMISSIONS_TOGETHER.items():
        if rng.random() < part * r:
            omitted.update(TOGETHER[name])
    if rng.random() < 0.25 * r:
        omitted.add(str(rng.choice(("mouth_inner", "mouth_outer"), p=(0.6, 0.4))))
    if rng.random() < 0.12 * r:
        omitted.update(set(TAGS) - set(ESSENTIALS))
    kept = ~np.isin(drawing.tags, [TAG_INDEX[tag] for tag in omitted])
    strands, details = CAREFUL_STRANDS, 1.0
    if r > 0:
        strands = float(rng.choice((0.0, rng.uniform(0.03, 0.25), rng.uniform(0.25, 1.0)), p=(0.25, 0.5, 0.25)))
        details = float(rng.choice((0.0, rng.uniform(0.1, 0.5), 1.0), p=(0.4, 0.35, 0.25)))
    for tag, part in (("hair_strand", strands), ("detail", details)):
        _thin_out(kept, drawing, tag, 0.0 if tag == "hair_strand" and "hair_outline" in omitted else part, rng)
    if rng.random() < 0.3 * r:
        for tag in TOGETHER["brows"]:
            _merge_pair(drawing, points, kept, tag)
    return kept


def _thin_out(kept: NDArray[np.bool_], drawing: LineDrawing, tag: str, part: float, rng: np.random.Generator) -> None:
    """Keeps a part of a tag's lines, the long ones rather than the short ones."""
    own = np.flatnonzero(drawing.tags == TAG_INDEX[tag])
    lengths = np.diff(drawing.offsets)[own]
    order = np.argsort(-lengths * rng.uniform(0.5, 1.5, len(own)))
    kept[own[order[round(part * len(own)) :]]] = False


def _pair(drawing: LineDrawing, tag: str) -> tuple[slice, slice] | None:
    """Where the points of a pair's upper and lower line lie."""
    own = np.flatnonzero(drawing.tags == TAG_INDEX[tag])
    if len(own) != 2:
        return None
    upper, lower = (slice(int(drawing.offsets[i]), int(drawing.offsets[i + 1])) for i in own)
    return (upper, lower) if upper.stop - upper.start == lower.stop - lower.start else None


def _merge_pair(drawing: LineDrawing, points: Points, kept: NDArray[np.bool_], tag: str) -> None:
    pair = _pair(drawing, tag)
    if pair is not None:
        points[pair[0]] = (points[pair[0]] + points[pair[1]]) / 2
        kept[np.flatnonzero(drawing.tags == TAG_INDEX[tag])[1]] = False


def _put_strokes(
    paper: NDArray[np.uint8], drawing: LineDrawing, points: Points, kept: NDArray[np.bool_], style: Style,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Draws the lines of a style's stroke set, with doubled strokes and dense strands."""
    spans = np.stack((drawing.offsets[:-1], drawing.offsets[1:]), axis=1).astype(np.int64)[kept]
    tags = drawing.tags[kept]
    if style.coarse > 0:
        points = _simplify(points, spans, style.coarse)
    if style.split:
        spans, tags = _split(spans, tags, rng)
    pen.put_ink(paper, pen.draw_by_hand(points, spans, style.hand, rng))
    again = spans[rng.random(len(spans)) < style.doubled]
    if len(again):
        loose = replace(style.hand, offset=style.hand.offset + 1.2, wobble=style.hand.wobble + 0.8)
        pen.put_ink(paper, pen.draw_by_hand(points, again, loose, rng))
    strands = np.repeat(spans[tags == TAG_INDEX["hair_strand"]], style.strand_copies, axis=0)
    if len(strands):
        loose = replace(style.hand, offset=4.0, wobble=1.0, overshoot=12.0, gaps=0.0)
        pen.put_ink(paper, pen.draw_by_hand(points, strands, loose, rng))


def _split(spans: Spans, tags: NDArray[np.uint8], rng: np.random.Generator) -> tuple[Spans, NDArray[np.uint8]]:
    """Long lines in several strokes that overlap a little."""
    longest = int(rng.integers(15, 60))
    parts, owners = [], []
    for (first, stop), tag in zip(spans.tolist(), tags.tolist(), strict=True):
        for start in range(first, max(stop - longest // 2, first + 1), longest):
            end = stop if start + 1.5 * longest >= stop else start + longest + int(rng.integers(0, 4))
            parts.append((start, min(end, stop)))
            owners.append(tag)
    return np.array(parts, np.int64).reshape(-1, 2), np.array(owners, np.uint8)


def _simplify(points: Points, spans: Spans, tolerance: float) -> Points:
    """The lines through few of their points, corners rounded off."""
    result = points.copy()
    for first, stop in spans.tolist():
        if stop - first > 5:
            knots = cv2.approxPolyDP(points[first:stop, None], tolerance, False)[:, 0]
            along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(knots, axis=0).T))))
            at = np.linspace(0, along[-1], stop - first)
            line = np.stack((np.interp(at, along, knots[:, 0]), np.interp(at, along, knots[:, 1])), axis=1)
            line[1:-1] = (line[:-2] + 2 * line[1:-1] + line[2:]) / 4
            result[first:stop] = line
    return result

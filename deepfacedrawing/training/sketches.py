"""What people draw, simulated from a face's line drawing: where its lines lie, and the two pictures of them."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.training import pen
from deepfacedrawing.training.line_choice import choose_lines, is_line
from deepfacedrawing.training.line_drawing import POINT_SPACING, TAG_INDEX, TAGS, LineDrawing
from deepfacedrawing.training.pen import Points, Spans
from deepfacedrawing.training.shading import add_tones, finish, shade
from deepfacedrawing.training.sketch_styles import CLEAN_HAND, Style, choose_style

# Tags that move together, and how far at most (pixels) at roughness 1.
PLACES = (
    ("left_eye", "left_iris"),
    ("right_eye", "right_iris"),
    ("left_brow",),
    ("right_brow",),
    ("nose",),
    ("mouth_outer", "mouth_inner", "moustache"),
    ("ears",),
    ("hair_outline", "hair_strand", "hair_shade"),
    ("jaw", "beard", "beard_outline"),
)
PLACE_OF_TAG = np.array([next((i for i, p in enumerate(PLACES) if tag in p), len(PLACES)) for tag in TAGS])
COMPONENT_SHIFT = 6.0
WHOLE_SHIFT = 6.0
# Degrees at roughness 1.
COMPONENT_TURN, WHOLE_TURN = 5.0, 4.0


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
    kept = choose_lines(drawing, points, rng, roughness)
    spans = np.stack((drawing.offsets[:-1], drawing.offsets[1:]), axis=1).astype(np.int64)
    clean = pen.new_paper()
    pen.put_ink(clean, pen.draw_by_hand(points, spans[kept & is_line(drawing)], CLEAN_HAND, rng))
    style = choose_style(rng, roughness)
    rough = pen.new_paper()
    shade(rough, drawing, points, kept, style, rng)
    _put_strokes(rough, drawing, points, kept, style, rng)
    canvas = pen.to_canvas(rough)
    canvas = add_tones(canvas, drawing, points, kept, style, rng)
    return finish(canvas, style, rng), pen.to_canvas(clean)


def _move_components(drawing: LineDrawing, rng: np.random.Generator, roughness: float) -> Points:
    """The drawing's points with components shifted, scaled and turned a little, and then the whole."""
    points = drawing.points
    if roughness == 0:
        return points.copy()
    count = len(PLACES) + 1
    turn = np.deg2rad(COMPONENT_TURN * roughness) * rng.uniform(-1, 1, count)
    scale = 1 + 0.07 * roughness * rng.uniform(-1, 1, (count, 2))
    shift = COMPONENT_SHIFT * roughness * rng.uniform(-1, 1, (count, 2))
    turn[-1], scale[-1], shift[-1] = 0, 1, 0
    place = np.repeat(PLACE_OF_TAG[drawing.tags], np.diff(drawing.offsets))
    sizes = np.maximum(np.bincount(place, minlength=count), 1)
    centre = np.stack([np.bincount(place, points[:, axis], count) / sizes for axis in (0, 1)], axis=1)
    cos, sin = np.cos(turn), np.sin(turn)
    matrix = np.stack((cos, -sin, sin, cos), axis=1).reshape(-1, 2, 2) * scale[:, None]
    moved = centre + shift - (matrix @ centre[..., None])[..., 0]
    matrix, moved = matrix.astype(np.float32)[place], moved.astype(np.float32)[place]
    points = matrix[:, :, 0] * points[:, :1] + matrix[:, :, 1] * points[:, 1:] + moved
    middle = CANVAS_SIZE / 2
    shift = rng.uniform(-1, 1, 2) * WHOLE_SHIFT * roughness
    scale = 1 + 0.03 * roughness * rng.uniform(-1, 1)
    angle = np.deg2rad(WHOLE_TURN * roughness) * rng.uniform(-1, 1)
    rotation = np.array(((np.cos(angle), np.sin(angle)), (-np.sin(angle), np.cos(angle))))
    return ((points - middle) * scale @ rotation + middle + shift).astype(np.float32)


def _put_strokes(
    paper: NDArray[np.uint8], drawing: LineDrawing, points: Points, kept: NDArray[np.bool_], style: Style,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Draws the lines of a style's stroke set, with doubled strokes and dense strands."""
    has_hair = (kept & (drawing.tags == TAG_INDEX["hair_outline"])).any()
    hair = (drawing.tags == TAG_INDEX["hair_strand"]) & (kept | (style.dense_hair and has_hair))
    kept = kept & (is_line(drawing) | (drawing.tags == TAG_INDEX["beard_outline"]) & (style.beard == "outline"))
    if style.beard in ("hatched", "outline"):
        kept &= drawing.tags != TAG_INDEX["beard"]
    everything = np.stack((drawing.offsets[:-1], drawing.offsets[1:]), axis=1).astype(np.int64)
    spans, tags, strands = everything[kept], drawing.tags[kept], everything[hair]
    if style.curls > 0:
        points = _curl(points, spans[tags == TAG_INDEX["hair_strand"]], style.curls)
    if style.coarse > 0:
        points = _simplify(points, spans, style.coarse)
    if style.split:
        spans, tags = _split(spans, tags, rng)
    pen.put_ink(paper, pen.draw_by_hand(points, spans, style.hand, rng))
    _put_more(paper, points, spans, tags, strands, style, rng)


def _put_more(
    paper: NDArray[np.uint8], points: Points, spans: Spans, tags: NDArray[np.uint8], strands: Spans, style: Style,
    rng: np.random.Generator,
) -> None:  # fmt: skip
    """Strokes drawn again: doubled ones, heavy lids, dense beards and hair."""
    again = spans[rng.random(len(spans)) < style.doubled]
    if len(again):
        loose = replace(style.hand, offset=style.hand.offset + 1.2, wobble=style.hand.wobble + 0.8)
        pen.put_ink(paper, pen.draw_by_hand(points, again, loose, rng))
    lids = spans[np.isin(tags, [TAG_INDEX["left_eye"], TAG_INDEX["right_eye"]])]
    lids = np.repeat(lids, style.heavy_lids, axis=0)
    if len(lids):
        pen.put_ink(
            paper, pen.draw_by_hand(points - np.array((0, 1), np.float32), lids, replace(style.hand, offset=0.8), rng)
        )
    beard = spans[np.isin(tags, [TAG_INDEX["beard"], TAG_INDEX["moustache"]])]
    if style.beard == "dense" and len(beard):
        loose = replace(style.hand, offset=4.0, wobble=1.0, overshoot=2.0, gaps=0.0)
        pen.put_ink(paper, pen.draw_by_hand(points, np.repeat(beard, 2, axis=0), loose, rng))
    strands = np.repeat(strands, style.strand_copies, axis=0)
    if len(strands):
        loose = replace(style.hand, offset=4.0, wobble=1.0, overshoot=12.0, gaps=0.0)
        pen.put_ink(paper, pen.draw_by_hand(points, strands, loose, rng))


def _curl(points: Points, spans: Spans, radius: float) -> Points:
    """Strands as rows of loops."""
    result = points.copy()
    for first, stop in spans.tolist():
        phase = np.arange(stop - first) * POINT_SPACING / (1.1 * radius)
        result[first:stop] += radius * np.stack((np.cos(phase), np.sin(phase)), axis=1)
    return result


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

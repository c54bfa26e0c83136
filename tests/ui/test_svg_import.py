"""Drawings of other programs as strokes: shapes and places."""

from __future__ import annotations

import math

import numpy as np
import pytest

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.sketch import Stroke
from tests.ui.svg_strokes import LINE, Open, box, near, places


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ('<path d="M10 20L110 70"/>', (10, 20, 110, 70)),
        ('<path d="m10 20 50 0 0 25 50 25"/>', (10, 20, 110, 70)),
        ('<path d="M10,20H110V70h-50v-10z"/>', (10, 20, 110, 70)),
        ('<path d="M10 30l5.5-.5-1e1 1.5"/>', (5.5, 29.5, 15.5, 31)),
        ('<path d="M10 20c0 40 100 40 100 0"/>', (10, 20, 110, 50)),
        ('<path d="M10 20C10 60 110 60 110 20S210-20 210 20"/>', (10, -10, 210, 50)),
        ('<path d="M10 20q50 60 100 0t100 0"/>', (10, -10, 210, 50)),
        ('<path d="M10 70a50 50 0 01100 0"/>', (10, 20, 110, 70)),
        ('<line x1="10" y1="20" x2="110" y2="70"/>', (10, 20, 110, 70)),
        ('<polyline points="10,20 110,20,110,70"/>', (10, 20, 110, 70)),
        ('<polygon points="10,20 110,20 110,70"/>', (10, 20, 110, 70)),
        ('<rect x="10" y="20" width="100" height="50"/>', (10, 20, 110, 70)),
        ('<rect x="10" y="20" width="100" height="50" rx="10"/>', (10, 20, 110, 70)),
        ('<circle cx="60" cy="70" r="50"/>', (10, 20, 110, 120)),
        ('<ellipse cx="60" cy="45" rx="50" ry="25"/>', (10, 20, 110, 70)),
        ('<line x1="1in" y1="10%" x2="25.4mm" y2="50%"/>', (96, 51.2, 96, 256)),
    ],
)
def test_every_shape_is_drawn_where_it_is(
    strokes: Open, shape: str, expected: tuple[float, float, float, float]
) -> None:
    (stroke,) = strokes(f'<g {LINE} stroke-width="4">{shape}</g>')
    assert (stroke.tool, stroke.width) == ("pen", 4.0)
    # Between two points of a curve its extremes may be missed by a little.
    assert box(stroke) == pytest.approx(expected, abs=0.5)
    assert np.hypot(*np.diff(places(stroke), axis=0).T).max() <= 3.01
    assert all(point[2] == 1.0 for point in stroke.points)


def test_a_circle_is_round(strokes: Open) -> None:
    (stroke,) = strokes(f'<circle cx="256" cy="256" r="200" {LINE}/>')
    radii = np.hypot(*(places(stroke) - 256).T)
    assert np.abs(radii - 200).max() < 0.1
    assert stroke.points[0][:2] == stroke.points[-1][:2]


def test_arcs_take_the_way_that_their_flags_say(strokes: Open) -> None:
    (short,) = strokes(f'<path d="M100 200A100 100 0 0 1 200 100" {LINE}/>')
    (long,) = strokes(f'<path d="M100 200A100 100 0 1 1 200 100" {LINE}/>')
    assert box(short) == near(100, 100, 200, 200)
    assert box(long) == pytest.approx([0, 0, 200, 200], abs=0.1)


def test_subpaths_are_strokes_of_their_own(strokes: Open) -> None:
    found = strokes(f'<path d="M10 10h20zm50 0h20M5 5" {LINE}/>')
    assert [box(stroke) for stroke in found] == [near(10, 10, 30, 10), near(60, 10, 80, 10)]


@pytest.mark.parametrize(
    ("transform", "place"),
    [
        ("translate(10,5)", (20, 5)),
        ("scale(2)", (20, 0)),
        ("scale(2 3)translate(1)", (22, 0)),
        ("rotate(90)", (0, 10)),
        ("rotate(90 100 100)", (200, 10)),
        ("matrix(0 1 -1 0 30 40)", (30, 50)),
        ("skewY(45)", (10, 10)),
        ("translate(10%,1in)", (61.2, 96)),
        ("nonsense(3)", (10, 0)),
        ("matrix(1 2 3)", (10, 0)),
    ],
)
def test_transforms_move_what_is_drawn(strokes: Open, transform: str, place: tuple[float, float]) -> None:
    (stroke,) = strokes(f'<g transform="{transform}"><path d="M0 0H10" {LINE}/></g>')
    assert stroke.points[-1][:2] == near(*place)


def test_transforms_nest_from_the_outside_in(strokes: Open) -> None:
    (stroke,) = strokes(
        f'<g transform="translate(100,0)"><g transform="scale(3)"><path d="M0 0H10" transform="rotate(90)" {LINE}'
        ' stroke-width="2"/></g></g>'
    )
    assert box(stroke) == near(100, 0, 100, 30)
    assert stroke.width == pytest.approx(6)


@pytest.mark.parametrize(
    ("page", "start", "end"),
    [
        ('width="512" height="512"', (0, 0), (100, 100)),
        ('width="512px" height="512px" viewBox="0 0 512 512"', (0, 0), (100, 100)),
        ('viewBox="0 0 512 512"', (0, 0), (100, 100)),
        ('width="100%" height="100%" viewBox="0 0 512 512"', (0, 0), (100, 100)),
        ('width="210mm" height="210mm" viewBox="0 0 100 100"', (0, 0), (512, 512)),
        ('width="1024" height="1024"', (0, 0), (50, 50)),
        ('width="100" height="50" viewBox="0 0 100 50"', (0, 128), (450, 578)),
        ('viewBox="-100 -100 300 300"', (170.67, 170.67), (341.33, 341.33)),
        ('width="200" height="100" viewBox="0 0 100 100"', (128, 128), (384, 384)),
    ],
)
def test_the_page_is_fitted_without_stretching(
    strokes: Open, page: str, start: tuple[float, float], end: tuple[float, float]
) -> None:
    (stroke,) = strokes(f'<path d="M0 0L100 100" {LINE}/>', page)
    found = places(stroke)
    assert found[0] == near(*start)
    assert found[-1] == near(*end)


@pytest.mark.parametrize("page", ["", 'width="0" height="-1"', 'viewBox="0 0 0 0"', 'viewBox="1e9 1e9 5 5"'])
def test_a_drawing_without_a_page_of_any_use_is_fitted_by_itself(strokes: Open, page: str) -> None:
    (stroke,) = strokes(f'<path d="M1000 1000h200v100" {LINE}/>', page)
    assert box(stroke) == near(26, 141, 486, 371)


def test_a_drawing_that_would_be_a_speck_on_its_page_is_fitted_by_itself(strokes: Open) -> None:
    (stroke,) = strokes(f'<path d="M0 0h10v5" {LINE}/>', 'viewBox="0 0 1e300 1e300"')
    assert box(stroke) == near(26, 141, 486, 371)


def test_nested_pages_have_their_own_measure(strokes: Open) -> None:
    content = f'<svg x="100" y="200" width="50" height="50" viewBox="0 0 10 10"><path d="M0 0H50%" {LINE}/></svg>'
    with pytest.raises(UserError, match="where a number belongs"):
        strokes(content)
    (stroke,) = strokes(content.replace('<path d="M0 0H50%"', '<line x2="50%"'))
    assert box(stroke) == near(100, 200, 125, 200)


def test_copies_are_drawn_where_they_are_used(strokes: Open) -> None:
    found = strokes(
        f'<defs><path id="a" d="M0 0H10"/><symbol id="s" viewBox="0 0 10 10"><path d="M0 0H10"/></symbol></defs>'
        f'<g {LINE}><use href="#a" x="50" y="60"/><use xlink:href="#a" transform="scale(2)"/>'
        f'<use href="#s" x="100" y="100" width="40" height="40"/><use href="#nothing"/><use href="b.svg#a"/></g>'
    )
    assert [box(s) for s in found] == [near(50, 60, 60, 60), near(0, 0, 20, 0), near(100, 100, 140, 100)]


def test_lines_that_leave_the_canvas_are_cut_there(strokes: Open) -> None:
    found = strokes(f'<path d="M-1e9 50L1e9 51M10 10H20L1e6 10V40L20 40" {LINE}/>')
    assert len(found) == 3
    assert np.abs(np.concatenate([places(stroke) for stroke in found]) - 256).max() <= 256 + 64 + 3
    assert box(found[0])[0] < 0
    assert box(found[0])[2] > 512


def test_a_dot_is_a_stroke_of_one_point(strokes: Open) -> None:
    (stroke,) = strokes(f'<path d="M50 60h0" {LINE} stroke-width="9"/>')
    assert stroke == Stroke("pen", 9.0, ((50.0, 60.0, 1.0, 0.0),))


def test_widths_stay_within_those_of_a_pen(strokes: Open) -> None:
    thin, thick = strokes(f'<g {LINE}><path d="M0 9H9" stroke-width=".01"/><path d="M0 9H9" stroke-width="999"/></g>')
    assert (thin.width, thick.width) == (1.0, 100.0)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_other_encodings_are_read(strokes: Open, encoding: str) -> None:
    assert len(strokes(f'<!-- ü 小 --><path d="M0 60H90" {LINE}/>', encoding=encoding)) == 1


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<text>hello</text>",
        '<image href="data:image/png;base64,AAAA"/>',
        '<path d=""/>',
        '<rect width="0"/>',
        "<g/>",
    ],
)
def test_nothing_to_draw_is_an_error(strokes: Open, content: str) -> None:
    with pytest.raises(UserError, match=r"a\.svg cannot be opened: it draws no lines"):
        strokes(content)


def test_a_long_drawing_is_opened_in_time_and_kept_fine(strokes: Open) -> None:
    turns = np.linspace(0, 40 * math.pi, 20_000)
    spiral = " ".join(f"{256 + 2 * t * math.cos(t):.3f},{256 + 2 * t * math.sin(t):.3f}" for t in turns)
    (stroke,) = strokes(f'<polyline points="{spiral}" {LINE}/>')
    steps = np.hypot(*np.diff(places(stroke), axis=0).T)
    assert 0.5 < np.median(steps) < 3.01

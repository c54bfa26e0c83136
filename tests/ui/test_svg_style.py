"""Which lines of another program's drawing are seen, how wide, and whether they draw or erase."""

from __future__ import annotations

import pytest

from tests.ui.svg_strokes import LINE, Open, box, near


@pytest.mark.parametrize(
    "style",
    [
        'stroke="black" stroke-width="5"',
        'style="stroke:#123456;stroke-width:5px"',
        'style="stroke: rgb(1,2,3) !important; stroke-width: 5"',
        'class="line"',
        'id="one"',
        'stroke="currentColor" stroke-width="5"',
        'stroke="url(#gradient)" stroke-width="5"',
    ],
)
def test_a_line_is_as_wide_as_its_style_says(strokes: Open, style: str) -> None:
    sheet = "<style>/* a { } */ .line, .other { stroke: red; stroke-width: 5 } #one { stroke: #333; stroke-width: 5 }"
    (stroke,) = strokes(f'{sheet}</style><path d="M9 9H90" {style}/>')
    assert (stroke.tool, stroke.width) == ("pen", 5.0)


def test_styles_are_inherited_and_overridden(strokes: Open) -> None:
    found = strokes(
        '<g stroke="red" stroke-width="7" fill="none"><path d="M0 0H9"/><path d="M0 9H9" stroke-width="3"/>'
        '<g style="stroke:inherit"><path d="M0 20H9" stroke="inherit"/></g><path d="M0 30H9" stroke="none"/></g>'
    )
    assert [(stroke.width, box(stroke)[1]) for stroke in found] == [(7, 0), (3, 9), (7, 20)]


@pytest.mark.parametrize(
    "hidden",
    [
        'display="none"',
        'style="display:none"',
        'visibility="hidden"',
        'opacity="0"',
        'stroke-opacity="0"',
        'stroke="transparent"',
        'stroke="rgba(0,0,0,0)"',
        'stroke-width="0"',
        'stroke="none"',
    ],
)
def test_what_cannot_be_seen_is_not_drawn(strokes: Open, hidden: str) -> None:
    (stroke,) = strokes(f'<path d="M0 50H90" fill="none" {hidden}/><path d="M0 70H90" {LINE}/>')
    assert box(stroke) == near(0, 70, 90, 70)


def test_what_is_hidden_may_hold_what_is_seen(strokes: Open) -> None:
    (stroke,) = strokes(f'<g visibility="hidden"><path d="M0 50H90" visibility="visible" {LINE}/></g>')
    assert box(stroke) == near(0, 50, 90, 50)


def test_things_that_are_not_drawn_by_themselves_are_left_out(strokes: Open) -> None:
    shape = f'<path d="M0 50H90" {LINE}/>'
    names = ("defs", "symbol", "clipPath", "mask", "pattern", "marker", "title", "metadata", "text", "script")
    (stroke,) = strokes("".join(f"<{name}>{shape}</{name}>" for name in names) + shape.replace("50", "60"))
    assert box(stroke) == near(0, 60, 90, 60)


def test_a_filled_shape_is_drawn_as_its_outline(strokes: Open) -> None:
    (stroke,) = strokes('<path d="M100 100H200V200H100" fill="red"/>')
    assert box(stroke) == near(100, 100, 200, 200)
    assert stroke.points[0][:2] == stroke.points[-1][:2]
    assert stroke.width == 2.0


def test_the_ground_of_the_page_is_no_line(strokes: Open) -> None:
    (stroke,) = strokes(f'<rect width="100%" height="100%" fill="#fff"/><path d="M0 60H90" {LINE}/>')
    assert box(stroke) == near(0, 60, 90, 60)


def test_lines_in_the_colour_of_the_page_erase(strokes: Open) -> None:
    line = '<path d="M0 60H90" fill="none" stroke="{}"/>'
    assert [s.tool for s in strokes(line.format("black") + line.format("white"))] == ["pen", "eraser"]
    dark = '<rect width="512" height="512" fill="#111"/>'
    assert [s.tool for s in strokes(dark + line.format("white") + line.format("black"))] == ["pen", "eraser"]
    filled = '<circle cx="60" cy="60" r="50" fill="brown"/>'
    assert [s.tool for s in strokes(filled + line.format("white"))] == ["pen", "pen"]
    assert [s.tool for s in strokes(line.format("white"))] == ["pen"]

"""SVG paths with elliptic arcs, by svgelements."""

from __future__ import annotations

from collections.abc import Iterator

from svgelements import Arc, Close, CubicBezier, Line, Move, Path, QuadraticBezier

from deepfacedrawing.ui.svg_xml import BadContentError

Cubic = tuple[complex, complex, complex, complex]


def read_arc_path(data: str) -> list[list[Cubic]]:
    """The subpaths of path data, each as the start, handles and end of its curves.

    Raises:
        BadContentError: it is no path data.
    """
    subpaths: list[list[Cubic]] = [[]]
    try:
        for segment in Path(data):
            if isinstance(segment, Move):
                subpaths.append([])
            else:
                subpaths[-1].extend(_cubics(segment))
    except Exception as error:  # its reader raises nearly anything on damaged data.
        raise BadContentError("it has a path that cannot be read ({text:.30})", text=data.strip()) from error
    return [curves for curves in subpaths if curves]


def _cubics(segment: object) -> Iterator[Cubic]:
    if isinstance(segment, Arc):
        for cubic in segment.as_cubic_curves():
            yield from _cubics(cubic)
    elif isinstance(segment, CubicBezier):
        yield complex(segment.start), complex(segment.control1), complex(segment.control2), complex(segment.end)
    elif isinstance(segment, QuadraticBezier):
        start, control, end = complex(segment.start), complex(segment.control), complex(segment.end)
        yield start, start + (control - start) * 2 / 3, end + (control - end) * 2 / 3, end
    elif isinstance(segment, Line | Close):
        start, end = complex(segment.start), complex(segment.end)
        yield start, start + (end - start) / 3, end - (end - start) / 3, end

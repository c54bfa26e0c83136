"""An SVG tree → the shapes that it draws, in drawing order: groups, transforms, copies, styles."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from svgelements import Viewbox

from deepfacedrawing.ui.affine import IDENTITY, Affine, read_transform
from deepfacedrawing.ui.path_data import Curves, PathReader
from deepfacedrawing.ui.svg_shapes import read_shape
from deepfacedrawing.ui.svg_style import ROOT_STYLE, Style, StyleSheet, is_shown, length
from deepfacedrawing.ui.svg_xml import MAX_DEPTH, BadContentError, local_name

CONTAINERS = ("svg", "g", "a", "switch", "symbol")
SHAPES = ("path", "line", "polyline", "polygon", "rect", "circle", "ellipse")
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
MAX_VISITS = 21_000
DEFAULT_SIDE = 512.0


@dataclass(frozen=True, eq=False)
class DrawnShape:
    """A shape as it stands in the file: its curves, and how its own coordinates become those of the page."""

    element: Element
    subpaths: list[Curves]
    to_page: Affine
    style: Style
    width: float


@dataclass(frozen=True, eq=False)
class _Place:
    """Where the walk is: what the element inherits. ``copies``: the elements that are being copied by ``use``."""

    to_page: Affine
    style: Style
    viewport: tuple[float, float]
    depth: int = 0
    copies: tuple[Element, ...] = ()


def find_shapes(root: Element) -> list[DrawnShape]:
    """What an SVG draws, in the coordinates of its root.

    Raises:
        BadContentError: it is too large, or a shape is damaged.
    """
    page = find_page(root)
    viewport = (DEFAULT_SIDE, DEFAULT_SIDE) if page is None else page[2:]
    walk = _Walk(root)
    walk.visit_children(root, _Place(IDENTITY, walk.sheet.style(root, ROOT_STYLE), viewport))
    return walk.shapes


def find_page(root: Element) -> tuple[float, float, float, float] | None:
    """x, y, width and height of the page in the root's own coordinates; None where the file does not say."""
    width, height = (_absolute(root.get(name)) for name in ("width", "height"))
    box = _view_box(root)
    if box is None:
        return (0.0, 0.0, width, height) if width > 0 and height > 0 else None
    x, y, box_width, box_height = box
    if width > 0 and height > 0:  # the box is fitted into the page, in its middle
        scale = min(width / box_width, height / box_height)
        width, height = width / scale, height / scale
        return x - (width - box_width) / 2, y - (height - box_height) / 2, width, height
    return box


def _absolute(text: str | None) -> float:
    return 0.0 if text is None or "%" in text else length(text, 0.0)


def _view_box(element: Element) -> tuple[float, float, float, float] | None:
    words = element.get("viewBox", "").replace(",", " ").split()
    if len(words) != 4:
        return None
    x, y, width, height = (length(word, 0.0) for word in words)
    return (x, y, width, height) if width > 0 and height > 0 else None


class _Walk:
    def __init__(self, root: Element) -> None:
        self.sheet = StyleSheet(root)
        self.shapes: list[DrawnShape] = []
        self._by_id = {name: element for element in root.iter() if (name := element.get("id"))}
        self._paths, self._visits = PathReader(), 0

    def visit_children(self, element: Element, place: _Place) -> None:
        for child in element:
            self._visit(child, place)

    def _visit(self, element: Element, place: _Place) -> None:
        kind = local_name(element)
        if kind not in SHAPES and kind != "use" and (kind not in CONTAINERS or kind == "symbol"):
            return
        self._visits += 1
        if self._visits > MAX_VISITS:
            raise BadContentError("it has more than {limit} elements, copies included", limit=MAX_VISITS)
        inside = self._enter(element, place)
        if not is_shown(inside.style):
            return
        if kind in SHAPES:
            self._add(kind, element, inside)
        elif kind == "use":
            self._copy(element, inside)
        else:
            self.visit_children(element, self._into_viewport(element, element, inside) if kind == "svg" else inside)

    def _enter(self, element: Element, place: _Place) -> _Place:
        if place.depth > MAX_DEPTH:
            raise BadContentError("its elements are nested deeper than {limit}, copies included", limit=MAX_DEPTH)
        to_page = place.to_page
        if transform := element.get("transform"):
            to_page = to_page.after(read_transform(transform, *place.viewport))
        return replace(place, to_page=to_page, style=self.sheet.style(element, place.style), depth=place.depth + 1)

    def _add(self, kind: str, element: Element, place: _Place) -> None:
        subpaths = read_shape(kind, element, *place.viewport, self._paths)
        diagonal = math.hypot(*place.viewport) / math.sqrt(2)
        width = length(place.style.get("stroke-width"), diagonal, 1.0) * place.to_page.scale
        self.shapes.append(DrawnShape(element, subpaths, place.to_page, place.style, width))

    def _copy(self, element: Element, place: _Place) -> None:
        """``use``: another element in its place; a copy that contains itself is not drawn, as in browsers."""
        name = next((value for href in HREFS if (value := element.get(href))), "")
        target = self._by_id.get(name.removeprefix("#")) if name.startswith("#") else None
        if target is None or any(target is other for other in place.copies):
            return
        offset = complex(length(element.get("x"), place.viewport[0]), length(element.get("y"), place.viewport[1]))
        place = replace(place, to_page=place.to_page.after(Affine(t=offset)), copies=(*place.copies, target))
        if local_name(target) in ("symbol", "svg"):
            inside = self._enter(target, place)
            if is_shown(inside.style):
                self.visit_children(target, self._into_viewport(target, element, inside))
        else:
            self._visit(target, place)

    def _into_viewport(self, element: Element, sized: Element, place: _Place) -> _Place:
        """The place inside a nested svg or symbol; ``sized`` says how large it is: itself, or the ``use`` of it."""
        whole_width, whole_height = place.viewport
        width, height = (
            length(sized.get(name) or element.get(name), whole, whole)
            for name, whole in (("width", whole_width), ("height", whole_height))
        )
        x, y = (length(element.get(name), whole) for name, whole in (("x", whole_width), ("y", whole_height)))
        box = _view_box(element)
        if box is None or width <= 0 or height <= 0:
            inner, viewport = Affine(t=complex(x, y)), (width, height)
        else:
            aspect = element.get("preserveAspectRatio", "xMidYMid")
            text = Viewbox.viewbox_transform(x, y, width, height, *box, aspect)
            inner, viewport = read_transform(text, width, height), (box[2], box[3])
        return replace(place, to_page=place.to_page.after(inner), viewport=viewport)

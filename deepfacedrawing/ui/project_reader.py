"""What is inside a project file, or in the SVG of another program."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import CANVAS_SIZE
from deepfacedrawing.ui.flatten import Trace, follow
from deepfacedrawing.ui.project_file import PNG_HEADER, VERSION, SketchFile
from deepfacedrawing.ui.project_settings import NAMESPACE, decode_base64_png, decode_settings
from deepfacedrawing.ui.sketch import Sketch, Stroke
from deepfacedrawing.ui.stroke_reader import attribute, decode_stroke
from deepfacedrawing.ui.svg_import import Tracer, fit_box, import_svg
from deepfacedrawing.ui.svg_walk import HREFS, find_page, find_shapes
from deepfacedrawing.ui.svg_xml import SVG_NAMESPACE, BadContentError, parse_svg

PAGE = (0.0, 0.0, float(CANVAS_SIZE), float(CANVAS_SIZE))


def decode_sketch(data: bytes) -> SketchFile:
    """The drawing in the bytes of an SVG file.

    Raises:
        BadContentError, UserError: what is wrong with it, as the end of a sentence that names the file.
    """
    root = parse_svg(data)
    ours = root.find(f"{{{SVG_NAMESPACE}}}metadata/{{{NAMESPACE}}}sketch")
    if ours is None:
        return SketchFile(Sketch(import_svg(root)), is_project=False)
    version = ours.get("version", "")
    if version != str(VERSION):
        raise BadContentError(
            "its version is {version!r:.40}, this program reads {known}; update the program",
            version=version,
            known=VERSION,
        )
    render = ours.find(f"{{{NAMESPACE}}}render")
    sketch = Sketch(_strokes(root), _background(root), None if render is None else decode_settings(render))
    return SketchFile(sketch, is_project=True)


def _strokes(root: Element) -> tuple[Stroke, ...]:
    """Ours as they were drawn, and the lines that another program added to them."""
    page = find_page(root) or PAGE
    to_canvas = fit_box(page, CANVAS_SIZE)
    tracer = Tracer(to_canvas, page)
    lines: list[Stroke | Trace] = []
    with np.errstate(all="ignore"):  # absurd numbers end up outside of the canvas
        for shape in find_shapes(root):
            is_ours = attribute(shape, "tool") is not None
            lines += decode_stroke(shape, to_canvas) if is_ours else tracer.trace(shape)
        return follow(lines)


def _background(root: Element) -> NDArray[np.uint8] | None:
    """The opened picture. Only data in the file itself is read, and only where it is marked as ours."""
    for element in root.iter(f"{{{SVG_NAMESPACE}}}image"):
        if element.get(f"{{{NAMESPACE}}}background") is None:
            continue
        text = next((value for href in HREFS if (value := element.get(href))), "")
        if not text.startswith(PNG_HEADER):
            raise BadContentError("its background is no PNG picture inside the file")
        return decode_base64_png(text.removeprefix(PNG_HEADER), CANVAS_SIZE, "background")
    return None

"""How an SVG element is painted, as far as a drawing of lines asks: attributes, style, simple style sheets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from xml.etree.ElementTree import Element

from svgelements import Color, Length

from deepfacedrawing.ui.svg_xml import local_name

Style = Mapping[str, str]

INHERITED = ("fill", "stroke", "stroke-width", "stroke-opacity", "fill-opacity", "visibility", "color")
OWN = ("display", "opacity")
ROOT_STYLE: Style = {"fill": "black", "stroke": "none", "stroke-width": "1"}
MAX_SHEET_LENGTH = 1_000_000
FAINTEST = 0.02
FONT_SIZE = 16.0
# Longer texts are no colour and no length; the patterns that look for them would take minutes.
MAX_CHARACTERS = 100


class StyleSheet:
    """The rules for an element's name, class or id of all ``<style>`` elements; other selectors are passed over."""

    def __init__(self, root: Element) -> None:
        self._rules: dict[str, dict[str, str]] = {}
        text = "".join(element.text or "" for element in root.iter() if local_name(element) == "style")
        first, *rest = text[:MAX_SHEET_LENGTH].split("/*")
        for block in "".join([first, *(part.partition("*/")[2] for part in rest)]).split("}"):
            selectors, _, body = block.partition("{")
            for selector in selectors.split(","):
                self._rules.setdefault(selector.strip(), {}).update(_declarations(body))

    def style(self, element: Element, parent: Style) -> Style:
        """The element's properties: inherited, from attributes, rules and its ``style``, the later over the earlier."""
        style = {name: parent[name] for name in INHERITED if name in parent}
        own = {name: value for name, value in element.attrib.items() if name in INHERITED or name in OWN}
        if self._rules:
            classes = [f".{name}" for name in element.get("class", "").split()]
            for selector in ("*", local_name(element), *classes, f"#{element.get('id', '')}"):
                own |= self._rules.get(selector, {})
        own |= _declarations(element.get("style", ""))
        style |= {name: value for name, value in own.items() if value != "inherit"}
        return style


def _declarations(text: str) -> dict[str, str]:
    pairs = (declaration.partition(":") for declaration in text.split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value}


def is_shown(style: Style) -> bool:
    """Whether an element and what is in it appear at all."""
    return style.get("display") != "none" and number(style.get("opacity"), 1.0) > FAINTEST


def brightness(style: Style, what: str) -> float | None:
    """How bright the ``fill`` or ``stroke`` is, 0…1; gradients count as dark; None where there is none to be seen."""
    paint = style.get(what, "none")
    paint = style.get("color", "black") if paint.lower() == "currentcolor" else paint
    if paint == "none" or style.get("visibility", "visible") != "visible":
        return None
    try:
        colour = Color(paint[:MAX_CHARACTERS])
        red, green, blue, alpha = (int(part or 0) for part in (colour.red, colour.green, colour.blue, colour.alpha))
    except (ValueError, TypeError, OverflowError):
        return 0.0
    if alpha / 255 * number(style.get(f"{what}-opacity"), 1.0) <= FAINTEST:
        return None
    return (red + green + blue) / 3 / 255


def length(text: str | None, whole: float, default: float = 0.0) -> float:
    """An SVG length in pixels; percentages are of ``whole``. Nonsense reads as the default."""
    value = default
    if text is not None:
        try:
            value = float(text)
        except ValueError:
            try:
                value = float(Length(text[:MAX_CHARACTERS]).value(ppi=96.0, relative_length=whole, font_size=FONT_SIZE))
            except (ValueError, TypeError, AttributeError, OverflowError):
                value = default
    return value if math.isfinite(value) else default


def number(text: str | None, default: float) -> float:
    """A plain number or a percentage of 1."""
    return length(text, 1.0, default)

"""The settings of a face as elements of our own in an SVG's metadata, and back."""

from __future__ import annotations

import base64
import io
import re
import warnings
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from deepfacedrawing.components import BUNDLED_COMPONENTS
from deepfacedrawing.rendering import DEFAULT_APPEARANCE, Pin
from deepfacedrawing.ui.images import encode_png
from deepfacedrawing.ui.sketch import RenderSettings
from deepfacedrawing.ui.svg_xml import BadContentError

NAMESPACE = "urn:deepfacedrawing:sketch"
MAX_SEED = 2**31 - 1
MAX_ROW = 2**31 - 1
MAX_PNG_CHARACTERS = 4_000_000
SIZES = {component.name: component.size for component in BUNDLED_COMPONENTS}


def encode_settings(settings: RenderSettings) -> str:
    """The ``<dfd:render>`` element."""
    style = "seed" if isinstance(settings.appearance, int) else "appearance"
    from xml.sax.saxutils import quoteattr  # brings a whole network client with it: not at the start

    lines = [f'<dfd:render group="{settings.group}" {style}={quoteattr(str(settings.appearance))}>']
    for name, refinement in settings.refinement.items():
        pin = _pin_text(name, settings.pins[name]) if name in settings.pins else ""
        lines.append(f'<dfd:component name="{name}" refinement="{refinement!r}"{pin}/>')
    lines += [f'<dfd:control name="{name}" value="{value!r}"/>' for name, value in settings.controls.items()]
    return "\n".join([*lines, "</dfd:render>"])


def _pin_text(name: str, pin: Pin) -> str:
    if isinstance(pin, int):
        return f' sample="{pin}"'
    pixels = np.frombuffer(pin, np.uint8).reshape(SIZES[name], SIZES[name])
    return f' crop="{encode_base64_png(pixels)}"'


def decode_settings(render: Element) -> RenderSettings:
    """The settings of a ``<dfd:render>`` element; what is not named takes its default.

    Raises:
        UserError: it names what is not there, or values out of their range.
    """
    refinement: dict[str, float] = {}
    pins: dict[str, Pin] = {}
    for name, element in _named(render, "component"):
        refinement |= _number(element, "refinement", name)
        pins |= _pin(element, name)
    controls: dict[str, float] = {}
    for name, element in _named(render, "control"):
        controls |= _number(element, "value", name)
    seed = render.get("seed")
    appearance = render.get("appearance", DEFAULT_APPEARANCE) if seed is None else _whole(seed, MAX_SEED, "seed")
    return RenderSettings(refinement, render.get("group", "all"), appearance, controls, pins)


def _named(render: Element, kind: str) -> Iterator[tuple[str, Element]]:
    for element in render.iterfind(f"{{{NAMESPACE}}}{kind}"):
        yield element.get("name", "")[:40], element


def _number(element: Element, key: str, name: str) -> dict[str, float]:
    text = element.get(key)
    try:
        return {} if text is None else {name: float(text)}
    except ValueError as error:
        raise BadContentError(
            "the {key} of {name} is {text!r:.40}, which is no number", key=key, name=name, text=text
        ) from error


def _whole(text: str, limit: int, what: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", text) or int(text) > limit:
        raise BadContentError(
            "its {what} is {text!r:.40}, not a whole number up to {limit}", what=what, text=text, limit=limit
        )
    return int(text)


def _pin(element: Element, name: str) -> dict[str, Pin]:
    sample, crop = element.get("sample"), element.get("crop")
    if sample is not None:
        return {name: _whole(sample, MAX_ROW, f"sample for {name}")}
    if crop is None:
        return {}
    if name not in SIZES:
        raise BadContentError("there is no component {name!r}", name=name)
    return {name: decode_base64_png(crop, SIZES[name], f"pinned {name}").tobytes()}


def encode_base64_png(pixels: NDArray[np.uint8]) -> str:
    """(H, W) uint8 → text."""
    return base64.b64encode(encode_png(pixels)).decode("ascii")


def decode_base64_png(text: str, size: int, what: str) -> NDArray[np.uint8]:
    """Text → (size, size) uint8.

    Raises:
        BadContentError: it is no PNG of this size.
    """
    if len(text) > MAX_PNG_CHARACTERS:
        raise BadContentError(
            "its {what} is larger than a picture of {size} x {size} pixels can be", what=what, size=size
        )
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
                if image.size == (size, size):
                    return np.array(image.convert("L"))
    except Exception as error:  # Pillow's readers raise nearly anything on damaged files.
        raise BadContentError("its {what} is no PNG picture", what=what) from error
    raise BadContentError("its {what} is not {size} x {size} pixels large", what=what, size=size)

"""What is evaluated: anything that makes a face from a sketch."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine.face_engine import FaceEngine
from deepfacedrawing.rendering import RenderRequest

# A name of the palette, a whole number for a random appearance, or a (512,) float32 style of the prior.
Style = str | int | NDArray[np.float32]
OWN_STYLE = "own"


class Subject(Protocol):
    """A model under evaluation. ``palette``: names of its appearances; empty if it has none."""

    palette: tuple[str, ...]

    def render(self, sketch: NDArray[np.uint8], refinement: float, style: Style) -> NDArray[np.uint8]:
        """The (512, 512, 3) uint8 RGB face of a (512, 512) uint8 sketch, ink 0, paper 255."""
        ...


class EngineSubject:
    """The program's own engine, every component at the same refinement."""

    def __init__(self, engine: FaceEngine) -> None:
        self.engine = engine
        self.palette = tuple(engine.info.appearances)
        self._own: NDArray[np.float32] | None = None

    def render(self, sketch: NDArray[np.uint8], refinement: float, style: Style) -> NDArray[np.uint8]:
        """See ``Subject``."""
        if isinstance(style, np.ndarray):
            if style is not self._own:
                self.engine.add_appearance(OWN_STYLE, style)
                self._own = style
            style = OWN_STYLE
        sliders = dict.fromkeys(COMPONENT_NAMES, refinement)
        return self.engine.render(RenderRequest(sketch, sliders, appearance=style, shadow=False)).face

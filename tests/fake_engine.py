"""A renderer without torch, for the tests of the command line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from deepfacedrawing.rendering import CONTROL_NAMES, RendererInfo, RenderRequest, RenderResult, UserError


class FakeEngine:
    """Its face is the sketch in grey; it keeps what it was asked."""

    def __init__(self) -> None:
        groups, appearances = ("all", "feminine", "masculine"), {"neutral": "#c0a090"}
        self.info = RendererInfo("cpu", "fake", groups, appearances, CONTROL_NAMES, bank_size=10)
        self.requests: list[RenderRequest] = []
        self.loaded_with: tuple[Path | None, str] | None = None
        self.num_closed = 0

    def render(self, request: RenderRequest) -> RenderResult:
        self.requests.append(request)
        if request.appearance == "unheard-of":
            raise UserError("There is no appearance 'unheard-of'; choose from neutral.")
        if request.appearance == "broken":
            raise ZeroDivisionError("by nought")
        face = np.repeat(request.sketch[..., None], 3, axis=2)
        shadow = request.sketch if request.shadow else None
        return RenderResult(face, shadow, {"nose": (3, 1)}, {"nose": 0.5}, {"encode": 0.1, "total": 0.25})

    def steps(self, request: RenderRequest) -> dict[str, NDArray[Any]]:
        assert request is self.requests[-1]
        return {"nose.latent": np.ones(4, np.float32), "nose.neighbours": np.array([3, 1])}

    def close(self) -> None:
        self.num_closed += 1

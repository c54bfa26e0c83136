"""What a thread asks for that waits for the answer, as one that makes a film."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass

from deepfacedrawing.rendering import RenderRequest, RenderResult


@dataclass(frozen=True)
class Aside:
    """A request and the ``future`` that its thread waits for; ``deaths``: how many renderers have died of it."""

    request: RenderRequest
    future: Future[RenderResult]
    deaths: int = 0

"""When the graphics card runs out of memory, the faces go on on the processor."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import torch
from numpy.typing import NDArray

from deepfacedrawing.rendering import OpenRenderer, RendererInfo, RenderRequest, RenderResult, UserError

log = logging.getLogger(__name__)
T = TypeVar("T")

NOTICE = UserError("The graphics card has run out of memory; faces are computed on the processor now, more slowly.")
# How torch and the libraries below it word it where they have no class for it.
WORDS = ("out of memory", "ALLOC_FAILED")


class CpuFallback:
    """Owns an engine, and puts one on the processor in its place once the card's memory runs out.

    The first result after that says so in ``notice``, and in ``device`` where it was computed.

    Args:
        load: makes an engine for a device: ``auto``, ``cpu`` or ``cuda``.
        device: the one to try first.

    Raises:
        UserError: those of ``load``.
    """

    info: RendererInfo

    def __init__(self, load: Callable[[str], OpenRenderer], device: str) -> None:
        self._load = load
        self._notice: UserError | None = None
        self._may_fall_back = device != "cpu"
        self._engine = self._attempt(partial(load, device)) or self._fall_back()
        self.info = self._engine.info

    def render(self, request: RenderRequest) -> RenderResult:
        """See ``rendering.Renderer``."""
        result = self._attempt(partial(self._engine.render, request))
        if result is None:
            self._engine.close()
            del self._engine  # or it would hold its memory while the other one loads
            self._engine = self._fall_back()
            self.info = self._engine.info
            result = self._engine.render(request)
        if self._notice:
            result, self._notice = replace(result, notice=self._notice, device=self.info.device), None
        return result

    def steps(self, request: RenderRequest) -> Mapping[str, NDArray[Any]]:
        """See ``rendering.OpenRenderer``."""
        return self._engine.steps(request)

    def close(self) -> None:
        """Closes the engine."""
        self._engine.close()

    def _attempt(self, work: Callable[[], T]) -> T | None:
        """What ``work`` returns; None where the card's memory does not suffice for it.

        The error goes no further: its traceback would keep every tensor of the failed attempt in that memory.
        """
        try:
            return work()
        except RuntimeError as error:
            if not (self._may_fall_back and is_out_of_memory(error)):
                raise
            log.warning("going on on the processor: %s", str(error))
            return None

    def _fall_back(self) -> OpenRenderer:
        gc.collect()
        with suppress(RuntimeError):  # of a recording that was broken off; nothing more is asked of the card
            torch.cuda.empty_cache()  # does nothing where CUDA was never used
        self._may_fall_back, self._notice = False, NOTICE
        return self._load("cpu")


def is_out_of_memory(error: RuntimeError) -> bool:
    """Whether a graphics card had too little memory, also where another error came while that was cleaned up."""
    if isinstance(error, torch.OutOfMemoryError) or any(words in str(error) for words in WORDS):
        return True
    return isinstance(error.__context__, RuntimeError) and is_out_of_memory(error.__context__)

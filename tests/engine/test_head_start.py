"""The engine starts before anyone asks for it, once; whoever asks again gets a new one."""

from __future__ import annotations

import threading

import pytest

from deepfacedrawing.engine.head_start import HeadStart
from deepfacedrawing.rendering import Renderer, UserError
from tests.fake_engine import FakeEngine


class Loader:
    """Counts its engines; ``begun`` is set with the first, and ``gate`` holds it back."""

    def __init__(self) -> None:
        self.engines: list[Renderer] = []
        self.errors: list[Exception] = []
        self.begun, self.gate = threading.Event(), threading.Event()

    def __call__(self) -> Renderer:
        self.begun.set()
        assert self.gate.wait(10)
        if self.errors:
            raise self.errors.pop()
        self.engines.append(FakeEngine())
        return self.engines[-1]


def test_loading_begins_at_once_and_its_renderer_is_the_first() -> None:
    load = Loader()
    early = HeadStart(load)
    assert load.begun.wait(10)  # nobody has asked yet
    load.gate.set()
    assert early() is load.engines[0]
    assert early() is load.engines[1]
    assert len(load.engines) == 2


def test_what_went_wrong_is_told_to_whoever_asks_and_the_next_try_is_a_new_one() -> None:
    load = Loader()
    load.errors.append(UserError("There is no model."))
    load.gate.set()
    early = HeadStart(load)
    with pytest.raises(UserError, match="There is no model"):
        early()
    assert early() is load.engines[0]

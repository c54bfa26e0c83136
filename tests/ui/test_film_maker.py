"""Films are made beside the window: told frame by frame, to be cancelled, and no thread stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PyQt5.QtTest import QSignalSpy

from deepfacedrawing.rendering import RendererDied, RenderRequest, UserError
from deepfacedrawing.ui.film import Film, build_morph
from deepfacedrawing.ui.film_maker import FilmMaker
from deepfacedrawing.ui.metadata import Provenance
from deepfacedrawing.ui.sketch import RenderSettings
from tests.ui.conftest import wait_until
from tests.ui.fake_renderer import GATE_TIMEOUT_S, FakeRenderer

PROVENANCE = Provenance("fake", "ab" * 32, RenderSettings())


def _film() -> Film:
    """Twenty frames from one appearance to another."""
    blank = np.full((512, 512), 255, np.uint8)
    return build_morph(RenderRequest(blank), RenderRequest(blank, appearance="rose"), 2, 10)


@pytest.fixture
def renderer() -> FakeRenderer:
    return FakeRenderer()


@pytest.fixture
def maker(renderer: FakeRenderer) -> Iterator[FilmMaker]:
    maker = FilmMaker(renderer.render)
    yield maker
    renderer.gate.set()
    maker.close()


def test_a_film_is_made_and_told_frame_by_frame(maker: FilmMaker, tmp_path: Path) -> None:
    progressed, finished = QSignalSpy(maker.progressed), QSignalSpy(maker.finished)
    maker.start(_film(), tmp_path / "film.gif", PROVENANCE)
    wait_until(lambda: len(finished) == 1)
    assert finished[0] == [tmp_path / "film.gif"]
    assert [tuple(told) for told in progressed] == [(number, 20) for number in range(1, 21)]
    with Image.open(tmp_path / "film.gif") as film:
        assert film.size == (512, 512)
    assert not maker.is_running


def test_one_film_at_a_time_and_then_the_next(maker: FilmMaker, renderer: FakeRenderer, tmp_path: Path) -> None:
    finished = QSignalSpy(maker.finished)
    renderer.gate.clear()
    maker.start(_film(), tmp_path / "one.png", PROVENANCE)
    assert maker.is_running
    with pytest.raises(UserError, match="being made already"):
        maker.start(_film(), tmp_path / "other.png", PROVENANCE)
    renderer.gate.set()
    wait_until(lambda: len(finished) == 1)
    maker.start(_film(), tmp_path / "other.png", PROVENANCE)
    wait_until(lambda: len(finished) == 2)
    assert len(list(tmp_path.iterdir())) == 40


def test_a_cancelled_film_leaves_nothing(maker: FilmMaker, renderer: FakeRenderer, tmp_path: Path) -> None:
    cancelled, finished = QSignalSpy(maker.cancelled), QSignalSpy(maker.finished)
    renderer.gate.clear()
    maker.start(_film(), tmp_path / "film.mp4", PROVENANCE)
    assert renderer.entered.acquire(timeout=GATE_TIMEOUT_S)
    maker.cancel()
    renderer.gate.set()
    wait_until(lambda: len(cancelled) == 1)
    assert len(renderer.requests) == 1
    assert not len(finished)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (UserError("The sketch is tired."), "The sketch is tired."),
        (RendererDied(), "The engine stopped while the film was made; try again."),
        (ZeroDivisionError("oh"), "The film could not be made (oh); try again."),
    ],
)
def test_a_failure_is_told_in_a_sentence(
    maker: FilmMaker, renderer: FakeRenderer, tmp_path: Path, error: Exception, told: str
) -> None:
    failed = QSignalSpy(maker.failed)
    renderer.fail_next = [error]
    maker.start(_film(), tmp_path / "film.gif", PROVENANCE)
    wait_until(lambda: len(failed) == 1)
    assert str(failed[0][0]) == told
    assert not list(tmp_path.iterdir())


def test_closing_ends_the_film_and_is_silent(
    renderer: FakeRenderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker = FilmMaker(renderer.render)
    cancel = maker.cancel
    monkeypatch.setattr(maker, "cancel", lambda: (cancel(), renderer.gate.set()))  # the gate opens within close()
    ends = [QSignalSpy(signal) for signal in (maker.finished, maker.failed, maker.cancelled)]
    renderer.gate.clear()
    maker.start(_film(), tmp_path / "film.gif", PROVENANCE)
    assert renderer.entered.acquire(timeout=GATE_TIMEOUT_S)
    maker.close()
    maker.close()
    assert not maker.is_running
    assert not list(tmp_path.iterdir())
    assert [len(end) for end in ends] == [0, 0, 0]

"""What leaves the window: pictures, the clipboard, and films made while one goes on drawing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QGuiApplication
from PyQt5.QtWidgets import QProgressDialog, QPushButton

from deepfacedrawing.rendering import RendererDied, UserError
from deepfacedrawing.ui import dialogs, render_session
from deepfacedrawing.ui.export import ExportChoice, ExportPlan, side_by_side
from deepfacedrawing.ui.export_dialog import ExportDialog
from deepfacedrawing.ui.film import FilmChoice
from deepfacedrawing.ui.film_dialog import FilmDialog, FilmProgress
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.sketch import rasterise
from tests.ui.conftest import (
    LINE,
    OTHER,
    close_window,
    count_requests,
    draw,
    last_request,
    press_key,
    wait_idle,
    wait_until,
)
from tests.ui.fake_renderer import CHECKSUM, GATE_TIMEOUT_S, FakeLoader

CHOICE = FilmChoice("both", 2, ".gif")


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where films go; the dialogs answer for the user."""
    monkeypatch.setattr(FilmDialog, "exec_", lambda _: 1)
    monkeypatch.setattr(FilmDialog, "choice", CHOICE)
    folder = tmp_path / "films"
    folder.mkdir()
    monkeypatch.setattr(dialogs, "ask_save_path", lambda *_: folder / "film.gif")
    return folder / "film.gif"


def shown_face(window: MainWindow) -> NDArray[np.uint8]:
    face = window.workspace.face_view.face
    assert face is not None
    return face


def draw_two(window: MainWindow) -> None:
    for places in (LINE, OTHER):
        draw(window.workspace.canvas, *places)
    wait_idle(window)


def begin_film(window: MainWindow, loader: FakeLoader) -> None:
    """Draws, begins a film and holds its first render."""
    draw_two(window)
    while loader.renderer.entered.acquire(blocking=False):
        pass
    loader.renderer.gate.clear()
    window.actions_by_name["replay"].trigger()
    assert loader.renderer.entered.acquire(timeout=GATE_TIMEOUT_S)


# Pictures


@pytest.mark.parametrize(("suffix", "loss"), [(".png", 0.0), (".jpg", 2.0), (".webp", 3.0)])
def test_the_face_is_written_in_every_format_and_says_what_it_is(
    window: MainWindow, tmp_path: Path, suffix: str, loss: float
) -> None:
    draw_two(window)
    path = tmp_path / f"face{suffix}"
    assert window.outputs.export_to(path, ExportPlan("face"))
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"), np.float64)
    assert np.abs(pixels - shown_face(window)).mean() <= loss
    assert CHECKSUM.encode() in path.read_bytes()
    assert path.name in window.status.text


def test_a_format_that_is_not_offered_is_told(window: MainWindow, tmp_path: Path) -> None:
    assert not window.outputs.export_to(tmp_path / "face.tiff", ExportPlan("face"))
    assert window.status.is_error
    assert not (tmp_path / "face.tiff").exists()


def test_what_the_dialog_says_is_written_and_remembered(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_two(window)
    choice, proposals = ExportChoice("both", 1024, ".webp"), list[Path]()

    def ask(_: object, __: str, proposal: Path) -> Path:
        proposals.append(proposal)
        return tmp_path / "pair.webp"

    monkeypatch.setattr(dialogs, "ask_save_path", ask)
    monkeypatch.setattr(ExportDialog, "choice", choice)
    monkeypatch.setattr(ExportDialog, "exec_", lambda _: 0)
    window.actions_by_name["export"].trigger()
    assert not (tmp_path / "pair.webp").exists()
    monkeypatch.setattr(ExportDialog, "exec_", lambda _: 1)
    window.actions_by_name["export"].trigger()
    with Image.open(tmp_path / "pair.webp") as picture:
        assert picture.size == (2048, 1024)
    assert [path.name for path in proposals] == ["face.webp"]
    monkeypatch.undo()
    assert window._memory.export_choice == choice


def test_the_face_is_copied(window: MainWindow) -> None:
    draw_two(window)
    press_key(window, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    image = clipboard.image()
    face = shown_face(window)
    assert (image.width(), image.height()) == (512, 512)
    for x, y in ((256, 256), (150, 160), (10, 500)):
        colour = image.pixelColor(x, y)
        assert (colour.red(), colour.green(), colour.blue()) == tuple(face[y, x])
    assert not window.status.is_error
    clipboard.clear()


def test_there_is_nothing_to_copy_or_export_before_the_first_face(loader: FakeLoader, tmp_path: Path) -> None:
    loader.gate.clear()
    window = MainWindow(loader, asks=False)
    window.outputs.copy_face()
    assert window.status.is_error
    window.status.show_text("")
    assert not window.outputs.export_to(tmp_path / "face.png", ExportPlan("face"))
    assert window.status.is_error
    assert window.outputs.export_to(tmp_path / "sketch.png", ExportPlan("sketch"))
    loader.gate.set()
    close_window(window)


# Films


def test_a_film_of_the_drawing_ends_with_what_is_shown(window: MainWindow, film: Path) -> None:
    draw_two(window)
    window.actions_by_name["replay"].trigger()
    assert window.findChildren(FilmProgress)
    wait_until(lambda: film.name in window.status.text)
    with Image.open(film) as picture:
        first = np.asarray(picture.convert("RGB"), np.float64)
        picture.seek(picture.n_frames - 1)
        last = np.asarray(picture.convert("RGB"), np.float64)
    expected = side_by_side(rasterise(window.document.sketch), shown_face(window))
    assert np.abs(last - expected).mean() < 6
    assert (first[:, :512] > 250).all()
    assert film.stat().st_size > 0
    assert not any(dialog.isVisible() for dialog in window.findChildren(QProgressDialog))


def test_one_goes_on_drawing_while_a_film_is_made(window: MainWindow, loader: FakeLoader, film: Path) -> None:
    begin_film(window, loader)
    sketch, made = window.document.sketch, len(loader.renderer.requests)
    draw(window.workspace.canvas, (60.0, 60.0), (90.0, 90.0))
    loader.renderer.gate.set()
    wait_until(lambda: len(loader.renderer.requests) > made)
    drawn = loader.renderer.requests[made]  # the pen comes before the next frame
    assert np.array_equal(drawn.sketch, rasterise(window.document.sketch))
    assert drawn.shadow
    wait_until(lambda: film.is_file() and not window.outputs.film_maker.is_running)
    frames = [request for request in loader.renderer.requests if not request.shadow]
    assert np.array_equal(frames[-1].sketch, rasterise(sketch))  # the film is of what was there when it began
    wait_idle(window)
    draw(window.workspace.canvas, (400.0, 60.0))
    wait_idle(window)
    assert np.array_equal(last_request(loader).sketch, rasterise(window.document.sketch))


def test_the_frames_of_a_film_are_not_shown(window: MainWindow, loader: FakeLoader, film: Path) -> None:
    draw_two(window)
    rendered = list[object]()
    window.live_face.session.rendered.connect(lambda *_: rendered.append(1))
    before = count_requests(window, loader)
    window.actions_by_name["replay"].trigger()
    wait_until(lambda: film.name in window.status.text)
    assert len(loader.renderer.requests) > before + 2
    assert not rendered


def test_closing_the_window_ends_a_film(window: MainWindow, loader: FakeLoader, film: Path) -> None:
    begin_film(window, loader)
    window.close()
    assert not window.outputs.film_maker.is_running
    assert not list(film.parent.iterdir())
    assert not any(dialog.isVisible() for dialog in window.findChildren(QProgressDialog))
    assert loader.renderer.is_closed


def test_a_cancelled_film_leaves_nothing_and_another_can_be_made(
    window: MainWindow, loader: FakeLoader, film: Path
) -> None:
    begin_film(window, loader)
    window.actions_by_name["replay"].trigger()
    assert window.status.is_error  # one at a time
    (progress,) = window.findChildren(FilmProgress)
    progress.findChild(QPushButton).click()
    loader.renderer.gate.set()
    wait_until(lambda: not window.outputs.film_maker.is_running)
    wait_until(lambda: not window.status.is_error)
    assert not list(film.parent.iterdir())
    window.actions_by_name["replay"].trigger()
    wait_until(film.is_file)
    wait_until(lambda: film.name in window.status.text)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (UserError("The sketch is tired; let it rest."), "The sketch is tired; let it rest."),
        (RendererDied("killed"), "The engine stopped while the film was made; try again."),
        (ZeroDivisionError("oh"), "The film could not be made (oh); try again."),
    ],
)
def test_what_goes_wrong_with_a_film_is_told_and_the_window_lives_on(
    window: MainWindow,
    loader: FakeLoader,
    film: Path,
    error: Exception,
    told: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(render_session, "BACK_OFF_S", 0.001)
    draw_two(window)
    loader.renderer.fail_next.append(error)
    if isinstance(error, RendererDied):  # one that dies once is replaced
        loader.fail_next += [RendererDied("killed")] * (render_session.MAX_DEATHS - 1)
    window.actions_by_name["replay"].trigger()
    wait_until(lambda: window.status.text == told)
    assert window.status.is_error
    assert not list(film.parent.iterdir())
    draw(window.workspace.canvas, (60.0, 60.0), (90.0, 90.0))
    wait_idle(window)
    assert np.array_equal(last_request(loader).sketch, rasterise(window.document.sketch))
    assert len(loader.renderers) == (2 if isinstance(error, RendererDied) else 1)


def test_a_film_goes_on_when_the_engine_dies_meanwhile(
    window: MainWindow, loader: FakeLoader, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render_session, "BACK_OFF_S", 0.001)
    draw_two(window)
    loader.renderer.fail_next.append(RendererDied("killed"))
    window.actions_by_name["replay"].trigger()
    wait_until(film.is_file)
    wait_until(lambda: film.name in window.status.text)
    assert not window.status.is_error
    assert len(loader.renderers) == 2


def test_a_full_disk_is_told_when_the_film_is_written(
    window: MainWindow, film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw_two(window)
    monkeypatch.setattr(dialogs, "ask_save_path", lambda *_: film.parent / "nowhere" / "film.gif")
    window.actions_by_name["replay"].trigger()
    wait_until(lambda: window.status.is_error)
    assert "nowhere" in window.status.text


def test_a_blank_page_has_no_film(window: MainWindow, film: Path) -> None:
    window.actions_by_name["replay"].trigger()
    assert window.status.is_error
    assert not window.outputs.film_maker.is_running
    assert not film.exists()

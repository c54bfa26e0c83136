"""The dialogs that ask what to export: by mouse and keyboard, with what was chosen last time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from PyQt5.QtCore import Qt
from PyQt5.QtGui import QGuiApplication
from PyQt5.QtTest import QSignalSpy, QTest
from PyQt5.QtWidgets import QAbstractButton, QApplication, QDialog, QDialogButtonBox, QProgressDialog, QPushButton

from deepfacedrawing.rendering import RenderRequest, UserError
from deepfacedrawing.ui import film_dialog
from deepfacedrawing.ui.clipboard import copy_picture
from deepfacedrawing.ui.export import ExportChoice, ExportPlan, side_by_side
from deepfacedrawing.ui.export_dialog import ExportDialog
from deepfacedrawing.ui.film import FilmChoice, build_morph, face_alone
from deepfacedrawing.ui.film_dialog import FilmDialog, FilmProgress
from deepfacedrawing.ui.film_maker import FilmMaker
from deepfacedrawing.ui.metadata import SYNTHETIC, Provenance
from deepfacedrawing.ui.settings import WindowSettings
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke, rasterise
from tests.ui.conftest import wait_until
from tests.ui.fake_renderer import FakeRenderer, paint_face

SKETCH = Sketch((Stroke("pen", 3.0, ((120.0, 90.0, 1.0, 0.0), (300.0, 260.0, 0.6, 40.0))),))
PROVENANCE = Provenance("fake", "ab" * 32, RenderSettings())


@pytest.fixture(scope="module")
def face() -> NDArray[np.uint8]:
    return paint_face(RenderRequest(rasterise(SKETCH)))


@pytest.fixture
def dialog(face: NDArray[np.uint8]) -> Iterator[ExportDialog]:
    dialog = ExportDialog(face, SKETCH, PROVENANCE, ExportChoice())
    dialog.show()
    dialog.activateWindow()
    wait_until(dialog.isActiveWindow)
    yield dialog
    _drop(dialog)


def _drop(dialog: QDialog) -> None:
    dialog.hide()
    dialog.deleteLater()
    QApplication.sendPostedEvents(None, 0)


def _press(widget: QDialog | QAbstractButton, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)  # type: ignore[call-overload]  # PyQt's stubs take it for a method


def test_the_dialog_starts_from_what_was_chosen_last(face: NDArray[np.uint8]) -> None:
    for choice in (ExportChoice("both", 1024, ".webp"), ExportChoice("sketch", 512, ".jpg"), ExportChoice()):
        dialog = ExportDialog(face, SKETCH, PROVENANCE, choice)
        assert dialog.choice == choice
        _drop(dialog)


def test_a_click_chooses_and_the_preview_follows(dialog: ExportDialog) -> None:
    shown = [dialog.grab().toImage()]
    for name in ("sketch", "both"):
        dialog.what.button(name).click()
        shown.append(dialog.grab().toImage())
    dialog.size_px.button("1024").click()
    dialog.format.button(".jpg").click()
    assert dialog.choice == ExportChoice("both", 1024, ".jpg")
    assert dialog.choice.plan == ExportPlan("both", 1024)
    assert shown[0] != shown[1] != shown[2]


def test_the_keyboard_is_enough(dialog: ExportDialog) -> None:
    dialog.what.button("face").setFocus()
    _press(dialog.what.button("face"), Qt.Key.Key_Right)
    assert dialog.choice.what == "sketch"
    _press(dialog.what.button("sketch"), Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_escape_changes_its_mind(dialog: ExportDialog) -> None:
    rejected = QSignalSpy(dialog.rejected)
    _press(dialog, Qt.Key.Key_Escape)
    assert len(rejected) == 1


def test_every_button_has_a_name_for_screen_readers(dialog: ExportDialog) -> None:
    buttons = dialog.findChildren(QPushButton)
    assert len(buttons) == 11
    assert all(button.accessibleName() or button.text() for button in buttons)
    assert dialog.what.button("both").accessibleName() == "Picture: Side by side"


def test_without_a_face_only_the_sketch_can_be_chosen() -> None:
    dialog = ExportDialog(None, SKETCH, PROVENANCE, ExportChoice("both", 1024, ".webp"))
    assert dialog.choice == ExportChoice("sketch", 1024, ".webp")
    assert [dialog.what.button(name).isEnabled() for name in ("face", "sketch", "both")] == [False, True, False]
    _drop(dialog)


def test_copy_puts_pixels_and_a_labelled_file_on_the_clipboard(dialog: ExportDialog, face: NDArray[np.uint8]) -> None:
    dialog.what.button("both").click()
    (copy,) = (button for button in dialog.findChildren(QPushButton) if button.text() == "&Copy")
    copy.click()
    assert copy.text() == "Copied"
    clipboard = QGuiApplication.clipboard()
    assert clipboard is not None
    image, content = clipboard.image(), clipboard.mimeData()
    assert content is not None
    assert (image.width(), image.height()) == (1024, 512)
    with Image.open(io.BytesIO(content.data("image/png").data())) as picture:
        assert np.array_equal(np.asarray(picture), side_by_side(rasterise(SKETCH), face))
        assert SYNTHETIC.encode() in picture.info["xmp"]
    clipboard.clear()


def test_copying_needs_a_face() -> None:
    with pytest.raises(UserError, match="no face yet"):
        copy_picture(None, SKETCH, ExportPlan("face"), PROVENANCE)


def test_damaged_choices_read_as_the_default() -> None:
    memory = WindowSettings()
    for damage in ("", "both", "both x .png", "both 513 .png", "film 999 .mp4", "both 5 .avi"):
        memory.store.setValue("export_choice", damage)
        memory.store.setValue("film_choice", damage)
        assert (memory.export_choice, memory.film_choice) == (ExportChoice(), FilmChoice())


def test_the_film_dialog_starts_from_what_was_chosen_and_follows() -> None:
    dialog = FilmDialog("Time-lapse", FilmChoice("face", 7, ".gif"))
    assert dialog.choice == FilmChoice("face", 7, ".gif")
    assert (dialog.choice.fps, dialog.choice.compose) == (12, face_alone)
    dialog.layout_buttons.button("both").click()
    dialog.format.button(".mp4").click()
    dialog.seconds.setValue(3)
    assert dialog.choice == FilmChoice("both", 3, ".mp4")
    assert dialog.choice.compose is side_by_side
    (box,) = dialog.findChildren(QDialogButtonBox)
    accept, _ = box.buttons()
    accept.click()
    assert dialog.result() == QDialog.DialogCode.Accepted
    _drop(dialog)


def test_without_pyav_the_dialog_offers_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(film_dialog, "can_write_mp4", lambda: False)
    dialog = FilmDialog("Time-lapse", FilmChoice())
    assert dialog.choice.suffix == ".gif"
    assert not dialog.format.button(".mp4").isEnabled()
    assert "deepfacedrawing[video]" in dialog.format.button(".mp4").toolTip()
    _drop(dialog)


def _start_film(renderer: FakeRenderer, path: Path) -> tuple[FilmMaker, FilmProgress]:
    blank = RenderRequest(np.full((512, 512), 255, np.uint8))
    maker = FilmMaker(renderer.render)
    progress = FilmProgress(maker, "Morph")
    progress.show()
    maker.start(build_morph(blank, RenderRequest(blank.sketch, appearance="rose"), 2, 10), path, PROVENANCE)
    return maker, progress


def test_progress_is_shown_and_goes_when_the_film_is_there(tmp_path: Path) -> None:
    maker, progress = _start_film(FakeRenderer(), tmp_path / "film.gif")
    texts: list[str] = []
    maker.progressed.connect(lambda *_: texts.append(progress.labelText()))
    gone = QSignalSpy(progress.destroyed)
    wait_until(lambda: len(gone) == 1)
    assert texts[0] == "Frame 1 of 20"
    assert texts[-1] == "Writing the file…"
    with Image.open(tmp_path / "film.gif") as film:
        assert film.size == (512, 512)
    maker.close()


def test_its_button_cancels_the_film(tmp_path: Path) -> None:
    renderer = FakeRenderer()
    renderer.gate.clear()
    maker, progress = _start_film(renderer, tmp_path / "film.gif")
    cancelled = QSignalSpy(maker.cancelled)
    (button,) = progress.findChildren(QPushButton)
    button.click()
    renderer.gate.set()
    wait_until(lambda: len(cancelled) == 1)
    assert not isinstance(QApplication.activeModalWidget(), QProgressDialog)
    assert not list(tmp_path.iterdir())
    maker.close()

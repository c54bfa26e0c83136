"""The status bar: one sentence, and what more there is to tell for those who ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QEvent
from PyQt5.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton

from deepfacedrawing.engine.worker import EngineProcess, load_face_engine
from deepfacedrawing.rendering import Renderer, UserError
from deepfacedrawing.ui.details import DetailsDialog
from deepfacedrawing.ui.errors import describe
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.status import StatusBar
from tests.ui.conftest import click, wait_until
from tests.ui.fake_renderer import FakeLoader


@pytest.fixture
def bar(application: QApplication) -> Iterator[StatusBar]:
    bar = StatusBar()
    bar.show()
    yield bar
    bar.close()
    bar.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _button(bar: StatusBar, name: str) -> QAbstractButton:
    (found,) = (b for b in bar.findChildren(QAbstractButton) if name in (b.text(), b.accessibleName()))
    return found


def test_details_are_offered_only_where_there_are_some(bar: StatusBar) -> None:
    bar.show_error("It failed.")
    assert not _button(bar, "Details…").isVisible()
    bar.show_error("It failed.", "because of this")
    assert _button(bar, "Details…").isVisible()
    bar.show_text("All is well")
    assert not _button(bar, "Details…").isVisible()
    assert (bar.details, bar.is_error) == ("", False)


def test_an_error_can_be_dismissed_and_a_message_need_not(bar: StatusBar) -> None:
    bar.show_text("Saved")
    assert not _button(bar, "Dismiss this message").isVisible()
    bar.show_error("It failed.", "because of this")
    click(_button(bar, "Dismiss this message"))
    assert (bar.text, bar.details, bar.is_error) == ("", "", False)
    assert not _button(bar, "Details…").isVisible()


def test_the_zoom_stands_in_a_place_of_its_own(bar: StatusBar) -> None:
    bar.show_zoom(1.254)
    bar.show_text("Saved")
    (zoom,) = (label for label in bar.findChildren(QLabel) if label.accessibleName() == "Zoom")
    assert zoom.text() == "125 %"


def test_the_dialog_shows_everything_and_copies_it(application: QApplication, bar: StatusBar) -> None:
    bar.show_error("It <b>failed</b>.", "line 1\nline 2")
    click(_button(bar, "Details…"))
    (dialog,) = bar.findChildren(DetailsDialog)
    (text,) = dialog.findChildren(QPlainTextEdit)
    assert dialog.isVisible()
    assert (text.toPlainText(), text.isReadOnly()) == ("line 1\nline 2", True)
    assert "It <b>failed</b>." in [label.text() for label in dialog.findChildren(QLabel)]
    (copy,) = (button for button in dialog.findChildren(QPushButton) if "Copy" in button.text())
    click(copy)
    clipboard = application.clipboard()
    assert clipboard is not None
    assert clipboard.text() == "It <b>failed</b>.\n\nline 1\nline 2"
    (box,) = dialog.findChildren(QDialogButtonBox)
    close = box.button(QDialogButtonBox.StandardButton.Close)
    assert close is not None
    click(close)
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert bar.findChildren(DetailsDialog) == []


def test_what_can_be_told_about_an_error() -> None:
    assert describe(UserError("Choose another file.")) == ""
    caused = UserError("The file is damaged.")
    caused.__cause__ = ValueError("byte 7")
    assert "ValueError: byte 7" in describe(caused)
    assert "KeyError: 'x'" in describe(KeyError("x"))


def test_an_error_of_the_engine_brings_its_details(window: MainWindow, loader: FakeLoader) -> None:
    loader.renderer.fail_next.append(ZeroDivisionError("by nought"))
    window.live_face.render_now()
    wait_until(lambda: window.status.is_error)
    assert "by nought" in window.status.text
    assert "Traceback" in window.status.details


def test_a_file_that_cannot_be_read_brings_its_details(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "bad.png").write_text("nonsense")
    assert not window.arrivals.show_reference(tmp_path / "bad.png")
    assert window.status.is_error
    assert "UnidentifiedImageError" in window.status.details
    assert not window.arrivals.show_reference(tmp_path / "good\udcff.png")  # a name that is no UTF-8
    assert window.status.text.startswith("There is no file ")


def load_missing_model() -> Renderer:
    return load_face_engine(Path("nowhere"), "cpu")


def load_damaged_model() -> Renderer:
    return load_face_engine(Path(__file__), "cpu")


def test_a_missing_and_a_damaged_model_are_told_in_one_sentence() -> None:
    """Through the engine's own process, as in the window."""
    with pytest.raises(UserError, match=r"^There is no model file .*nowhere; give one") as caught:
        EngineProcess(load_missing_model)
    assert describe(caught.value) == ""
    with pytest.raises(UserError, match=r"test_status\.py is damaged") as caught:
        EngineProcess(load_damaged_model)
    assert "a header of at most" in describe(caught.value)

"""The first-run hint and the table of shortcuts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt5.QtCore import QEvent, QRect
from PyQt5.QtGui import QImage
from PyQt5.QtTest import QSignalSpy
from PyQt5.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QToolButton, QWidget

from deepfacedrawing import shipped
from deepfacedrawing.samples import find_samples
from deepfacedrawing.ui import welcome
from deepfacedrawing.ui.actions import ACTIONS
from deepfacedrawing.ui.main_window import MainWindow
from deepfacedrawing.ui.shortcuts import GESTURES, ShortcutsDialog, list_shortcuts, split_evenly
from deepfacedrawing.ui.welcome import SHOWN, SampleButton, WelcomeCard, lay_over
from tests.ui.conftest import click, wait_until


@pytest.fixture
def card(application: QApplication) -> Iterator[WelcomeCard]:
    card = WelcomeCard()
    card.show()
    yield card
    card.close()
    card.deleteLater()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _samples(card: WelcomeCard) -> list[SampleButton]:
    return card.findChildren(SampleButton)


def _ink(image: QImage) -> int:
    """Dark pixels inside the border."""
    places = [(x, y) for x in range(3, image.width() - 3) for y in range(3, image.height() - 3)]
    return sum(image.pixelColor(x, y).lightness() < 160 for x, y in places)


def test_the_samples_are_found_in_a_checkout_and_in_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(SHOWN) <= {path.stem for path in find_samples()}
    monkeypatch.setattr(shipped, "__file__", str(tmp_path / "deepfacedrawing" / "shipped.py"))
    assert find_samples() == ()
    inside = tmp_path / "deepfacedrawing" / "samples"
    inside.mkdir(parents=True)
    for name in ("b.svg", "a.svg", "README.md"):
        (inside / name).touch()
    assert [path.name for path in find_samples()] == ["a.svg", "b.svg"]


def test_thumbnails_are_drawn_after_the_card_is_there(card: WelcomeCard) -> None:
    buttons = _samples(card)
    assert [button.path.stem for button in buttons] == list(SHOWN)
    assert not any(button.is_drawn for button in buttons)
    wait_until(lambda: all(button.is_drawn for button in buttons))
    assert all(_ink(button.grab().toImage()) > 50 for button in buttons)


def test_a_click_on_a_thumbnail_chooses_its_sketch(card: WelcomeCard) -> None:
    chosen = QSignalSpy(card.sample_chosen)
    click(_samples(card)[1])
    assert [path for (path,) in chosen] == [next(path for path in find_samples() if path.stem == SHOWN[1])]


def test_the_card_can_be_closed_and_has_three_lines(card: WelcomeCard) -> None:
    dismissed = QSignalSpy(card.dismissed)
    (close,) = card.findChildren(QToolButton)
    click(close)
    assert len(dismissed) == 1
    assert len([label for label in card.findChildren(QLabel) if not label.property("heading")]) == 3


def test_a_damaged_sample_is_left_out(
    application: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = next(path for path in find_samples() if path.stem == SHOWN[2])
    damaged = tmp_path / f"{SHOWN[0]}.svg"
    damaged.write_text("{")
    monkeypatch.setattr(welcome, "find_samples", lambda: (damaged, whole))
    card = WelcomeCard()
    card.show()
    buttons = _samples(card)
    wait_until(lambda: buttons[1].is_drawn)
    assert [button.isVisible() for button in buttons] == [False, True]
    card.close()
    card.deleteLater()


def test_the_window_can_be_small_while_the_card_is_there(window: MainWindow) -> None:
    window.welcome.show()
    assert window.minimumSizeHint().width() <= 900
    assert window.minimumSizeHint().height() <= 600
    window.resize(900, 600)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (900, 600)
    card, canvas = window.welcome, window.workspace.canvas
    inside = QRect(canvas.mapTo(window, canvas.rect().topLeft()), canvas.size())
    assert inside.contains(QRect(card.mapTo(window, card.rect().topLeft()), card.size()))
    buttons = _samples(card)
    assert all(abs(button.width() - button.height()) <= 1 for button in buttons)
    assert all(card.rect().contains(button.geometry()) for button in buttons)


def test_lines_that_find_no_room_can_be_scrolled_to(card: WelcomeCard) -> None:
    (area,) = card.findChildren(QScrollArea)
    bar = area.verticalScrollBar()
    assert bar is not None
    card.resize(400, card.heightForWidth(400))
    assert bar.maximum() == 0
    card.resize(240, 180)
    assert bar.maximum() > 0
    for label in area.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())


def test_the_card_lies_over_the_lower_middle_of_the_view(application: QApplication) -> None:
    view, card = QWidget(), WelcomeCard()
    place = lay_over(view, card)
    place.resize(800, 700)
    place.show()
    assert view.size() == place.size()
    assert abs(card.geometry().center().x() - 400) <= 1
    assert card.geometry().bottom() in range(660, 700)
    assert place.childAt(card.geometry().topLeft() + card.rect().center()) is not view
    place.close()
    place.deleteLater()


def test_every_shortcut_is_in_the_table(application: QApplication) -> None:
    dialog = ShortcutsDialog()
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert {"Ctrl+Shift+Z", "Ctrl+Y", "B", "["} <= set(texts)
    names = {spec.text.replace("&", "").rstrip("…") for spec in ACTIONS if spec.shortcuts}
    assert names | {gesture.text for gesture in GESTURES} <= set(texts)
    dialog.show()
    (close,) = dialog.findChildren(QPushButton)
    click(close)
    assert not dialog.isVisible()
    application.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_actions_without_keys_are_left_out() -> None:
    assert list_shortcuts("Help") == [
        (spec.text.replace("&", ""), spec.shortcuts) for spec in ACTIONS if spec.menu == "Help" and spec.shortcuts
    ]
    assert ("Redo", ("Ctrl+Shift+Z", "Ctrl+Y")) in list_shortcuts("Edit")


def test_the_two_columns_are_of_like_height() -> None:
    sections = [(name, [("", ())] * rows) for name, rows in (("a", 6), ("b", 7), ("c", 2), ("d", 4), ("e", 9))]
    left, right = split_evenly(sections)
    assert ([name for name, _ in left], [name for name, _ in right]) == (["a", "b"], ["c", "d", "e"])

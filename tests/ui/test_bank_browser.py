"""The bank browser: what it shows holds still, what it asks for is what was clicked."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PyQt5.QtCore import QEvent, Qt
from PyQt5.QtGui import QImage
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication, QPushButton

from deepfacedrawing.components import BUNDLED_COMPONENTS, COMPONENT_NAMES, crop
from deepfacedrawing.rendering import RenderRequest
from deepfacedrawing.ui import bank_browser
from deepfacedrawing.ui.bank_browser import BankBrowser
from deepfacedrawing.ui.images import to_array
from tests.ui.conftest import click, wait_until
from tests.ui.fake_renderer import BANK_SIZE, FakeRenderer

WIDTH = 282


@pytest.fixture
def browser(application: QApplication) -> Iterator[BankBrowser]:
    browser = BankBrowser()
    browser.set_bank_size(BANK_SIZE)
    browser.resize(WIDTH, browser.sizeHint().height())
    browser.show()
    yield browser
    browser.close()
    browser.deleteLater()


@pytest.fixture
def asked(browser: BankBrowser) -> list[tuple[object, ...]]:
    """What the browser asked for, in order."""
    heard: list[tuple[object, ...]] = []
    for name in ("browsed_changed", "pin_chosen", "unpin_chosen", "copy_requested"):
        getattr(browser, name).connect(lambda *values, name=name: heard.append((name, *values)))
    return heard


def draw_on(component: str, length: int = 20) -> np.ndarray:
    """A sketch with a line in that component's window."""
    sketch = np.full((512, 512), 255, np.uint8)
    window = next(c for c in BUNDLED_COMPONENTS if c.name == component)
    sketch[window.y + 5, window.x + 5 : window.x + 5 + length] = 0
    return sketch


def feed(browser: BankBrowser, length: int = 20, **settings: object) -> tuple[int, ...]:
    """Renders and shows what the browser wants; returns the neighbours."""
    name = browser.component
    request = RenderRequest(draw_on(name, length), browsed=name, **settings)  # type: ignore[arg-type]
    result = FakeRenderer().render(request)
    browser.set_samples(name, result.neighbours[name], result.samples)
    return result.neighbours[name]


def test_the_nearest_samples_are_shown_in_order(browser: BankBrowser) -> None:
    assert not browser.grid.button(0).isEnabled()
    rows = feed(browser)
    assert browser.grid.rows == rows
    assert [browser.grid.button(place).accessibleName() for place in range(10)] == [f"Sample {row}" for row in rows]
    pictures = [browser.grid.button(place).grab().toImage() for place in range(10)]
    assert len({to_array(p.convertToFormat(QImage.Format.Format_Grayscale8)).tobytes() for p in pictures}) == 10


def test_new_samples_take_the_same_buttons_and_the_same_ones_paint_nothing(browser: BankBrowser) -> None:
    feed(browser)
    buttons, pixels = browser.grid.children(), browser.grid.button(0).pixels
    rows = feed(browser)
    assert browser.grid.button(0).pixels is pixels
    assert feed(browser, length=30) != rows
    assert browser.grid.button(0).pixels is not pixels
    assert browser.grid.children() == buttons


def test_a_click_on_a_sample_pins_it_and_a_click_on_the_pinned_one_unpins_it(
    browser: BankBrowser, asked: list[tuple[object, ...]]
) -> None:
    rows = feed(browser)
    click(browser.grid.button(3))
    assert asked == [("pin_chosen", "left_eye", rows[3])]
    assert not browser.grid.button(3).isChecked()  # until the owner says so
    browser.set_pins({"left_eye": rows[3]})
    assert [place for place in range(10) if browser.grid.button(place).isChecked()] == [3]
    assert browser.grid.button(3).accessibleName() == f"Sample {rows[3]} (pinned)"
    click(browser.grid.button(3))
    assert asked[1:] == [("unpin_chosen", "left_eye")]


def test_what_is_pinned_is_said_and_can_be_unpinned(browser: BankBrowser, asked: list[tuple[object, ...]]) -> None:
    feed(browser)
    assert browser.pinned.text == "Your own lines count"
    assert not browser.pinned.unpin.isEnabled()
    browser.set_pins({"left_eye": 200})
    assert browser.pinned.text == "Pinned: sample 200"
    assert not browser.pinned.has_picture
    feed(browser, pins={"left_eye": 200})
    assert browser.pinned.has_picture
    click(browser.pinned.unpin)
    assert asked == [("unpin_chosen", "left_eye")]
    browser.set_pins({"left_eye": crop(draw_on("left_eye"), BUNDLED_COMPONENTS[0], BUNDLED_COMPONENTS).tobytes()})
    assert browser.pinned.text == "Pinned: from a drawing"
    assert browser.pinned.has_picture
    browser.set_pins({})
    assert not browser.pinned.has_picture


def test_pinned_components_are_marked_in_the_chooser(browser: BankBrowser) -> None:
    browser.set_pins({"mouth": 3, "nose": 4})
    assert [name for name in COMPONENT_NAMES if browser.chooser.button(name).is_pinned] == ["nose", "mouth"]
    assert browser.chooser.button("nose").accessibleName() == "Nose (pinned)"
    browser.set_pins({"mouth": 3})
    assert browser.chooser.button("nose").accessibleName() == "Nose"


def test_another_component_is_asked_for_and_shows_what_is_known_of_it(
    browser: BankBrowser, asked: list[tuple[object, ...]]
) -> None:
    rows = feed(browser)
    click(browser.chooser.button("mouth"))
    assert (browser.component, asked) == ("mouth", [("browsed_changed", "mouth")])
    assert browser.grid.rows == ()
    feed(browser)
    click(browser.chooser.button("mouth"))
    click(browser.chooser.button("left_eye"))
    assert asked[1:] == [("browsed_changed", "left_eye")]
    assert browser.grid.rows == rows


def test_samples_of_the_component_before_are_passed_over(browser: BankBrowser) -> None:
    result = FakeRenderer().render(RenderRequest(draw_on("left_eye"), browsed="left_eye"))
    browser.set_component("nose")
    browser.set_samples("nose", result.neighbours["nose"], result.samples)
    browser.set_samples("nose", result.neighbours["nose"], {})
    assert browser.grid.rows == ()


def test_samples_hold_still_under_the_pointer(browser: BankBrowser) -> None:
    rows = feed(browser)
    QApplication.sendEvent(browser.grid, QEvent(QEvent.Type.Enter))
    later = feed(browser, length=30)
    assert browser.grid.rows == rows != later
    browser.set_pins({"left_eye": rows[2]})
    assert browser.grid.button(2).isChecked()
    QApplication.sendEvent(browser.grid, QEvent(QEvent.Type.Leave))
    assert browser.grid.rows == later


def test_samples_hold_still_under_the_keyboard(browser: BankBrowser, asked: list[tuple[object, ...]]) -> None:
    browser.activateWindow()
    wait_until(browser.isActiveWindow)
    rows = feed(browser)
    browser.grid.button(1).setFocus(Qt.FocusReason.TabFocusReason)
    later = feed(browser, length=30)
    assert browser.grid.rows == rows
    QTest.keyClick(browser.grid.button(1), Qt.Key.Key_Space)  # type: ignore[call-overload]
    assert asked == [("pin_chosen", "left_eye", rows[1])]
    browser.copy.setFocus(Qt.FocusReason.TabFocusReason)
    assert browser.grid.rows == later


def test_a_suggestion_is_a_row_of_the_bank_and_never_the_pinned_one(
    browser: BankBrowser, asked: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bank_browser.random, "randrange", lambda size: size - 1)
    click(browser.suggest)
    browser.set_pins({"left_eye": BANK_SIZE - 1})
    click(browser.suggest)
    assert asked == [("pin_chosen", "left_eye", BANK_SIZE - 1), ("pin_chosen", "left_eye", 0)]
    browser.set_bank_size(0)
    assert not browser.suggest.isEnabled()


def test_a_copy_is_asked_for_the_browsed_component(browser: BankBrowser, asked: list[tuple[object, ...]]) -> None:
    browser.set_component("nose")
    click(browser.copy)
    assert asked == [("copy_requested", "nose")]


@pytest.mark.parametrize(("width", "columns"), [(WIDTH, 4), (700, 10)])
def test_it_fits_a_panel_and_a_dock(browser: BankBrowser, width: int, columns: int) -> None:
    browser.resize(width, browser.height())
    feed(browser)
    first_row = [p for p in range(10) if browser.grid.button(p).y() == browser.grid.button(0).y()]
    assert len(first_row) == columns
    assert browser.grid.childrenRect().right() <= browser.grid.width()
    assert browser.grid.childrenRect().bottom() < browser.grid.height()


def test_everything_is_reached_by_keyboard_and_has_a_name(browser: BankBrowser) -> None:
    feed(browser)
    browser.set_pins({"left_eye": 4})
    buttons = [
        *(browser.grid.button(place) for place in range(10)),
        browser.pinned.unpin,
        browser.suggest,
        browser.copy,
    ]
    buttons += [browser.chooser.button(name) for name in COMPONENT_NAMES]
    for button in buttons:
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert button.accessibleName() or (isinstance(button, QPushButton) and button.text())
        assert button.toolTip()

"""The morph panel, and the requests of a film."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PyQt5.QtCore import Qt
from PyQt5.QtTest import QTest
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import RenderRequest
from deepfacedrawing.ui.morph import MorphCandidate, MorphPanel
from tests.ui.conftest import click
from tests.ui.fake_renderer import paint_face

BLANK = np.full((512, 512), 255, np.uint8)
A = RenderRequest(BLANK, browsed="nose")
B = RenderRequest(np.zeros_like(BLANK), {"nose": 0.9}, appearance="silver", pins={"mouth": 3})
CANDIDATES = [MorphCandidate("Now", paint_face(A)), MorphCandidate("Step 3", paint_face(B)), MorphCandidate("beard")]


@pytest.fixture
def panel(application: QApplication) -> Iterator[MorphPanel]:
    panel = MorphPanel()
    panel.set_candidates(CANDIDATES, (0, 1))
    panel.resize(254, panel.sizeHint().height())
    panel.show()
    yield panel
    panel.close()
    panel.deleteLater()


@pytest.fixture
def asked(panel: MorphPanel) -> list[tuple[object, ...]]:
    """What the panel asked for, in order."""
    heard: list[tuple[object, ...]] = []
    for name in ("ends_changed", "file_requested", "morph_changed", "export_requested", "closed"):
        getattr(panel, name).connect(lambda *values, name=name: heard.append((name, *values)))
    return heard


def test_the_slider_all_moves_five_and_is_told_once(panel: MorphPanel, asked: list[tuple[object, ...]]) -> None:
    panel.slider("all").setValue(40)
    panel.slider("nose").setValue(100)
    assert asked == [
        ("morph_changed", dict.fromkeys(COMPONENT_NAMES, 0.4)),
        ("morph_changed", dict.fromkeys(COMPONENT_NAMES, 0.4) | {"nose": 1.0}),
    ]
    assert panel.slider("all").value() == 52
    panel.set_morph(dict.fromkeys(COMPONENT_NAMES, 0.0))
    assert len(asked) == 2


def test_another_end_is_chosen_from_the_list(panel: MorphPanel, asked: list[tuple[object, ...]]) -> None:
    assert [end.list.currentText() for end in panel.end_widgets] == ["Now", "Step 3"]
    end = panel.end_widgets[1]
    end.list.setFocus()
    QTest.keyClick(end.list, Qt.Key.Key_Down)  # type: ignore[call-overload]
    assert asked == [("ends_changed", 0, 2)]
    assert panel.ends == (0, 2)
    assert [end.has_face for end in panel.end_widgets] == [True, False]
    click(panel.end_widgets[0].open)
    assert asked[1:] == [("file_requested", 0)]


def test_swapping_the_ends_keeps_the_face(panel: MorphPanel, asked: list[tuple[object, ...]]) -> None:
    panel.set_morph(dict.fromkeys(COMPONENT_NAMES, 0.0) | {"nose": 0.3})
    click(panel.swap)
    assert asked == [("ends_changed", 1, 0)]
    assert panel.morph == dict.fromkeys(COMPONENT_NAMES, 1.0) | {"nose": 0.7}


def test_export_and_close_are_told(panel: MorphPanel, asked: list[tuple[object, ...]]) -> None:
    click(panel.export)
    click(panel.close_button)
    assert asked == [("export_requested",), ("closed",)]


def test_without_drawings_there_is_nothing_to_move(panel: MorphPanel) -> None:
    panel.set_candidates([], (0, 0))
    assert not panel.slider("all").isEnabled()
    assert not panel.export.isEnabled()
    assert not any(end.has_face for end in panel.end_widgets)
    panel.set_candidates(CANDIDATES, (1, 1))
    assert panel.slider("nose").isEnabled()

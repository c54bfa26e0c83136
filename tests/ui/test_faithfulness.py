"""The marks beside the sliders: honest in shape, in colour and in words."""

from __future__ import annotations

import pytest
from PyQt5.QtGui import QImage
from PyQt5.QtWidgets import QApplication

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.rendering import RenderRequest
from deepfacedrawing.ui.controls import ControlPanel
from deepfacedrawing.ui.faithfulness import COLOURS, REACHES, FaithfulnessMark, judge
from deepfacedrawing.ui.images import to_array
from deepfacedrawing.ui.sketch import Sketch, rasterise
from tests.ui.fake_renderer import FakeRenderer

LEVELS = ("unknown", "untouched", "near", "off", "far")


def distance_of(level: str) -> float | None:
    """A distance of the nose that is judged so."""
    reach = REACHES["nose"]
    return {"unknown": None, "untouched": 0.1, "near": reach.near, "off": reach.far, "far": reach.far + 0.1}[level]


def paint(mark: FaithfulnessMark) -> QImage:
    mark.resize(mark.sizeHint())
    return mark.grab().toImage()


@pytest.mark.parametrize("level", LEVELS)
def test_a_distance_is_judged_by_the_reach_of_its_component(application: QApplication, level: str) -> None:
    assert judge("nose", distance_of(level)) == level
    mark = FaithfulnessMark("nose")
    mark.set_distance(distance_of(level))
    assert mark.level == level
    assert mark.accessibleName() == f"Nose: {mark.toolTip()}"


def test_every_component_has_a_reach() -> None:
    assert tuple(REACHES) == COMPONENT_NAMES
    assert all(0.5 < reach.near < reach.far for reach in REACHES.values())


def test_levels_differ_in_shape_as_well_as_in_colour_and_words(application: QApplication) -> None:
    shapes, words = set(), set()
    for level in LEVELS:
        mark = FaithfulnessMark("nose")
        mark.set_distance(distance_of(level))
        alpha = to_array(paint(mark).convertToFormat(QImage.Format.Format_Grayscale8))
        shapes.add((alpha != alpha[0, 0]).tobytes())
        words.add(mark.toolTip())
    assert len(shapes) == len(words) == len(LEVELS)
    assert len(set(COLOURS.values())) == len(COLOURS)


def test_a_result_moves_the_marks_of_the_panel(application: QApplication) -> None:
    panel = ControlPanel()
    assert {panel.sliders.mark(name).level for name in COMPONENT_NAMES} == {"unknown"}
    panel.set_result(FakeRenderer().render(RenderRequest(rasterise(Sketch()))))
    assert {panel.sliders.mark(name).level for name in COMPONENT_NAMES} == {"untouched"}
    panel.sliders.set_distances({"nose": 9.0})
    assert panel.sliders.mark("nose").level == "far"
    assert panel.sliders.mark("mouth").level == "unknown"

"""Targets say what the drawing says, in the windows that show it and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from deepfacedrawing.components import BUNDLED_COMPONENTS, COMPONENT_NAMES
from deepfacedrawing.training.emphasis import (
    CLOSED_EYES,
    CLOSED_LIDS,
    SIGNS,
    SPREAD,
    TEMPER,
    Sign,
    load_emphases,
    plain_styles,
    with_closed_eyes,
)
from deepfacedrawing.training.line_drawing import LineDrawing, build_line_drawing

EYES = [COMPONENT_NAMES.index(name) for name in ("left_eye", "right_eye")]


def line(x: float, y: float, count: int = 5) -> NDArray[np.float32]:
    return np.array([[x + 4 * i, y] for i in range(count)]).astype(np.float32)


def drawing_with(*tags: str) -> LineDrawing:
    return build_line_drawing([("jaw", line(100, 400)), *((tag, line(200, 250)) for tag in tags)])


@pytest.fixture
def styles() -> NDArray[np.float32]:
    noise = np.random.default_rng(0).standard_normal((6, 512)).astype(np.float32)
    return load_emphases().mean + np.float32(0.1) * noise


def test_a_moved_style_reads_what_was_wanted(styles: NDArray[np.float32]) -> None:
    emphases = load_emphases()
    wanted = np.linspace(-1, 1, len(styles)).astype(np.float32)
    for name in emphases.names:
        np.testing.assert_allclose(emphases.reading(emphases.moved(styles, name, wanted), name), wanted, atol=0.02)


@pytest.mark.parametrize("sign", SIGNS, ids=lambda sign: sign.tag)
def test_what_is_drawn_shows_in_its_windows(styles: NDArray[np.float32], sign: Sign) -> None:
    emphases = load_emphases()
    drawings = [drawing_with(sign.tag)] * 3 + [drawing_with()] * 3
    targets = plain_styles(styles, drawings, BUNDLED_COMPONENTS)[:, 0]
    without = plain_styles(styles, [drawing_with()] * 6, BUNDLED_COMPONENTS)[:, 0]
    for i, name in enumerate(COMPONENT_NAMES):
        shown = emphases.reading(targets[:, i], sign.emphasis)
        if name in sign.levels:
            assert (shown[:3] >= sign.levels[name] - 0.02).all()
        elif sign.absent is None:
            np.testing.assert_array_equal(targets[:, i], without[:, i])
        if sign.absent is not None:
            assert (shown[3:] <= sign.absent + 0.02).all()
    np.testing.assert_array_equal(targets[3:], without[3:])


def test_styles_lie_further_from_the_mean(styles: NDArray[np.float32]) -> None:
    mean = load_emphases().mean
    nose = plain_styles(styles, [drawing_with("glasses")] * 6, BUNDLED_COMPONENTS)[:, 0, COMPONENT_NAMES.index("mouth")]
    along = ((nose - mean) * (styles - mean)).sum(1) / np.square(styles - mean).sum(1)
    np.testing.assert_allclose(along, SPREAD, atol=0.1)


def test_closed_eyes_change_the_windows_of_the_eyes_alone(styles: NDArray[np.float32]) -> None:
    emphases = load_emphases()
    drawn, closed = plain_styles(styles, [drawing_with()] * 6, BUNDLED_COMPONENTS).swapaxes(0, 1)
    for i, name in enumerate(COMPONENT_NAMES):
        if i in EYES:
            shown = emphases.reading(closed[:, i], CLOSED_EYES.emphasis)
            np.testing.assert_allclose(shown, CLOSED_EYES.levels[name], atol=0.02)
        else:
            np.testing.assert_array_equal(closed[:, i], drawn[:, i])


def test_lids_come_down_and_irises_go() -> None:
    lids = [("left_eye", line(200, 240)), ("left_eye", line(200, 260))]
    others = [("left_iris", line(205, 250)), ("right_iris", line(300, 250)), ("nose", line(250, 300))]
    closed = with_closed_eyes(build_line_drawing([*lids, *others, ("right_eye", line(300, 240))]))
    upper, lower = closed.tagged("left_eye")
    np.testing.assert_allclose(lower, line(200, 260))
    np.testing.assert_allclose(upper[:, 1], 260 - 20 * CLOSED_LIDS)
    assert not closed.tagged("left_iris")
    assert not closed.tagged("right_iris")
    np.testing.assert_array_equal(closed.tagged("nose")[0], line(250, 300))
    # half an eye cannot be closed
    np.testing.assert_array_equal(closed.tagged("right_eye")[0], line(300, 240))


def test_tempered_styles_lie_nearer_to_the_mean_but_show_the_same_signs(styles: NDArray[np.float32]) -> None:
    emphases = load_emphases()
    names = ["more beard", "more moustache"]
    tempered = emphases.mean + (styles - emphases.mean) @ emphases.tempering(names).T
    for name in names:
        np.testing.assert_allclose(emphases.reading(tempered, name), emphases.reading(styles, name), atol=1e-3)
    plain = emphases.mean + (styles - emphases.mean) @ emphases.tempering([]).T
    np.testing.assert_allclose(plain - emphases.mean, TEMPER * (styles - emphases.mean), atol=1e-4)
    assert np.linalg.norm(tempered - emphases.mean) < 0.95 * np.linalg.norm(styles - emphases.mean)

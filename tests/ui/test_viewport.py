"""Zoom, pan and rotation."""

from __future__ import annotations

import pytest
from PyQt5.QtCore import QPointF

from deepfacedrawing.ui.viewport import MARGIN, MAX_ZOOM, MIN_ZOOM, Viewport

SIZE = (700, 500)


def mapped(viewport: Viewport, x: float, y: float) -> tuple[float, float]:
    place = viewport.transform(*SIZE).map(QPointF(x, y))
    return place.x(), place.y()


def test_the_whole_page_fits_in_the_middle_at_first() -> None:
    assert mapped(Viewport(), 256, 256) == (350, 250)
    assert mapped(Viewport(), 0, 0) == pytest.approx((350 - 250 + MARGIN, MARGIN))


def test_zooming_keeps_the_place_under_the_pen() -> None:
    place = QPointF(100, 180)
    before = Viewport(rotation=20)
    after = before.zoomed(3.0, place)
    assert after.zoom == 3.0
    assert mapped(after, 100, 180) == pytest.approx(mapped(before, 100, 180))
    assert after.zoomed(1 / 3, place) == before


def test_zoom_has_ends() -> None:
    assert Viewport().zoomed(1000, QPointF(0, 0)).zoom == MAX_ZOOM
    assert Viewport().zoomed(0.001, QPointF(0, 0)).zoom == MIN_ZOOM


def test_panning_moves_the_page_along_but_never_out_of_sight() -> None:
    panned = Viewport(zoom=2).panned(QPointF(30, -10))
    assert mapped(panned, 256 - 30, 256 + 10) == pytest.approx((350, 250))
    assert Viewport().panned(QPointF(1e6, 0)).x == 0


def test_turning_keeps_its_place_and_comes_back() -> None:
    place = QPointF(200, 300)
    turned = Viewport(zoom=2).rotated(30, place)
    assert turned.rotation == 30
    assert mapped(turned, 200, 300) == pytest.approx(mapped(Viewport(zoom=2), 200, 300))
    assert mapped(turned.rotated(-30, place), 10, 10) == pytest.approx(mapped(Viewport(zoom=2), 10, 10))
    assert abs(Viewport().rotated(350).rotation) == pytest.approx(10)
    assert turned.unrotated().rotation == 0

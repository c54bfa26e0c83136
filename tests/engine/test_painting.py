"""A draft is painted anew only where the drawing has changed, and the whole face follows it."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.engine import painting
from deepfacedrawing.engine.backends.openvino_networks import TILE, OpenVinoNetworks, Tiles
from deepfacedrawing.engine.drawing_latents import Made
from deepfacedrawing.engine.face_engine import FaceEngine
from deepfacedrawing.engine.painting import FacePainter, inner, place_tile
from deepfacedrawing.rendering import RenderRequest
from tests.tiny import TINY, build_tiny_model, draw_sketch

STYLE = Made("style", torch.zeros(1, 512))


class FakeTiles:
    """Paints each cell as its first channel says."""

    size = 20

    def __init__(self) -> None:
        self.places: list[tuple[int, int]] = []

    def paint(self, laid_out: Tensor, style: Tensor, top: int, left: int) -> NDArray[np.uint8]:
        self.places.append((top, left))
        return paint_cells(laid_out[..., top : top + self.size, left : left + self.size])


class FakeNetworks:
    """The same for the whole face."""

    name = "fake"

    def __init__(self) -> None:
        self.tiles: FakeTiles | None = FakeTiles()
        self.num_painted = 0

    def paint(self, laid_out: Tensor, style: Tensor) -> NDArray[np.uint8]:
        self.num_painted += 1
        return paint_cells(laid_out)


def paint_cells(cells: Tensor) -> NDArray[np.uint8]:
    one = cells[0, 0].mul(40).add(128).clamp(0, 255).byte().numpy()
    return np.repeat(np.kron(one, np.ones((16, 16), np.uint8))[..., None], 3, axis=2)


def lay_out(key: str, rows: slice = slice(0), columns: slice = slice(0), change: float = 1.0) -> Made:
    """Cells of a face, and others in the place of some of them."""
    cells = torch.randn(1, 4, 32, 32, generator=torch.Generator().manual_seed(0))
    cells[..., rows, columns] += change
    return Made(key, cells)


@pytest.fixture
def networks() -> FakeNetworks:
    return FakeNetworks()


@pytest.fixture
def painter(networks: FakeNetworks, monkeypatch: pytest.MonkeyPatch) -> FacePainter:
    """Has painted a face."""
    monkeypatch.setattr(painting, "QUICK", 0.0)
    painter = FacePainter(networks)  # pyright: ignore[reportArgumentType]
    painter.paint(lay_out("first"), STYLE)
    return painter


def test_a_draft_is_new_where_the_drawing_is(painter: FacePainter, networks: FakeNetworks) -> None:
    before = painter.paint(lay_out("first"), STYLE)
    eye = lay_out("eye", slice(10, 15), slice(8, 14))
    draft = painter.paint(eye, STYLE, draft=True)
    assert networks.num_painted == 1
    assert networks.tiles is not None
    assert len(networks.tiles.places) == 1
    assert not np.array_equal(draft, before)
    assert np.array_equal(draft, paint_cells(eye.tensor))


def test_the_whole_face_follows_a_draft(painter: FacePainter, networks: FakeNetworks) -> None:
    eye = lay_out("eye", slice(10, 15), slice(8, 14))
    painter.paint(eye, STYLE, draft=True)
    painter.paint(eye, STYLE)
    assert networks.num_painted == 2
    painter.paint(eye, STYLE, draft=True)
    painter.paint(eye, STYLE)
    assert networks.num_painted == 2


@pytest.mark.parametrize(
    "change",
    [
        lay_out("everywhere", slice(0, 32), slice(0, 32)),
        lay_out("too wide", slice(10, 12), slice(4, 30)),
    ],
    ids=lambda made: str(made.key),
)
def test_what_fits_in_no_tile_is_painted_whole(painter: FacePainter, networks: FakeNetworks, change: Made) -> None:
    face = painter.paint(change, STYLE, draft=True)
    assert networks.num_painted == 2
    assert np.array_equal(face, paint_cells(change.tensor))


def test_small_changes_add_up_until_they_are_painted(painter: FacePainter, networks: FakeNetworks) -> None:
    assert networks.tiles is not None
    eye = slice(10, 15), slice(8, 14)
    faces = [painter.paint(lay_out(f"{i}", *eye, change=0.018 * i), STYLE, draft=True) for i in range(1, 6)]
    assert len(networks.tiles.places) == 1
    assert np.array_equal(faces[0], faces[1])
    assert not np.array_equal(faces[0], faces[4])


def test_another_appearance_is_painted_whole(painter: FacePainter, networks: FakeNetworks) -> None:
    painter.paint(lay_out("first"), Made("other", torch.ones(1, 512)), draft=True)
    assert networks.num_painted == 2


def test_what_is_quick_needs_no_drafts(
    painter: FacePainter, networks: FakeNetworks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painting, "QUICK", 10.0)
    painter.paint(lay_out("eye", slice(10, 15), slice(8, 14)), STYLE, draft=True)
    assert networks.num_painted == 2


def test_without_tiles_every_face_is_whole(painter: FacePainter, networks: FakeNetworks) -> None:
    networks.tiles = None
    painter.paint(lay_out("eye", slice(10, 15), slice(8, 14)), STYLE, draft=True)
    assert networks.num_painted == 2


@pytest.mark.parametrize(
    ("first", "last", "start"), [(10, 20, 5), (0, 3, 0), (0, 18, 0), (31, 32, 12), (2, 18, 0), (14, 32, 12)]
)
def test_a_tile_lies_around_what_changed(first: int, last: int, start: int) -> None:
    changed = np.zeros(32, bool)
    changed[first:last] = True
    span = place_tile(changed, 20)
    assert span is not None
    assert span == slice(start, start + 20)
    assert inner(span, 32).start <= first < last <= inner(span, 32).stop


@pytest.mark.parametrize(("first", "last"), [(0, 19), (1, 20), (5, 22), (13, 32)])
def test_a_tile_has_room_to_spare_or_there_is_none(first: int, last: int) -> None:
    changed = np.zeros(32, bool)
    changed[first:last] = True
    assert place_tile(changed, 20) is None


def wait_for_tiles(networks: OpenVinoNetworks) -> Tiles:
    end = time.monotonic() + 60
    while networks.tiles is None and time.monotonic() < end:
        time.sleep(0.01)
    assert networks.tiles is not None
    return networks.tiles


@pytest.mark.parametrize(("top", "left"), [(0, 0), (7, 3), (12, 12)])
def test_a_tile_is_a_part_of_the_whole_face(top: int, left: int) -> None:
    networks = OpenVinoNetworks(build_tiny_model(replace(TINY, full_precision=True)))
    tiles = wait_for_tiles(networks)
    torch.manual_seed(1)
    geometry, style = torch.randn(1, 512, 32, 32), torch.randn(1, 512)
    face = networks.paint(geometry, style).astype(int)
    tile = tiles.paint(geometry, style, top, left)
    rows, columns = (inner(slice(start, start + TILE), 32) for start in (top, left))
    whole = face[16 * rows.start : 16 * rows.stop, 16 * columns.start : 16 * columns.stop]
    part = tile[16 * (rows.start - top) :, 16 * (columns.start - left) :][: whole.shape[0], : whole.shape[1]]
    assert whole.std() > 10
    assert np.abs(part - whole).max() <= 1


def test_the_engine_drafts_and_completes(engine: FaceEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(painting, "QUICK", 0.0)
    if isinstance(engine.networks, OpenVinoNetworks):
        wait_for_tiles(engine.networks)
    first, second = RenderRequest(draw_sketch()), RenderRequest(draw_sketch(80))
    engine.render(first)
    draft = engine.render(replace(second, draft=True)).face
    whole = engine.render(second).face
    assert np.abs(draft.astype(int) - whole).mean() < 3
    engine.close()
    assert np.array_equal(engine.render(second).face, whole)

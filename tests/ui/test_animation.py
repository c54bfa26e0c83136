"""Films as files: every frame, at its time, said to be synthetic; nothing is left of one that fails."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from deepfacedrawing.rendering import UserError
from deepfacedrawing.ui.animation import write_animation
from deepfacedrawing.ui.gif import frame_durations
from deepfacedrawing.ui.metadata import NAMESPACES, SYNTHETIC, Provenance
from deepfacedrawing.ui.sketch import RenderSettings

PROVENANCE = Provenance("model", "ab" * 32, RenderSettings())
NAMES = ("film.gif", "film.mp4", "film.png", "film")


def _frames(count: int = 6) -> Iterator[NDArray[np.uint8]]:
    """A bright square that moves over a soft gradient, (64, 96, 3)."""
    rows, columns = np.mgrid[0:64, 0:96]
    ground = np.stack([60 + columns, 90 + rows, np.full_like(rows, 140)], axis=2).astype(np.uint8)
    for number in range(count):
        frame = ground.copy()
        frame[20:40, 10 * number : 10 * number + 20] = (230, 200, 180)
        yield frame


def _read_packet(data: bytes) -> dict[str, str]:
    """The texts of the one XMP packet in a file."""
    start, end = data.index(b"<x:xmpmeta"), data.index(b"</x:xmpmeta>") + 12
    about = ElementTree.fromstring(data[start:end]).find("./rdf:RDF/rdf:Description", NAMESPACES)
    assert about is not None
    return {element.tag.split("}")[1]: "".join(element.itertext()) for element in about}


def test_a_gif_shows_every_frame_and_repeats(tmp_path: Path) -> None:
    assert write_animation(tmp_path / "film.gif", _frames(), 12, PROVENANCE)
    with Image.open(tmp_path / "film.gif") as film:
        assert film.n_frames == 6  # type: ignore[attr-defined]
        assert film.info["loop"] == 0
        assert b"synthetic" in film.info["comment"]
        for number, frame in enumerate(_frames()):
            film.seek(number)
            assert np.abs(np.asarray(film.convert("RGB")).astype(float) - frame).mean() < 3
    assert _read_packet((tmp_path / "film.gif").read_bytes())["DigitalSourceType"] == SYNTHETIC


def test_a_gif_keeps_the_length_of_the_film() -> None:
    for fps in (7, 12, 24, 30):
        durations = frame_durations(10 * fps, fps)
        assert sum(durations) == 10_000
        assert {duration % 10 for duration in durations} == {0}
        assert max(durations) - min(durations) <= 10


def test_what_stands_still_does_not_flicker(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    trembling = (frame + rng.integers(0, 3, frame.shape, np.uint8) for frame in _frames())
    write_animation(tmp_path / "film.gif", trembling, 12, PROVENANCE)
    with Image.open(tmp_path / "film.gif") as film:
        shown = []
        for number in range(6):
            film.seek(number)
            shown.append(np.asarray(film.convert("RGB"))[45:])
    assert all(np.array_equal(picture, shown[0]) for picture in shown)


def test_an_mp4_shows_every_frame_in_its_colours(tmp_path: Path) -> None:
    assert write_animation(tmp_path / "film.mp4", _frames(), 25, PROVENANCE)
    with av.open(str(tmp_path / "film.mp4")) as film:
        assert "synthetic" in film.metadata["comment"]
        stream = film.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt, stream.average_rate) == ("h264", "yuv420p", 25)
        shown = [picture.to_ndarray(format="rgb24").astype(float) for picture in film.decode(video=0)]
    assert len(shown) == 6
    for picture, frame in zip(shown, _frames(), strict=True):
        assert np.abs(picture - frame).mean() < 3
        assert np.abs(picture.mean((0, 1)) - frame.mean((0, 1))).max() < 2


def test_an_mp4_plays_from_its_first_bytes_and_carries_the_packet(tmp_path: Path) -> None:
    write_animation(tmp_path / "film.mp4", _frames(), 25, PROVENANCE)
    data = (tmp_path / "film.mp4").read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")
    assert _read_packet(data)["DigitalSourceType"] == SYNTHETIC


@pytest.mark.parametrize(("name", "first"), [("film.png", "film_0001.png"), ("film", "film/frame_0001.png")])
def test_pictures_are_numbered_and_keep_every_pixel(tmp_path: Path, name: str, first: str) -> None:
    assert write_animation(tmp_path / name, _frames(), 25, PROVENANCE)
    start = tmp_path / first
    paths = sorted(start.parent.glob("*.png"))
    assert [path.name for path in paths] == [start.name.replace("1", str(number)) for number in range(1, 7)]
    for path, frame in zip(paths, _frames(), strict=True):
        with Image.open(path) as picture:
            assert np.array_equal(np.asarray(picture), frame)
            assert "synthetic" in picture.info["Description"]
    assert sorted(tmp_path.iterdir()) == sorted({start.parent if start.parent != tmp_path else path for path in paths})


@pytest.mark.parametrize("name", ["film.png", "film"])
def test_pictures_of_another_film_are_never_overwritten(tmp_path: Path, name: str) -> None:
    write_animation(tmp_path / name, _frames(3), 25, PROVENANCE)
    with pytest.raises(UserError, match="choose another name"):
        write_animation(tmp_path / name, _frames(2), 25, PROVENANCE)
    assert len(list(tmp_path.rglob("*.png"))) == 3


@pytest.mark.parametrize("name", NAMES)
def test_frames_are_taken_one_by_one_and_counted(tmp_path: Path, name: str) -> None:
    counts: list[int] = []
    write_animation(tmp_path / name, _frames(), 25, PROVENANCE, counts.append)
    assert counts == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_left_of_a_film_that_is_cancelled(tmp_path: Path, name: str) -> None:
    counts: list[int] = []
    assert not write_animation(tmp_path / name, _frames(), 25, PROVENANCE, counts.append, lambda: len(counts) == 3)
    assert counts == [1, 2, 3]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_film_that_fails_leaves_the_file_that_was_there(tmp_path: Path, name: str) -> None:
    def fail() -> Iterator[NDArray[np.uint8]]:
        yield from _frames(2)
        raise UserError("the engine is tired")

    is_file = "." in name and not name.endswith(".png")
    if is_file:
        (tmp_path / name).write_bytes(b"old")
    with pytest.raises(UserError, match="tired"):
        write_animation(tmp_path / name, fail(), 25, PROVENANCE)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == ([b"old"] if is_file else [])


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match=r"nowhere.*choose another folder"):
        write_animation(tmp_path / "nowhere" / name, _frames(), 25, PROVENANCE)


@pytest.mark.parametrize("name", NAMES)
def test_frames_of_no_or_changing_size_are_refused(tmp_path: Path, name: str) -> None:
    odd = np.zeros((63, 96, 3), np.uint8)
    for frames in ([], [odd], [*_frames(1), odd[:62]], [np.zeros((64, 96), np.uint8)]):
        with pytest.raises(ValueError, match="expected"):
            write_animation(tmp_path / name, frames, 25, PROVENANCE)
    assert not list(tmp_path.iterdir())


def test_other_suffixes_and_rates_are_refused(tmp_path: Path) -> None:
    for name, fps, reason in (
        ("film.avi", 25, r"\.mp4, \.gif or \.png"),
        ("film.mp4", 0, "1 to 60"),
        ("film.mp4", 61, "1 to 60"),
        ("film.gif", 60, "at most 50"),
    ):
        with pytest.raises(UserError, match=reason):
            write_animation(tmp_path / name, _frames(), fps, PROVENANCE)
    assert not list(tmp_path.iterdir())


def test_without_pyav_the_command_that_installs_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("av", "av.error"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UserError, match=r'pip install "deepfacedrawing\[video\]"'):
        write_animation(tmp_path / "film.mp4", _frames(), 25, PROVENANCE)
    assert not list(tmp_path.iterdir())

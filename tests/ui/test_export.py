"""Exported pictures: their pixels, their sizes, and what they say about themselves."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from deepfacedrawing import __version__
from deepfacedrawing.rendering import RenderRequest, UserError
from deepfacedrawing.ui.export import CONTENTS, ExportPlan, export_picture, side_by_side
from deepfacedrawing.ui.metadata import NAMESPACES, Provenance
from deepfacedrawing.ui.sketch import RenderSettings, Sketch, Stroke, rasterise
from tests.ui.fake_renderer import paint_face

SKETCH = Sketch((Stroke("pen", 3.0, ((120.0, 90.0, 1.0, 0.0), (300.0, 260.0, 0.6, 40.0), (380.0, 250.0, 1.0, 80.0))),))
CHECKSUM = "0123456789abcdef" * 4
SETTINGS = RenderSettings({"nose": 0.25}, "feminine", 17, {"light": -0.5}, {"mouth": 42, "nose": bytes(160 * 160)})
PROVENANCE = Provenance("bold & <new>\0", CHECKSUM, SETTINGS)
SUFFIXES = (".png", ".jpg", ".webp")


@pytest.fixture(scope="module")
def face() -> NDArray[np.uint8]:
    return paint_face(RenderRequest(rasterise(SKETCH)))


def _export(path: Path, face: NDArray[np.uint8] | None, plan: ExportPlan, sketch: Sketch = SKETCH) -> Image.Image:
    export_picture(path, face, sketch, plan, PROVENANCE)
    with Image.open(path) as picture:
        picture.load()
    return picture


def _properties(picture: Image.Image) -> dict[str, str]:
    """Prefixed name → text of the XMP packet; fails where it is no XML or a namespace is another one."""
    root = ElementTree.fromstring(picture.info["xmp"])
    about = root.find("./rdf:RDF/rdf:Description", NAMESPACES)
    assert about is not None
    prefixes = {address: prefix for prefix, address in NAMESPACES.items()}
    found = {}
    for element in about:
        address, local = element.tag.removeprefix("{").split("}")
        found[f"{prefixes[address]}:{local}"] = "".join(element.itertext())
    return found


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("what", ["face", "both"])
def test_a_face_says_that_it_is_synthetic_and_what_made_it(
    tmp_path: Path, face: NDArray[np.uint8], suffix: str, what: str
) -> None:
    found = _properties(_export(tmp_path / f"a{suffix}", face, ExportPlan(what)))
    assert "no such person exists" in found.pop("dc:description")
    assert found == {
        "xmp:CreatorTool": f"DeepFaceDrawing {__version__}",
        "Iptc4xmpExt:DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
        "Iptc4xmpExt:AISystemUsed": "DeepFaceDrawing, model bold & <new>",
        "Iptc4xmpExt:AISystemVersionUsed": __version__,
        "dfd:Model": "bold & <new>",
        "dfd:ModelSHA256": CHECKSUM,
        "dfd:Refinement": "left_eye 0.5, right_eye 0.5, nose 0.25, mouth 0.5, remainder 0.5",
        "dfd:Group": "feminine",
        "dfd:Appearance": "random 17",
        "dfd:Controls": "light -0.5",
        "dfd:Pins": "nose another drawing, mouth sample 42",
    }


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_sketch_alone_is_drawn_and_names_no_model(tmp_path: Path, suffix: str) -> None:
    found = _properties(_export(tmp_path / f"a{suffix}", None, ExportPlan("sketch")))
    assert found == {
        "xmp:CreatorTool": f"DeepFaceDrawing {__version__}",
        "Iptc4xmpExt:DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCreation",
        "dc:description": "Sketch drawn with DeepFaceDrawing.",
    }


def test_a_sketch_over_an_opened_picture_claims_no_source(tmp_path: Path) -> None:
    traced = Sketch(SKETCH.strokes, np.full((512, 512), 200, np.uint8))
    found = _properties(_export(tmp_path / "a.png", None, ExportPlan("sketch"), traced))
    assert "Iptc4xmpExt:DigitalSourceType" not in found


def test_colour_space_and_software_stand_where_each_format_has_them(tmp_path: Path, face: NDArray[np.uint8]) -> None:
    png = _export(tmp_path / "a.png", face, ExportPlan())
    assert png.info["srgb"] == 0
    assert png.info["Software"] == f"DeepFaceDrawing {__version__}"
    assert "synthetic" in png.info["Description"].lower()
    for suffix in (".jpg", ".webp"):
        exif = _export(tmp_path / f"a{suffix}", face, ExportPlan()).getexif()
        assert exif[0x0131] == f"DeepFaceDrawing {__version__}"
        assert exif.get_ifd(0x8769)[0xA001] == 1


def test_nothing_in_a_file_tells_when_or_where_it_was_made(tmp_path: Path, face: NDArray[np.uint8]) -> None:
    for suffix in SUFFIXES:
        paths = [tmp_path / folder / f"a{suffix}" for folder in ("one", "other")]
        for path in paths:
            path.parent.mkdir(exist_ok=True)
            _export(path, face, ExportPlan("both"))
        assert paths[0].read_bytes() == paths[1].read_bytes()
        assert str(tmp_path).encode() not in paths[0].read_bytes()


def test_png_keeps_every_pixel(tmp_path: Path, face: NDArray[np.uint8]) -> None:
    sketch = rasterise(SKETCH)
    expected = {"face": face, "sketch": sketch, "both": side_by_side(sketch, face)}
    for what in CONTENTS:
        assert np.array_equal(np.asarray(_export(tmp_path / "a.png", face, ExportPlan(what))), expected[what])


@pytest.mark.parametrize("suffix", [".jpg", ".webp"])
def test_the_lossy_formats_stay_close(tmp_path: Path, face: NDArray[np.uint8], suffix: str) -> None:
    picture = _export(tmp_path / f"a{suffix}", face, ExportPlan("both"))
    wanted = side_by_side(rasterise(SKETCH), face).astype(float)
    assert np.abs(np.asarray(picture) - wanted).mean() < 1.5


def test_jpeg_keeps_the_colours_of_every_pixel(tmp_path: Path, face: NDArray[np.uint8]) -> None:
    picture = _export(tmp_path / "a.jpg", face, ExportPlan())
    assert picture.layer[0][1:3] == picture.layer[1][1:3] == (1, 1)  # type: ignore[attr-defined]  # 4:4:4


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_1024_is_twice_as_large(tmp_path: Path, face: NDArray[np.uint8], suffix: str) -> None:
    for what, size in (("face", (1024, 1024)), ("sketch", (1024, 1024)), ("both", (2048, 1024))):
        assert _export(tmp_path / f"a{suffix}", face, ExportPlan(what, 1024)).size == size


def test_a_large_picture_shows_the_same(tmp_path: Path, face: NDArray[np.uint8]) -> None:
    large = np.asarray(_export(tmp_path / "a.png", face, ExportPlan("both", 1024))).astype(float)
    halved = large.reshape(512, 2, 1024, 2, 3).mean((1, 3))
    assert np.abs(halved - side_by_side(rasterise(SKETCH), face)).mean() < 1.0
    assert np.array_equal(large[:, :1024, 0], rasterise(SKETCH, 2))


def test_what_cannot_be_exported_is_said_and_nothing_is_written(tmp_path: Path, face: NDArray[np.uint8]) -> None:
    for path, what, there, reason in (
        (tmp_path / "a.bmp", "face", face, r"a\.bmp.*\.png, \.jpg or \.webp"),
        (tmp_path / "a.png", "both", None, "no face yet"),
        (tmp_path / "nowhere" / "a.png", "face", face, "nowhere.*another folder"),
    ):
        with pytest.raises(UserError, match=reason):
            export_picture(path, there, SKETCH, ExportPlan(what), PROVENANCE)
    for what, size in (("film", 512), ("face", 2048)):
        with pytest.raises(UserError, match="choose from"):
            ExportPlan(what, size)
    assert not list(tmp_path.iterdir())

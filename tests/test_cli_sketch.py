"""``deepfacedrawing sketch``."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from deepfacedrawing.cli import main
from deepfacedrawing.commands.render_files import read_sketch

PHOTO = Path(__file__).parent / "photo.webp"


def test_a_photo_becomes_a_sketch_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, aligned = tmp_path / "me.svg", tmp_path / "me.png"
    assert main(["sketch", str(PHOTO), "-o", str(out), "--aligned", str(aligned)]) == 0
    pixels, _ = read_sketch(out)
    assert 0.02 < (pixels < 128).mean() < 0.2
    assert np.asarray(Image.open(aligned)).shape == (512, 512, 3)
    assert f"{PHOTO} -> {out} (" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("photo", "out", "message"),
    [
        ("photo", "me.png", "Sketches are written as .svg files"),
        ("wall.png", "me.svg", "No face was found in"),
        ("missing.png", "me.svg", "There is no file"),
    ],
)
def test_what_cannot_be_sketched_leaves_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], photo: str, out: str, message: str
) -> None:
    Image.new("RGB", (300, 300), "teal").save(tmp_path / "wall.png")
    source = PHOTO if photo == "photo" else tmp_path / photo
    assert main(["sketch", str(source), "-o", str(tmp_path / out)]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / out).exists()

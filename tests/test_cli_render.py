"""``deepfacedrawing render`` on a fake engine."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from deepfacedrawing.cli import main
from deepfacedrawing.components import COMPONENT_NAMES
from tests.fake_engine import FakeEngine


def read_json_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_one_sketch_becomes_one_file(
    engine: FakeEngine, write_sketch: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / "out.png"
    assert main(["render", str(write_sketch()), "-o", str(out)]) == 0
    face = np.asarray(Image.open(out))
    assert face.shape == (512, 512, 3)
    assert face[100, 150].max() < 64
    assert face[300, 300].min() == 255
    assert str(out) in capsys.readouterr().out
    assert (engine.loaded_with, engine.num_closed) == ((None, "auto"), 1)
    assert not engine.requests[0].shadow


def test_several_sketches_fill_a_folder_with_their_shadows(
    engine: FakeEngine, write_sketch: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sketches = [str(write_sketch("one.svg")), str(write_sketch("two.PNG"))]
    assert main(["render", *sketches, "-o", str(tmp_path / "out"), "--shadow", "--json"]) == 0
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == ["one.png", "one.shadow.png", "two.png", "two.shadow.png"]
    one, two = read_json_lines(capsys.readouterr().out)
    assert (one["sketch"], two["sketch"]) == tuple(sketches)
    assert one["face"] == str(tmp_path / "out" / "one.png")
    assert one["shadow"] == str(tmp_path / "out" / "one.shadow.png")
    assert (one["neighbours"], one["distances"]) == ({"nose": [3, 1]}, {"nose": 0.5})
    assert one["timings"]["total"] == 0.25
    assert np.asarray(Image.open(one["shadow"])).shape == (512, 512)


def test_flags_override_the_settings_of_the_file(
    engine: FakeEngine, write_sketch: Callable[..., Path], tmp_path: Path
) -> None:
    stored = {"refinement": {"nose": 0.25, "mouth": 0.0}, "group": "feminine", "appearance": 7}
    sketch = str(write_sketch(**stored))
    out = ["-o", str(tmp_path / "out.png")]
    assert main(["render", sketch, *out]) == 0
    assert main(["render", sketch, *out, "--refinement", "mouth=1", "--group", "masculine"]) == 0
    assert main(["render", sketch, *out, "--refinement", "0.75", "--appearance", "neutral"]) == 0
    plain, some, all_of_them = engine.requests
    assert (plain.refinement["nose"], plain.refinement["mouth"]) == (0.25, 0.0)
    assert (plain.group, plain.appearance) == ("feminine", 7)
    assert (some.refinement["nose"], some.refinement["mouth"]) == (0.25, 1.0)
    assert (some.group, some.appearance) == ("masculine", 7)
    assert all_of_them.refinement == dict.fromkeys(COMPONENT_NAMES, 0.75)
    assert (all_of_them.group, all_of_them.appearance) == ("feminine", "neutral")


def test_controls_are_options_that_override_those_of_the_file(
    engine: FakeEngine, write_sketch: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["render", str(write_sketch(controls={"warmth": 0.5, "light": 1})), "-o", str(tmp_path)]
    assert main(words) == 0
    assert main([*words, "--json", "--skin-tone", "-0.25", "--hair-tone", "1", "--light", "0"]) == 0
    stored, flagged = ({n: v for n, v in request.controls.items() if v} for request in engine.requests)
    assert stored == {"warmth": 0.5, "light": 1.0}
    assert flagged == {"warmth": 0.5, "skin_tone": -0.25, "hair_tone": 1.0}
    assert read_json_lines(capsys.readouterr().out.splitlines()[-1])[0]["controls"]["skin_tone"] == -0.25


def test_an_appearance_is_a_name_or_a_number(
    engine: FakeEngine, write_sketch: Callable[..., Path], tmp_path: Path
) -> None:
    for appearance in ("neutral", "12"):
        assert main(["render", str(write_sketch()), "-o", str(tmp_path), "--appearance", appearance]) == 0
    assert [request.appearance for request in engine.requests] == ["neutral", 12]


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--refinement", "1.5"], "must lie between 0 and 1"),
        (["--refinement", "nan"], "must lie between 0 and 1"),
        (["--refinement", "ear=0.5"], "There is no component 'ear'"),
        (["--refinement", "mouth"], "must be like 0.7 or left_eye=0.5,mouth=1"),
        (["--refinement", "mouth=1=2"], "must be like"),
        (["--refinement", "mouth=,nose=1"], "must be like"),
        (["--warmth", "1.5"], "The control warmth must lie between -1 and 1"),
        (["--light", "nan"], "must lie between -1 and 1"),
        (["--appearance", "unheard-of"], "There is no appearance"),
        (["--device", "cuda"], "There is no CUDA device"),
    ],
)
@pytest.mark.usefixtures("engine")
def test_bad_options_are_one_clear_sentence(
    flags: list[str],
    message: str,
    write_sketch: Callable[..., Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    out = tmp_path / "out.png"
    assert main(["render", str(write_sketch()), "-o", str(out), *flags]) == 2
    errors = capsys.readouterr().err
    assert errors.startswith("deepfacedrawing: error: ")
    assert message in errors
    assert errors.count("\n") == 1
    assert not out.exists()


def render_into(out: Path, *sketches: Path) -> int:
    return main(["render", *map(str, sketches), "-o", str(out)])


@pytest.mark.usefixtures("engine")
def test_files_that_cannot_be_read_or_written_are_refused(
    write_sketch: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sketch, picture, damaged = write_sketch(), write_sketch("face.png"), tmp_path / "damaged.svg"
    damaged.write_text("{")
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    refused = {
        "There is no sketch": (tmp_path / "out", tmp_path / "missing.svg"),
        "damaged.svg": (tmp_path / "out", damaged),
        "name a folder": (tmp_path / "out.png", sketch, damaged),
        "give out.jpg the ending .png": (tmp_path / "out.jpg", sketch),
        "would both become": (tmp_path / "out", sketch, picture),
        "would overwrite a sketch": (tmp_path, picture),
        "Cannot make the folder": (blocked / "out", sketch),
    }
    before = picture.read_bytes()
    for message, (out, *sketches) in refused.items():
        assert render_into(out, *sketches) == 2
        assert message in capsys.readouterr().err
        assert not out.is_file()
    assert picture.read_bytes() == before
    assert list(tmp_path.rglob("*.png")) == [picture]


def test_a_dump_has_what_the_sketch_becomes(
    engine: FakeEngine, write_sketch: Callable[..., Path], tmp_path: Path
) -> None:
    sketch, out, dump = write_sketch(), tmp_path / "out.png", tmp_path / "new" / "steps.npz"
    assert main(["render", str(sketch), "-o", str(out), "--dump", str(dump)]) == 0
    steps = np.load(dump)
    assert set(steps) == {"nose.latent", "nose.neighbours"}
    assert steps["nose.neighbours"].tolist() == [3, 1]
    assert engine.num_closed == 1


@pytest.mark.usefixtures("engine")
def test_a_dump_is_one_npz_for_one_sketch(
    write_sketch: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sketches = [str(write_sketch("one.svg")), str(write_sketch("two.svg"))]
    out = ["-o", str(tmp_path / "out")]
    refused = {
        "do not fit in the one file": [*sketches, *out, "--dump", str(tmp_path / "steps.npz")],
        "give steps.txt the ending .npz": [sketches[0], *out, "--dump", str(tmp_path / "steps.txt")],
    }
    for message, words in refused.items():
        assert main(["render", *words]) == 2
        assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_a_file_says_and_the_model_lacks_is_left_out_with_a_note(
    engine: FakeEngine, write_sketch: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    engine.info = replace(engine.info, groups=("all", "male"), appearances={}, controls=(), bank_size=5)
    stored = {"group": "feminine", "appearance": 7, "controls": {"warmth": 0.5}, "pins": {"nose": 5, "mouth": 4}}
    words = ["render", str(write_sketch(**stored)), "-o", str(tmp_path / "out.png")]
    assert main(words) == 0
    assert "the model fake lacks what the file says of group, appearance, controls, pins" in capsys.readouterr().err
    assert main([*words, "--group", "male", "--appearance", "red"]) == 0
    plain, asked = engine.requests
    assert (plain.group, plain.appearance, set(plain.controls.values())) == ("all", "neutral", {0.0})
    assert plain.pins == asked.pins == {"mouth": 4}
    assert (asked.group, asked.appearance) == ("male", "red")


@pytest.mark.usefixtures("full_card")
def test_where_the_graphics_card_is_full_the_processor_renders_and_it_is_said_once(
    engine: FakeEngine, write_sketch: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sketches = [str(write_sketch("one.svg")), str(write_sketch("two.svg"))]
    assert main(["render", *sketches, "-o", str(tmp_path), "--json"]) == 0
    output = capsys.readouterr()
    assert engine.loaded_with == (None, "cpu")
    assert len(read_json_lines(output.out)) == 2
    assert output.err.count("The graphics card has run out of memory") == 1

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from deepfacedrawing.cli import main
from deepfacedrawing.evaluation.run import build_parser, plan_of
from tests.tiny import save_tiny_model


def test_options_become_a_plan() -> None:
    words = ["--photos", "p", "--wheel", "w", "--refinements", "1", "0", "1", "--limit", "3", "-o", "out"]
    plan = plan_of(build_parser().parse_args(words))
    assert (plan.photos, plan.wheel, plan.limit) == (Path("p"), Path("w"), 3)
    assert plan.refinements == (0.0, 1.0)
    assert plan.roughness == (0.0, 0.33, 0.67, 1.0)
    assert plan_of(build_parser().parse_args([*words, "--random-style"])).wheel is None


@pytest.mark.parametrize("words", [[], ["-o", "x", "--refinements", "2"], ["-o", "x", "--limit", "0"]])
def test_what_cannot_be_meant_ends_with_the_usage(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["evaluate", *words])
    assert caught.value.code == 2
    assert "usage: deepfacedrawing evaluate" in capsys.readouterr().err


def test_the_command_evaluates_a_model(
    write_sketch: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "model").mkdir()
    model = save_tiny_model(tmp_path / "model")
    sketches = write_sketch().parent
    words = ["evaluate", "--sketches", sketches, "--model", model, "-o", tmp_path / "out", "--refinements", "0", "1"]
    assert main([str(word) for word in words]) == 0
    assert "report.html" in capsys.readouterr().out
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["about"]["model"] == "model.safetensors"
    assert len(report["sketches"]["faces"]) == 2
    assert len(list((tmp_path / "out" / "pictures").iterdir())) == 3


@pytest.mark.parametrize("option", ["--photos", "--lpips", "--wheel", "--landmarks"])
def test_a_missing_file_is_told_at_once(option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["evaluate", option, str(tmp_path / "missing"), "-o", str(tmp_path / "out")]
    assert main(words) == 2
    error = capsys.readouterr().err
    assert option in error
    assert "check the name" in error
    assert not (tmp_path / "out").exists()

"""The command line, in this process and on a fake engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import demo
from deepfacedrawing import __version__, shipped
from deepfacedrawing.cli import main
from deepfacedrawing.engine import worker
from deepfacedrawing.rendering import RenderRequest, RenderResult
from tests.fake_engine import FakeEngine

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    "words",
    [[], ["paint"], ["render"], ["render", "x.svg", "-o", "x.png", "--group", "elves"], ["doctor", "--device", "tpu"]],
)
def test_what_the_parser_refuses_exits_with_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(words)
    assert caught.value.code == 2
    assert "usage: deepfacedrawing" in capsys.readouterr().err


@pytest.mark.usefixtures("engine")
def test_an_internal_error_is_one_line_with_a_hint_and_debug_shows_where(
    write_sketch: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["render", str(write_sketch()), "-o", str(tmp_path / "out.png"), "--appearance", "broken"]
    assert main(words) == 1
    errors = capsys.readouterr().err
    assert errors == "deepfacedrawing: error: ZeroDivisionError: by nought (run again with --debug to see where)\n"
    for words_with_debug in (["--debug", *words], [*words, "--debug"]):
        assert main(words_with_debug) == 1
        assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_is_quiet(
    engine: FakeEngine,
    write_sketch: Callable[..., Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(request: RenderRequest) -> RenderResult:
        raise KeyboardInterrupt

    monkeypatch.setattr(engine, "render", interrupt)
    assert main(["render", str(write_sketch()), "-o", str(tmp_path / "out")]) == 130
    assert capsys.readouterr().err == ""
    assert engine.num_closed == 1


def test_doctor_times_a_face(engine: FakeEngine, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)
    assert findings["versions"]["deepfacedrawing"] == __version__
    assert findings["engine"]["appearances"] == ["neutral"]
    assert findings["seconds"] == {"encode": 0.1, "total": 0.25}
    sketches = {request.sketch.tobytes() for request in engine.requests}
    assert len(sketches) == len(engine.requests)
    assert main(["doctor"]) == 0
    assert "250.0 ms" in capsys.readouterr().out


@pytest.mark.usefixtures("full_card")
def test_doctor_tells_that_the_graphics_card_is_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["engine"]
    assert found["device"] == "cpu"
    assert found["notice"].startswith("The graphics card has run out of memory")


@pytest.mark.usefixtures("engine")
def test_doctor_tells_what_it_knows_where_the_engine_cannot_be_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--device", "cuda"]) == 2
    output = capsys.readouterr()
    assert "processors" in output.out
    assert "There is no CUDA device" in output.err


def test_the_app_gets_its_engine_from_a_process_of_its_own(
    monkeypatch: pytest.MonkeyPatch, write_sketch: Callable[..., Path]
) -> None:
    def start_engine(model: Path | None, device: str) -> tuple[Path | None, str]:
        return model, device

    opened: list[tuple[Any, Path | None]] = []
    monkeypatch.setattr(worker, "start_engine", start_engine)
    module: Any = types.ModuleType("deepfacedrawing.ui.app")
    module.main = lambda load_renderer, sketch, **_: opened.append((load_renderer, sketch)) or 0
    monkeypatch.setitem(sys.modules, module.__name__, module)
    sketch = write_sketch()
    assert main(["app", str(sketch), "--device", "cpu", "--model", "my.safetensors"]) == 0
    load_renderer, opened_sketch = opened[0]
    assert opened_sketch == sketch
    assert load_renderer() == (Path("my.safetensors"), "cpu")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a display")
def test_the_app_says_so_where_there_is_no_display(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(["app"]) == 2
    assert "There is no display" in capsys.readouterr().err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a display")
def test_the_demo_without_a_display_renders_the_samples_and_names_the_files(
    engine: FakeEngine,
    write_sketch: Callable[..., Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "samples").mkdir()
    for name in ("one", "two"):
        write_sketch(f"samples/{name}.svg")
    monkeypatch.setattr(demo, "ROOT", tmp_path)
    monkeypatch.setattr(shipped, "__file__", str(tmp_path / "deepfacedrawing" / "shipped.py"))
    assert demo.main() == 0
    output = capsys.readouterr().out
    for name in ("one", "two"):
        face = tmp_path / "renders" / f"{name}.png"
        assert face.is_file()
        assert str(face) in output
    assert len(engine.requests) == 2


@pytest.fixture
def forwarded(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    calls: list[list[str]] = []
    module: Any = types.ModuleType("deepfacedrawing.training.run")
    module.main = lambda words: calls.append(words) or 0
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return calls


def test_training_commands_are_handed_on(forwarded: list[list[str]]) -> None:
    calls = [["train", "components", "--steps", "3"], ["train", "--help"], ["bank", "build"], ["data", "prepare"]]
    for words in calls:
        assert main(words) == 0
    assert forwarded == calls


@pytest.mark.usefixtures("forwarded")
def test_training_without_its_extra_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lack(words: list[str]) -> int:
        raise ModuleNotFoundError("No module named 'skimage'", name="skimage.morphology")

    monkeypatch.setattr(sys.modules["deepfacedrawing.training.run"], "main", lack)
    assert main(["train", "components"]) == 2
    assert 'pip install "deepfacedrawing[train]"' in capsys.readouterr().err


def run_python(*words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, **more
    )


def test_version_and_help_load_neither_torch_nor_qt() -> None:
    code = (
        "import sys; from deepfacedrawing.cli import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'torch', 'PyQt5', 'cv2', 'PIL'} & set(sys.modules); assert not heavy, heavy"
    )
    for words in (["--version"], ["--help"], ["render", "--help"]):
        done = run_python("-c", code, *words)
        assert done.returncode == 0, done.stderr
    assert run_python("-m", "deepfacedrawing", "--version").stdout == f"deepfacedrawing {__version__}\n"


@pytest.mark.skipif(os.name != "posix", reason="a closed pipe is told differently elsewhere")
def test_a_closed_pipe_is_quiet() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end) as pipe:
        done = subprocess.run(
            [sys.executable, "-m", "deepfacedrawing", "--help"],
            cwd=ROOT,
            stdout=pipe,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.stderr == ""
    # argparse itself ignores the closed pipe where the output is unbuffered.
    assert done.returncode in (0, 141)

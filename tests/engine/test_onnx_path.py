"""The ONNX file paints what the model paints, in batches of any size, and says what it lacks."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from deepfacedrawing.cli import main
from deepfacedrawing.engine import onnx_path
from deepfacedrawing.engine.face_engine import FaceEngine, load_engine
from deepfacedrawing.engine.import_original import import_original
from deepfacedrawing.engine.manifold import ManifoldConfig, project
from deepfacedrawing.rendering import RenderRequest
from tests.published import NARROW, write_parameters
from tests.tiny import build_tiny_bank, draw_sketch


@pytest.fixture(scope="module")
def exported(model_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("onnx") / "face.onnx"
    assert main(["export-onnx", "-o", str(path), "--model", str(model_path), "--group", "feminine"]) == 0
    return path


def test_the_file_paints_what_the_engine_paints(exported: Path, model_path: Path) -> None:
    metadata = {entry.key: entry.value for entry in onnx.load(str(exported)).metadata_props}
    assert metadata["group"] == "feminine"
    style = np.array(json.loads(metadata["appearances"])["neutral"], np.float32)
    blank = np.full((512, 512), 255, np.uint8)
    sketches = np.stack([draw_sketch(), blank, draw_sketch(80)])
    refinement = np.array([[0.5] * 5, [0.0] * 5, [1.0] * 5], np.float32)
    session = onnxruntime.InferenceSession(str(exported), providers=["CPUExecutionProvider"])
    inputs = {"sketch": sketches, "refinement": refinement, "style": np.stack([style] * 3)}
    (faces,) = session.run(None, inputs)
    faces = np.asarray(faces)
    assert faces.shape == (3, 512, 512, 3)
    assert faces.dtype == np.uint8
    engine = load_engine(model_path, "cpu")
    for sketch, amounts, face in zip(sketches, refinement, faces, strict=True):
        names = [component.name for component in engine.model.config.components]
        request = RenderRequest(sketch, dict(zip(names, amounts.tolist(), strict=True)), "feminine")
        ours = engine.render(request).face
        assert np.abs(ours.astype(int) - face.astype(int)).mean() < 1.0
    assert np.abs(faces[0].astype(int) - faces[1].astype(int)).mean() > 2.0


@pytest.mark.parametrize("solve", ["affine", "relative"])
def test_projections_are_those_of_the_manifold(engine: FaceEngine, solve: str) -> None:
    manifold = ManifoldConfig(num_neighbours=5, solve=solve)  # type: ignore[arg-type]
    network = onnx_path.OnnxPath(engine.model, engine.banks, "all")
    network.manifold = manifold
    names = list(build_tiny_bank().latents)
    latents = torch.randn(2, len(names), 16, generator=torch.Generator().manual_seed(1))
    ours = network.project(latents)
    for i, name in enumerate(names):
        wanted = project(latents[:, i], engine.banks.groups["all"][name], manifold).latent
        assert torch.allclose(ours[:, i], wanted, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(
    ("words", "message"), [(["-o", "face.pt"], "end in .onnx"), (["-o", "face.onnx", "--group", "tall"], "no group")]
)
def test_bad_options_are_told(
    tmp_path: Path, model_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    words[1] = str(tmp_path / words[1])
    assert main(["export-onnx", *words, "--model", str(model_path)]) == 2
    assert message in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_file_that_paints_otherwise_is_not_kept(
    tmp_path: Path, model_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(onnx_path, "_write", lambda path, *_: path.write_bytes(b"another model"))
    monkeypatch.setattr(onnx_path, "compare", lambda *_: onnx_path.Parity(3.0, 200.0))
    assert main(["export-onnx", "-o", str(tmp_path / "face.onnx"), "--model", str(model_path)]) == 2
    assert "would paint other faces" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_missing_packages_are_named(
    tmp_path: Path, model_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "onnxscript", None)
    assert main(["export-onnx", "-o", str(tmp_path / "face.onnx"), "--model", str(model_path)]) == 2
    assert "deepfacedrawing[export]" in capsys.readouterr().err


def test_a_published_model_is_exported_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_parameters(tmp_path / "params", NARROW)
    import_original(tmp_path / "params", tmp_path / "original.safetensors", config=NARROW)
    words = ["-o", str(tmp_path / "face.onnx"), "--model", str(tmp_path / "original.safetensors"), "--group", "female"]
    assert main(["export-onnx", *words]) == 0
    assert "its faces differ by 0.0" in capsys.readouterr().out
    assert [i.name for i in onnxruntime.InferenceSession(str(tmp_path / "face.onnx")).get_inputs()] == list(
        onnx_path.INPUTS
    )

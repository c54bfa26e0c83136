"""The generator that training data and the prior come from, and its wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch

from deepfacedrawing.engine.models.folded_prior import FoldedPrior
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.generator import EMPHASISED_SEEDS, FaceGenerator, FrontalStyles, load_generator
from tests.tiny import give_contrast

WHEEL = os.environ.get("DEEPFACEDRAWING_RANDOM_FACE_WHEEL")
# In a process of its own, as OpenVINO leaves a thread running.
RUN_ORIGINAL = """
import numpy, openvino
options = {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"}
network = openvino.Core().compile_model("random_face/data/SynthesisNetwork.xml", "CPU", options)
numpy.save("face.npy", network([numpy.load("style.npy")])[0])
"""
EMPTY_GRAPH = "<net><nothing/></net>"


def write_wheel(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_wheel_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"pip download --no-deps random-face"):
        load_generator(tmp_path / "nowhere.whl")


def test_a_file_that_is_no_wheel_is_told(tmp_path: Path) -> None:
    (tmp_path / "odd.whl").write_bytes(b"odd")
    with pytest.raises(UserError, match=r"odd\.whl is not the random-face wheel"):
        load_generator(tmp_path / "odd.whl")


@pytest.mark.parametrize(
    "xml", [None, EMPTY_GRAPH, "no xml", "<net><layers/><edges/></net>"], ids=["none", "empty", "text", "no layers"]
)
def test_another_wheel_is_told(tmp_path: Path, xml: str | None) -> None:
    stems = [f"random_face/data/{stem}" for stem in ("MappingNetwork", "SynthesisNetwork")]
    files = {"random_face/__init__.py": ""} if xml is None else {f"{s}.xml": xml for s in stems}
    path = write_wheel(tmp_path / "other.whl", files | {f"{stem}.bin": "" for stem in stems if xml is not None})
    with pytest.raises(UserError, match="random-face"):
        load_generator(path)


@pytest.fixture(scope="module")
def random_generator() -> FaceGenerator:
    torch.manual_seed(0)
    generator = FaceGenerator().eval().requires_grad_(False)
    give_contrast(generator)
    return generator


def test_a_seed_is_a_style_for_ever_and_none_where_the_face_is_too_young(random_generator: FaceGenerator) -> None:
    frontal = FrontalStyles(random_generator)
    styles = [frontal.style(seed) for seed in range(8)]
    again = [frontal.style(seed) for seed in range(8)]
    for first, second in zip(styles, again, strict=True):
        assert (first is None) == (second is None)
        assert first is None or (first.shape == (512,) and (first == second).all())
    frontal.directions["age_bias"] = frontal.directions["age_bias"] * 0 - 1e6
    assert frontal.style(0) is None
    frontal.directions["age_bias"] = frontal.directions["age_bias"] * 0 + 1e6
    assert frontal.style(0) is not None


def test_a_face_with_an_emphasis_shows_it_at_least_as_strongly_as_wanted(random_generator: FaceGenerator) -> None:
    frontal = FrontalStyles(random_generator)
    directions = frontal.directions
    directions["age_bias"] = directions["age_bias"] * 0 + 1e6
    emphases = frontal.emphases
    for seed in EMPHASISED_SEEDS[: len(emphases.names)]:
        style = frontal.style(seed)
        assert style is not None
        name = emphases.names[seed % len(emphases.names)]
        assert emphases.reading(style, name) >= 0.99 * emphases.range[name][0], name


def test_the_mapping_looks_at_the_direction_of_a_latent_only(random_generator: FaceGenerator) -> None:
    z = torch.randn(2, 512, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(random_generator.map(z), random_generator.map(3 * z), atol=1e-4, rtol=1e-3)
    assert not torch.allclose(random_generator.map(z)[0], random_generator.map(z)[1], atol=1e-2)


@pytest.mark.skipif(not WHEEL, reason="DEEPFACEDRAWING_RANDOM_FACE_WHEEL names no wheel")
def test_the_converted_generator_paints_what_the_original_paints(tmp_path: Path) -> None:
    wheel = Path(WHEEL or "")
    generator = load_generator(wheel)
    style = FrontalStyles(generator).style(300001)
    assert style is not None
    with torch.inference_mode():
        face = generator(torch.from_numpy(style)[None])
        folded = FoldedPrior(generator.prior, torch.from_numpy(style)[None])(
            generator.geometry(torch.from_numpy(style)[None])
        )
    torch.testing.assert_close(folded, face, atol=1e-3, rtol=0)
    means = torch.nn.functional.avg_pool2d(face.clamp(-1, 1), 128)[0, :, 1:3, 1:3].flatten()
    torch.testing.assert_close(means, torch.tensor(FACE_300001), atol=0.01, rtol=0)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    np.save(tmp_path / "style.npy", style[None])
    subprocess.run([sys.executable, "-c", RUN_ORIGINAL], cwd=tmp_path, check=True, timeout=120)
    original = np.load(tmp_path / "face.npy")
    # the last Haar step to 1024×1024 is left out, which is to say that its picture is reduced by area
    reduced = torch.nn.functional.avg_pool2d(torch.from_numpy(original), 2)
    torch.testing.assert_close(face, reduced, atol=2e-3, rtol=0)


# Means of the four inner 128×128 patches of that face in [-1, 1]: red, then green, then blue.
FACE_300001 = (0.319, 0.159, 0.42, 0.378, -0.035, -0.158, -0.079, -0.101, -0.031, -0.162, -0.047, -0.075)

"""Model files: what is written comes back; anything else is one clear sentence that names file and key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine.checkpoint import BANK_NAME, load_bank, load_model, save_bank, save_model
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing
from deepfacedrawing.model_files import MODEL_NAME
from deepfacedrawing.rendering import CONTROL_NAMES, UserError
from tests.tiny import LATENT_DIM, NUM_SAMPLES, TINY, build_tiny_bank, build_tiny_model, build_tiny_palette

WEIGHT = "encoders.nose.linear.weight"
VARIANCE = "encoders.nose.body.0.1.running_var"
Rewrite = Callable[[Callable[[dict[str, Tensor], dict[str, str]], None]], Path]


@pytest.fixture(scope="module")
def model() -> DeepFaceDrawing:
    return build_tiny_model()


@pytest.fixture
def saved(model: DeepFaceDrawing, tmp_path: Path) -> Path:
    save_model(tmp_path / MODEL_NAME, model, build_tiny_palette())
    return tmp_path / MODEL_NAME


@pytest.fixture
def saved_bank(tmp_path: Path) -> Path:
    save_bank(tmp_path / BANK_NAME, build_tiny_bank())
    return tmp_path / BANK_NAME


def rewrite(path: Path, change: Callable[[dict[str, Tensor], dict[str, str]], Any]) -> Path:
    """Write a model file again with its tensors or its header changed in place."""
    with safe_open(path, framework="pt") as file:
        header = dict(file.metadata())
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    change(tensors, header)
    save_file(tensors, path, header)
    return path


def test_a_model_comes_back_as_it_was(model: DeepFaceDrawing, saved: Path) -> None:
    loaded, palette = load_model(saved)
    assert loaded.config == model.config
    assert not loaded.training
    weights = loaded.state_dict()
    for name, weight in model.state_dict().items():
        torch.testing.assert_close(weights[name], weight, atol=1e-4, rtol=1e-3, msg=name)
    expected = build_tiny_palette()
    assert list(palette.styles) == list(expected.styles)
    assert palette.swatches == expected.swatches
    for name, style in expected.styles.items():
        assert torch.equal(palette.styles[name], style)
    assert torch.equal(palette.style(7), expected.style(7))
    assert list(palette.directions) == list(expected.directions) == list(CONTROL_NAMES)
    assert all(torch.equal(palette.directions[name], x) for name, x in expected.directions.items())


def test_a_bank_comes_back_as_it_was(saved_bank: Path) -> None:
    loaded, expected = load_bank(saved_bank, TINY), build_tiny_bank()
    assert loaded.scales == expected.scales
    assert loaded.groups.keys() == expected.groups.keys()
    assert all(torch.equal(loaded.groups[name], members) for name, members in expected.groups.items())
    for name in COMPONENT_NAMES:
        torch.testing.assert_close(loaded.latents[name], expected.latents[name], atol=1e-3, rtol=1e-3)


def test_a_random_appearance_is_its_seeds_own() -> None:
    palette = build_tiny_palette()
    assert torch.equal(palette.style(3), palette.style(3))
    assert not torch.equal(palette.style(3), palette.style(4))
    assert palette.style(-1).shape == (1, 512)
    with pytest.raises(UserError, match=r"'green'.*neutral, pale-blond"):
        palette.style("green")


def test_controls_move_a_style_along_their_directions() -> None:
    palette = build_tiny_palette()
    still = palette.style("pale-blond")
    assert torch.equal(palette.style("pale-blond", dict.fromkeys(CONTROL_NAMES, 0.0)), still)
    moved = palette.style("pale-blond", {"warmth": 0.5, "light": -1.0}) - still
    torch.testing.assert_close(moved[0], 0.5 * palette.directions["warmth"] - palette.directions["light"])
    assert not torch.equal(palette.style(5, {"warmth": 0.5}), palette.style(5))


def test_a_model_from_before_the_controls_loads_and_says_that_it_has_none(saved: Path) -> None:
    def forget_controls(tensors: dict[str, Tensor], header: dict[str, str]) -> None:
        for name in [name for name in tensors if name.startswith("control.")]:
            tensors.pop(name)
        data = json.loads(header["data"])
        data.pop("controls")
        header["data"] = json.dumps(data)

    _, palette = load_model(rewrite(saved, forget_controls))
    assert not palette.directions
    assert torch.equal(palette.style("neutral", {"warmth": 0.0}), palette.style("neutral"))
    with pytest.raises(UserError, match="no control warmth; set it to 0"):
        palette.style("neutral", {"warmth": 0.1})


@pytest.mark.parametrize("load", [load_model, lambda path: load_bank(path, TINY)], ids=["model", "bank"])
class TestAFileThatIsNoModel:
    def test_is_missing(self, load: Callable[[Path], Any], tmp_path: Path) -> None:
        with pytest.raises(UserError, match=r"nowhere\.safetensors"):
            load(tmp_path / "nowhere.safetensors")

    def test_is_a_folder(self, load: Callable[[Path], Any], tmp_path: Path) -> None:
        with pytest.raises(UserError, match="no model file"):
            load(tmp_path)

    @pytest.mark.parametrize("content", [b"", b"{}", b"\xff" * 4000, b"PK\x03\x04 a zip"])
    def test_is_something_else(self, load: Callable[[Path], Any], tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "odd.safetensors"
        path.write_bytes(content)
        with pytest.raises(UserError, match=r"odd\.safetensors is damaged"):
            load(path)

    @pytest.mark.parametrize("header", [None, {"format": "pt"}])
    def test_is_a_foreign_safetensors_file(
        self, load: Callable[[Path], Any], tmp_path: Path, header: dict[str, str] | None
    ) -> None:
        path = tmp_path / "foreign.safetensors"
        save_file({"weight": torch.zeros(2)}, path, header)
        with pytest.raises(UserError, match=r"foreign\.safetensors is not a deepfacedrawing"):
            load(path)


@pytest.mark.parametrize("kept", [0.1, 0.9, 0.999])
def test_a_truncated_model_is_told(saved: Path, kept: float) -> None:
    content = saved.read_bytes()
    saved.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(UserError, match=r"model\.safetensors is damaged"):
        load_model(saved)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda tensors, _: tensors.pop(WEIGHT), f"the weight {WEIGHT} is missing"),
        (lambda tensors, _: tensors.update(more=torch.zeros(1)), "the weight more belongs to no part"),
        (lambda tensors, _: tensors.update({WEIGHT: torch.zeros(3, 2)}), rf"{WEIGHT} has the wrong shape.*\(3, 2\)"),
        (lambda tensors, _: tensors[WEIGHT][0].fill_(torch.nan), f"{WEIGHT} holds NaN"),
        (lambda tensors, _: tensors[WEIGHT][0].fill_(torch.inf), f"{WEIGHT} holds NaN, infinite"),
        (
            lambda tensors, _: tensors.update({WEIGHT: tensors[WEIGHT].float() * 1e12}),
            f"{WEIGHT} holds .* far too large",
        ),
        (lambda tensors, _: tensors["palette.neutral"][0].fill_(torch.nan), "palette.neutral holds NaN"),
        (lambda tensors, _: tensors["control.warmth"][0].fill_(torch.inf), "control.warmth holds NaN, infinite"),
        (lambda tensors, _: tensors[VARIANCE][0].fill_(-1), f"{VARIANCE} holds variances below 0"),
        (lambda tensors, _: tensors.pop("palette.neutral"), "palette.neutral"),
        (lambda tensors, _: tensors.update({"palette.neutral": torch.zeros(3)}), "palette.neutral has the wrong shape"),
        (lambda tensors, _: tensors.pop("control.warmth"), "control.warmth"),
        (lambda tensors, _: tensors.update({"control.warmth": torch.zeros(3)}), "control.warmth has the wrong shape"),
        (lambda tensors, _: tensors.update({"appearance.axes": torch.zeros(2, 3)}), "no usable palette"),
        (lambda _, header: header.update(version="2"), "written by a newer version"),
        (lambda _, header: header.update(version="new"), "damaged"),
        (lambda _, header: header.update(data="{"), "damaged"),
        (lambda _, header: header.update(data="[]"), "damaged"),
        (lambda _, header: header.update(data=header["data"].replace('"slope": 0.2', '"slope": NaN')), "NaN is no num"),
        (lambda _, header: header.update(data=header["data"].replace('"slope": 0.2', '"slope": 1e999')), "1e999 is no"),
        (lambda _, header: header.update(data='{"config": {"synthesis": {"kind": "magic"}}}'), "damaged or newer"),
        (lambda _, header: header.update(data=header["data"].replace("[4, 4, 4, 4]", "[]")), "damaged or newer"),
        (lambda _, header: header.update(data=header["data"].replace('"latent_dim": 16', '"latent_dim": -1')), "damag"),
    ],
)
def test_a_wrong_part_of_a_model_is_named(saved: Path, change: Callable[..., Any], message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        load_model(rewrite(saved, change))
    assert str(saved) in str(caught.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda tensors, _: tensors.pop("latents.nose"), "latents.nose"),
        (lambda tensors, _: tensors.update({"latents.nose": torch.zeros(NUM_SAMPLES, 3)}), "expected banks"),
        (lambda tensors, _: tensors.update({"latents.nose": torch.zeros(2, LATENT_DIM)}), "expected banks"),
        (lambda tensors, _: tensors.update({f"latents.{n}": torch.zeros(0, 16) for n in COMPONENT_NAMES}), "expected"),
        (lambda tensors, _: tensors.update({f"latents.{n}": torch.tensor(1.0) for n in COMPONENT_NAMES}), "expected"),
        (lambda tensors, _: tensors.update({"group.feminine": torch.zeros(3, dtype=torch.bool)}), "expected banks"),
        (lambda tensors, _: tensors["latents.nose"].fill_(torch.nan), "latents.nose holds NaN"),
        (lambda tensors, _: tensors.update({"latents.nose": torch.full((NUM_SAMPLES, LATENT_DIM), 1e38)}), "too large"),
        (lambda _, header: header.update(data="{}"), "scales"),
        (
            lambda _, header: header.update(data=header["data"].replace('"nose": 2.0', '"nose": NaN')),
            "NaN is no number",
        ),
    ],
)
def test_a_wrong_part_of_a_bank_is_named(saved_bank: Path, change: Callable[..., Any], message: str) -> None:
    with pytest.raises(UserError, match=message) as caught:
        load_bank(rewrite(saved_bank, change), TINY)
    assert str(saved_bank) in str(caught.value)


def test_a_bank_for_another_latent_size_is_told(saved_bank: Path) -> None:
    other = replace(TINY, coder=replace(TINY.coder, latent_dim=8))
    with pytest.raises(UserError, match=r"expected banks of \(24, 8\)"):
        load_bank(saved_bank, other)


def test_a_path_that_cannot_be_written_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder" / "inside").mkdir(parents=True)
    for path in (tmp_path / "folder", tmp_path / "file" / BANK_NAME):
        with pytest.raises(UserError, match="Cannot write"):
            save_bank(path, build_tiny_bank())
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder", "inside"]


def test_a_disk_error_leaves_the_old_file(saved_bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = saved_bank.read_bytes()
    saved_bank.with_name(BANK_NAME + ".partial").mkdir()
    with pytest.raises(UserError, match="Cannot write"):
        save_bank(saved_bank, build_tiny_bank())
    assert saved_bank.read_bytes() == before


def test_weights_that_half_precision_cannot_hold_are_not_written(tmp_path: Path) -> None:
    model = build_tiny_model()
    model.encoders["nose"].linear.bias[0] = 1e6  # pyright: ignore[reportIndexIssue, reportAttributeAccessIssue]
    with pytest.raises(ValueError, match=r"encoders\.nose\.linear\.bias"):
        save_model(tmp_path / MODEL_NAME, model, build_tiny_palette())
    assert list(tmp_path.iterdir()) == []

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.lpips import CHANNELS, TORCHVISION_LAYERS, Lpips, load_lpips


@pytest.fixture
def network() -> Lpips:
    torch.manual_seed(0)
    net = Lpips().eval().requires_grad_(False)
    for head in net.heads:
        head.weight.abs_()  # pyright: ignore[reportCallIssue, reportAttributeAccessIssue]
    return net


@pytest.fixture
def flax_weights(network: Lpips) -> dict[str, Any]:
    state = {name: tensor.numpy() for name, tensor in network.state_dict().items()}
    trunk = {
        f"Conv_{i}": {"kernel": state[f"convs.{i}.weight"].transpose(2, 3, 1, 0), "bias": state[f"convs.{i}.bias"]}
        for i in range(5)
    }
    heads = {
        f"NetLinLayer_{i}": {"Conv_0": {"kernel": state[f"heads.{i}.weight"].transpose(2, 3, 1, 0)}} for i in range(5)
    }
    return {"AlexNet_0": trunk, **heads}


@pytest.fixture
def torch_files(network: Lpips, tmp_path: Path) -> tuple[Path, Path]:
    state = network.state_dict()
    trunk = {f"features.{layer}.{k}": state[f"convs.{i}.{k}"] for i, layer in enumerate(TORCHVISION_LAYERS)
             for k in ("weight", "bias")}  # fmt: skip
    trunk["classifier.1.weight"] = torch.zeros(2, 2)
    heads = {f"lin{i}.model.1.weight": state[f"heads.{i}.weight"] for i in range(5)}
    torch.save(heads, tmp_path / "alex.pth")
    # The older form, as both files have it.
    torch.save(trunk, tmp_path / "alexnet.pth", _use_new_zipfile_serialization=False)
    return tmp_path / "alex.pth", tmp_path / "alexnet.pth"


def draw_noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (256, 256, 3), np.uint8)


def test_both_forms_of_the_weights_give_the_same_distance(
    network: Lpips, flax_weights: dict[str, Any], torch_files: tuple[Path, Path], tmp_path: Path
) -> None:
    (tmp_path / "alexnet.ckpt").write_bytes(pickle.dumps(flax_weights, protocol=3))
    expected = network.distance(draw_noise(0), draw_noise(1))
    assert expected > 0
    for files in ([tmp_path / "alexnet.ckpt"], torch_files):
        assert load_lpips(files).distance(draw_noise(0), draw_noise(1)) == pytest.approx(expected, rel=1e-6)


def test_a_picture_is_no_distance_from_itself_whatever_its_size(network: Lpips) -> None:
    assert network.distance(draw_noise(0), draw_noise(0)) == 0
    large = np.repeat(np.repeat(draw_noise(0), 2, 0), 2, 1)
    assert network.distance(draw_noise(0), large) == pytest.approx(0, abs=1e-6)


def test_heads_alone_are_not_enough(torch_files: tuple[Path, Path]) -> None:
    with pytest.raises(UserError, match="do not hold all weights"):
        load_lpips(torch_files[:1])


class Harm:
    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return exec, ("raise SystemExit",)


def test_no_code_of_a_file_is_run(tmp_path: Path) -> None:
    (tmp_path / "alexnet.ckpt").write_bytes(pickle.dumps({"AlexNet_0": Harm()}))
    with pytest.raises(UserError, match="cannot be read"):
        load_lpips([tmp_path / "alexnet.ckpt"])


@pytest.mark.parametrize("content", [None, b"", b"nothing"])
def test_what_is_no_weights_file_is_told(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "alexnet.ckpt").write_bytes(content)
    with pytest.raises(UserError, match=r"alexnet\.ckpt"):
        load_lpips([tmp_path / "alexnet.ckpt"])


def test_each_layer_has_a_head() -> None:
    net = Lpips()
    features = net.features(torch.zeros(1, 3, 64, 64))
    assert [layer.shape[1] for layer in features] == list(CHANNELS)

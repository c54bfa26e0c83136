from __future__ import annotations

import sys
import types
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from deepfacedrawing.evaluation.identity import IdentityNet
from deepfacedrawing.evaluation.inception import Inception
from deepfacedrawing.evaluation.tools import ToolFiles, Tools, load_tools
from deepfacedrawing.rendering import UserError
from tests.evaluation.fakes import build_landmarks, build_tools


class FromFloats(nn.Module):
    def forward(self, x: Tensor) -> Tensor:
        return torch.stack((x.mean((2, 3))[:, 0], torch.full((len(x),), x.shape[2]).to(x.dtype)), 1)


class FromBytes(nn.Module):
    def forward(self, img: Tensor, return_features: bool = False) -> Tensor:
        assert return_features
        return img.float().mean((2, 3))


def save_script(network: nn.Module, path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.jit.script(network).save(str(path))


def test_inception_sees_small_pictures_about_nought(tmp_path: Path) -> None:
    save_script(FromFloats(), tmp_path / "net.pt")
    features = Inception(tmp_path / "net.pt").features(np.full((512, 512, 3), 192, np.uint8))
    assert features.dtype == np.float32
    np.testing.assert_allclose(features, (0.5, 299), rtol=5e-3)


def test_the_other_kind_of_inception_is_given_bytes(tmp_path: Path) -> None:
    save_script(FromBytes(), tmp_path / "net.pt")
    features = Inception(tmp_path / "net.pt").features(np.full((512, 512, 3), 192, np.uint8))
    np.testing.assert_allclose(features, (192, 192, 192))


def test_a_file_that_is_no_inception_is_told(tmp_path: Path) -> None:
    (tmp_path / "net.pt").write_bytes(b"nothing")
    with pytest.raises(UserError, match=r"net\.pt cannot be read"):
        Inception(tmp_path / "net.pt")


@pytest.fixture
def dlib(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """dlib's interface, with a network that answers with its points."""
    module: Any = types.ModuleType("dlib")
    module.point = lambda x, y: (x, y)
    module.rectangle = lambda *corners: corners
    module.full_object_detection = lambda rectangle, points: points

    class Net:
        def __init__(self, file: str) -> None:
            if not Path(file).is_file():
                raise RuntimeError("no file")

        def compute_face_descriptor(self, rgb: np.ndarray, shape: list[tuple[int, int]]) -> list[float]:
            return [float(value) for point in shape for value in point]

    module.face_recognition_model_v1 = Net
    monkeypatch.setitem(sys.modules, "dlib", module)
    return module


@pytest.mark.usefixtures("dlib")
def test_identity_is_given_eye_corners_and_nose(tmp_path: Path) -> None:
    (tmp_path / "net.dat").touch()
    described = IdentityNet(tmp_path / "net.dat").describe(np.zeros((512, 512, 3), np.uint8), build_landmarks())
    right_outer, right_inner, left_outer, left_inner, nose = described.reshape(5, 2)
    assert right_outer[0] > right_inner[0] > nose[0] > left_inner[0] > left_outer[0]
    assert nose[1] > right_outer[1]


@pytest.mark.usefixtures("dlib")
def test_a_missing_identity_network_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"net\.dat cannot be read"):
        IdentityNet(tmp_path / "net.dat")


def test_identity_without_dlib_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "dlib", None)
    with pytest.raises(UserError, match="pip install dlib-bin"):
        IdentityNet(tmp_path / "net.dat")


def test_what_is_not_given_is_named_with_its_option() -> None:
    assert build_tools().absent() == {}
    assert load_tools(ToolFiles(), "cpu") == Tools()
    absent = Tools().absent()
    assert absent["LPIPS"] == "--lpips"
    assert len(absent) == 5

"""NaN and infinite numbers on the way to a face: an error, never a picture, and the next face is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from deepfacedrawing.engine.backends.torch_networks import to_pixels
from deepfacedrawing.engine.face_engine import FaceEngine
from deepfacedrawing.engine.finite import check_finite, is_usable
from deepfacedrawing.rendering import RenderRequest, UserError
from tests.tiny import draw_sketch

REQUEST = RenderRequest(draw_sketch())
DAMAGES = (torch.nan, torch.inf, -torch.inf)


def damaged(work: Callable[..., Tensor], only: str) -> Callable[..., Tensor]:
    """The same for other components; for this one, one number of the result is no number."""

    def run(name: str, given: Tensor) -> Tensor:
        result = work(name, given).clone()
        if name == only:
            result[(0,) * result.ndim] = torch.nan
        return result

    return run


@pytest.mark.parametrize("damage", [*DAMAGES, 2e9, -2e9])
def test_a_number_that_cannot_be_computed_with_is_seen(damage: float) -> None:
    tensor = torch.randn(4, 5)
    assert is_usable(tensor)
    tensor[2, 3] = damage
    assert not is_usable(tensor)
    assert is_usable(torch.empty(0, 3))


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float16, torch.bfloat16])
def test_a_number_that_is_none_is_named(dtype: torch.dtype, damage: float) -> None:
    tensor = torch.full((300, 300), 60_000.0, dtype=dtype)  # whose sum leaves half precision
    check_finite("nose", tensor)
    tensor[2, 3] = damage
    with pytest.raises(FloatingPointError, match="nose"):
        check_finite("nose", tensor)


def test_a_latent_that_is_no_number_is_told_and_the_next_face_is_right(engine: FaceEngine) -> None:
    before = engine.render(REQUEST).face
    drawn = replace(REQUEST, sketch=draw_sketch(mouth_width=80))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine.networks, "encode", damaged(engine.networks.encode, "mouth"))
        for request in (drawn, replace(drawn, draft=True), replace(REQUEST, toward=drawn, morph={"mouth": 0.5})):
            with pytest.raises(UserError, match=r"model\.safetensors computes NaN .*mouth\.latent.* another model"):
                engine.render(request)
    engine.close()
    assert np.array_equal(engine.render(REQUEST).face, before)
    assert engine.render(drawn).face.any()


def test_a_damaged_latent_is_also_told_without_a_face(engine: FaceEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine.networks, "encode", damaged(engine.networks.encode, "nose"))
    with pytest.raises(UserError, match=r"nose\.latent"):
        engine.steps(REQUEST)


def test_a_feature_map_that_is_no_number_makes_no_face(engine: FaceEngine) -> None:
    expected = engine.render(REQUEST).face
    drawn = replace(REQUEST, sketch=draw_sketch(mouth_width=80))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine.networks, "map", damaged(engine.networks.map, "mouth"))
        for draft in (True, False, False):  # what is kept of the first time is no face either
            with pytest.raises(UserError, match=r"computes NaN or infinite values \(mouth\.map\)"):
                engine.render(replace(drawn, draft=draft))
    assert np.array_equal(engine.render(REQUEST).face, expected)


def test_a_layout_that_is_no_number_makes_no_face(engine: FaceEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out = engine.networks.lay_out
    monkeypatch.setattr(engine.networks, "lay_out", lambda *given: lay_out(*given) * torch.nan)
    with pytest.raises(UserError, match=r"computes NaN or infinite values \(face\)"):
        engine.render(REQUEST)


def test_a_painted_face_that_is_no_number_makes_no_picture(
    load: Callable[[str], FaceEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    geometry, style = torch.zeros(1, 512, 32, 32), torch.zeros(1, 512)
    geometry[0, 5, 3, 3] = torch.nan
    for backend in ("torch", "graphs"):
        networks = load(backend).networks
        laid_out: Any = geometry.to(getattr(networks, "dtype", torch.float16))
        with torch.inference_mode(), pytest.raises(FloatingPointError, match="face"):
            networks.paint(laid_out, style)
    with pytest.raises(FloatingPointError):
        to_pixels(geometry[0, 3:6])


def test_a_sample_whose_sketch_is_no_number_is_not_shown(load: Callable[[str], FaceEngine]) -> None:
    for backend in ("torch", "openvino"):
        engine = load(backend)
        engine.close()
        hook = engine.model.sketch_decoders["nose"].register_forward_hook(lambda *given: given[-1] * torch.nan)
        try:
            for request in (REQUEST, replace(REQUEST, shadow=False, browsed="nose")):
                with pytest.raises(UserError, match=r"nose\.sketch"):
                    engine.render(request)
        finally:
            hook.remove()
        assert engine.render(REQUEST).shadow is not None

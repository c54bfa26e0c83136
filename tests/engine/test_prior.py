"""The pretrained generator: equal to plain references, folded and in one style."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from deepfacedrawing.engine.models.folded_prior import FoldedPrior
from deepfacedrawing.engine.models.prior import (
    ModulatedSeparableConv,
    StylePrior,
    inverse_haar,
)
from deepfacedrawing.engine.models.styled_prior import StyledPrior
from tests.tiny import give_contrast


def reference_haar(bands: Tensor) -> Tensor:
    """Orthonormal synthesis by loops: each band's 2×2 basis picture, weighted."""
    batch, channels, height, width = bands.shape
    channels //= 4
    out = torch.zeros(batch, channels, 2 * height, 2 * width)
    signs = (((1, 1), (1, 1)), ((1, 1), (-1, -1)), ((1, -1), (1, -1)), ((1, -1), (-1, 1)))
    for c in range(channels):
        for band, basis in enumerate(signs):
            plane = bands[:, c] if band == 0 else bands[:, channels + 3 * c + band - 1]
            for i in (0, 1):
                for j in (0, 1):
                    out[:, c, i::2, j::2] += plane * basis[i][j] / 2
    return out


def test_inverse_haar_equals_loops_and_keeps_the_energy() -> None:
    bands = torch.randn(2, 12, 5, 6, generator=torch.Generator().manual_seed(0))
    picture = inverse_haar(bands)
    torch.testing.assert_close(picture, reference_haar(bands))
    torch.testing.assert_close(picture.square().sum(), bands.square().sum())


@pytest.fixture(scope="module")
def prior() -> StylePrior:
    torch.manual_seed(0)
    prior = StylePrior().eval().requires_grad_(False)
    give_contrast(prior)
    return prior


@pytest.mark.parametrize("seed", [1, 2])
def test_the_folded_prior_paints_what_the_prior_paints(prior: StylePrior, seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    # no neighbour is needed to tell the layers apart, so a corner of the geometry would do; spatial biases fix the size
    geometry, style = torch.randn(1, 512, 32, 32, generator=generator), torch.randn(1, 512, generator=generator)
    with torch.inference_mode():
        expected = prior(geometry, style)
        folded = FoldedPrior(prior, style)(geometry)
        styled = StyledPrior(prior, torch.float32)(geometry, style)
    assert expected.std() > 0.05
    for face in (folded, styled):
        torch.testing.assert_close(face, expected, atol=1e-3 * float(expected.abs().max()), rtol=0)


def test_the_styled_prior_paints_several_faces_in_one_style(prior: StylePrior) -> None:
    generator = torch.Generator().manual_seed(4)
    geometry, style = torch.randn(2, 512, 32, 32, generator=generator), torch.randn(1, 512, generator=generator)
    with torch.inference_mode():
        styled = StyledPrior(prior, torch.float32)
        together, apart = styled(geometry, style), torch.cat([styled(one[None], style) for one in geometry])
    assert together.is_contiguous(memory_format=torch.channels_last)
    torch.testing.assert_close(together, apart, atol=1e-3 * float(apart.abs().max()), rtol=0)


def test_the_styled_prior_takes_a_spatial_bias_that_hardly_varies_as_its_mean(prior: StylePrior) -> None:
    for conv in (part for part in prior.modules() if isinstance(part, ModulatedSeparableConv)):
        conv.spatial_bias.mul_(0.01).add_(0.5)
    geometry, style = torch.randn(1, 512, 32, 32), torch.randn(1, 512)
    with torch.inference_mode():
        expected, styled = prior(geometry, style), StyledPrior(prior, torch.float32)
        assert not any("spatial_bias" in name for name, _ in styled.named_buffers())
        difference = styled(geometry, style) - expected
    assert difference.abs().mean() < 0.01 * expected.std()


def test_the_style_paints(prior: StylePrior) -> None:
    geometry = torch.randn(1, 512, 32, 32, generator=torch.Generator().manual_seed(5))
    with torch.inference_mode():
        first, second = (FoldedPrior(prior, torch.full((1, 512), value))(geometry) for value in (0.0, 0.5))
    assert (first - second).abs().mean() > 0.01

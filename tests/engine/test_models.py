"""The networks: shapes, and equal to plain references."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import cast

import pytest
import torch
from torch import nn

from deepfacedrawing.components import BUNDLED_COMPONENTS, CANVAS_SIZE, PASTE_ORDER, paste
from deepfacedrawing.engine.manifold import FeatureBank
from deepfacedrawing.engine.models.autoencoder import (
    CoderConfig,
    build_encoder,
    build_feature_decoder,
    build_sketch_decoder,
)
from deepfacedrawing.engine.models.blocks import Down, fold_norms
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig
from deepfacedrawing.engine.models.prior import (
    LAYOUT_SIZES,
    NUM_LAYOUT_STYLES,
    LayoutPrior,
)
from deepfacedrawing.engine.models.synthesis import (
    GeometrySynthesis,
    PriorSynthesisConfig,
    RegionMappers,
    StyleMapper,
    TranslationSynthesis,
    TranslationSynthesisConfig,
    region_shares,
)
from tests.tiny import LATENT_DIM, TINY, TINY_CODER, build_tiny_bank, build_tiny_model, give_contrast

TRANSLATION = TranslationSynthesisConfig(width=4, num_downs=2, num_blocks=1)


@pytest.mark.parametrize(
    "config", [ModelConfig(), TINY, replace(TINY, feature_stride=1, synthesis=TRANSLATION)], ids=str
)
def test_a_config_goes_through_json_unchanged(config: ModelConfig) -> None:
    assert ModelConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


@pytest.mark.parametrize("change", [{"synthesis": {"kind": "magic"}}, {"coder": {"depth": 3}}, {"components": [{}]}])
def test_a_foreign_config_is_an_error(change: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        ModelConfig.from_dict(TINY.to_dict() | change)


@pytest.mark.parametrize("component", BUNDLED_COMPONENTS, ids=lambda c: c.name)
def test_coders_keep_each_components_sizes(component: object) -> None:
    assert component in BUNDLED_COMPONENTS
    index = BUNDLED_COMPONENTS.index(component)  # pyright: ignore[reportArgumentType]
    window = BUNDLED_COMPONENTS[index]
    size, map_size = window.size // window.crop_reduction, window.size // 8
    latent = build_encoder(size, TINY_CODER)(torch.zeros(2, 1, size, size))
    assert latent.shape == (2, LATENT_DIM)
    assert build_sketch_decoder(size, TINY_CODER)(latent).shape == (2, 1, size, size)
    assert build_feature_decoder(size, map_size, TINY_CODER)(latent).shape == (2, 4, map_size, map_size)


def test_a_decoder_with_too_few_widths_is_an_error() -> None:
    with pytest.raises(ValueError, match="4"):
        build_feature_decoder(64, 128, TINY_CODER)


def test_a_slope_of_one_is_the_identity() -> None:
    down = Down(1, 2, "batch", slope=1.0).eval()
    x = torch.randn(1, 1, 8, 8, generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(down(x), down[1](down[0](x)))


def test_batch_statistics_are_those_of_the_picture_at_hand_even_in_eval_mode() -> None:
    decoder = build_feature_decoder(64, 32, replace(TINY_CODER, feature_norm="batch_statistics")).eval()
    latents = torch.randn(2, LATENT_DIM, generator=torch.Generator().manual_seed(0))
    assert not any("running" in name for name in decoder.state_dict())
    assert not torch.allclose(decoder(latents)[:1], decoder(latents[:1]), atol=1e-4)
    plain = build_feature_decoder(64, 32, TINY_CODER).eval()
    torch.testing.assert_close(plain(latents)[:1], plain(latents[:1]), atol=1e-5, rtol=1e-4)


def test_a_fresh_head_leaves_the_layout_as_it_is() -> None:
    synthesis = GeometrySynthesis(BUNDLED_COMPONENTS, TINY_CODER, PriorSynthesisConfig(8, 8, 1)).eval()
    give_contrast(synthesis.layout)
    synthesis.mean.fill_(2.0)
    synthesis.std.fill_(3.0)
    generator = torch.Generator().manual_seed(0)
    merged, latents = torch.randn(1, 4, 64, 64, generator=generator), torch.randn(1, 5, LATENT_DIM, generator=generator)
    geometry, layout = synthesis(merged, latents), synthesis.lay_out(synthesis.mapper(latents)) * 3 + 2
    assert geometry.shape == (1, 512, 32, 32)
    torch.testing.assert_close(geometry, layout, atol=1e-4, rtol=1e-4)
    give_contrast(synthesis.head)
    torch.testing.assert_close(synthesis(merged, latents), synthesis.standardised(merged, latents) * 3 + 2)
    assert (synthesis(merged, latents) - layout).abs().mean() > 0.1


def test_each_modulation_of_the_layout_has_a_style_of_its_own() -> None:
    layout = LayoutPrior()
    give_contrast(layout)
    styles = torch.randn(1, NUM_LAYOUT_STYLES, 512, generator=torch.Generator().manual_seed(0))
    whole = layout(styles)
    for i in range(NUM_LAYOUT_STYLES):
        changed = styles.clone()
        changed[:, i] += 1
        assert (layout(changed) - whole).abs().max() > 1e-3, i


def test_regions_with_one_style_are_laid_out_as_a_whole() -> None:
    synthesis = GeometrySynthesis(BUNDLED_COMPONENTS, TINY_CODER, PriorSynthesisConfig(8, 8, 1))
    give_contrast(synthesis.layout)
    styles = torch.randn(2, NUM_LAYOUT_STYLES, 512, generator=torch.Generator().manual_seed(0))
    regions = styles[:, None].expand(-1, 5, -1, -1)
    torch.testing.assert_close(synthesis.lay_out(regions), synthesis.layout(styles), atol=1e-3, rtol=1e-3)


@pytest.mark.parametrize("size", LAYOUT_SIZES)
def test_every_cell_of_the_layout_is_shared_out_to_the_windows_over_it(size: int) -> None:
    shares = region_shares(BUNDLED_COMPONENTS, size)
    torch.testing.assert_close(shares.sum(0), torch.ones(size, size))
    names = [c.name for c in BUNDLED_COMPONENTS]
    eye, mouth = BUNDLED_COMPONENTS[0], BUNDLED_COMPONENTS[3]
    cell = CANVAS_SIZE // size
    owner = shares.argmax(0)
    assert owner[(eye.y + 64) // cell, (eye.x + 64) // cell] == names.index("left_eye")
    if size > 4:
        assert owner[(mouth.y + 96) // cell, (mouth.x + 96) // cell] == names.index("mouth")
        assert shares[names.index("remainder"), 0, 0] > 0.99


def test_the_style_of_a_window_follows_from_its_own_latent_and_the_remainders() -> None:
    mapper = RegionMappers(BUNDLED_COMPONENTS, LATENT_DIM, 8)
    give_contrast(mapper)
    latents = torch.randn(1, 5, LATENT_DIM, generator=torch.Generator().manual_seed(0))
    styles = mapper(latents)
    for i, changed in enumerate(BUNDLED_COMPONENTS):
        others = latents.clone()
        others[:, i] += 1
        moved = (mapper(others) - styles).abs().amax((0, 2, 3)) > 1e-4
        expected = [changed.name in ("remainder", c.name) for c in BUNDLED_COMPONENTS]
        assert moved.tolist() == expected


def test_the_eyes_agree_on_what_they_share_and_on_nothing_else() -> None:
    torch.manual_seed(0)
    mapper = RegionMappers(BUNDLED_COMPONENTS, 8, 16)
    latents = torch.randn(3, 5, 8)
    apart = mapper(latents)
    mapper.shared_read[0], mapper.shared_move[0] = 1.0, 1.0
    together = mapper(latents)
    torch.testing.assert_close(together[:, 0, :, 0], together[:, 1, :, 0])
    torch.testing.assert_close(together[:, 0, :, 0], apart[:, :2, :, 0].mean(1))
    torch.testing.assert_close(together[..., 1:], apart[..., 1:])
    torch.testing.assert_close(together[:, 2:], apart[:, 2:])


def test_a_transformed_mapper_answers_with_the_transformed_style() -> None:
    torch.manual_seed(0)
    mapper = StyleMapper(8, 16)
    nn.init.normal_(cast("nn.Linear", mapper.body[-1]).weight, std=0.1)
    latents, matrix, mean = torch.randn(3, 8), torch.randn(512, 512) / 512**0.5, torch.randn(512)
    before = mapper(latents)
    mapper.transform(matrix, mean)
    torch.testing.assert_close(mapper(latents), mean + (before - mean) @ matrix.T, atol=1e-4, rtol=1e-4)


def test_translation_synthesis_keeps_the_size_and_ends_in_range() -> None:
    face = TranslationSynthesis(4, TRANSLATION)(torch.randn(2, 4, 64, 64), torch.zeros(2, 5, 8), torch.zeros(2, 512))
    assert face.shape == (2, 3, 64, 64)
    assert face.abs().max() <= 1


def test_a_whole_model_makes_faces() -> None:
    model = build_tiny_model()
    banks = {name: FeatureBank.whole(rows) for name, rows in build_tiny_bank().latents.items()}
    sketch = torch.ones(2, 1, 512, 512)
    sketch[1, :, 236:244, 170:215] = -1
    face = model(sketch, banks, dict.fromkeys(banks, 0.5), torch.zeros(2, 512))
    assert face.shape == (2, 3, 512, 512)
    assert face.isfinite().all()
    assert (face[0] - face[1]).abs().max() > 0.01


def test_a_whole_model_in_the_papers_manner_makes_faces() -> None:
    coder = replace(TINY_CODER, feature_channels=(4,) * 6)
    model = DeepFaceDrawing(replace(TINY, coder=coder, feature_stride=1, synthesis=TRANSLATION)).eval()
    banks = {name: FeatureBank.whole(rows) for name, rows in build_tiny_bank().latents.items()}
    with torch.inference_mode():
        face = model(torch.ones(1, 1, 512, 512), banks, dict.fromkeys(banks, 1.0), torch.zeros(1, 512))
    assert face.shape == (1, 3, 512, 512)


def test_folded_norms_leave_the_results_and_no_batch_norm() -> None:
    model = build_tiny_model()
    for norm in [m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)]:
        norm.running_mean.uniform_(-1, 1)  # type: ignore[union-attr]
        norm.running_var.uniform_(0.5, 2)  # type: ignore[union-attr]
    crops = model.crop(torch.rand(1, 1, 512, 512) * 2 - 1)
    latents = model.encode(crops)
    before = [*latents.values(), *model.map(latents).values()]
    fold_norms(model)
    after = [*model.encode(crops).values(), *model.map(latents).values()]
    assert not any(isinstance(m, torch.nn.BatchNorm2d) for m in model.modules())
    torch.testing.assert_close(after, before, rtol=1e-3, atol=1e-3)


def test_mirrored_maps_paste_to_the_mirrored_canvas_but_for_the_overlap_of_the_eyes() -> None:
    generator = torch.Generator().manual_seed(0)
    maps = {c.name: torch.randn(1, 2, c.size // 4, c.size // 4, generator=generator) for c in BUNDLED_COMPONENTS}
    swapped = {"left_eye": "right_eye", "right_eye": "left_eye"}
    mirrored = {name: maps[swapped.get(name, name)].flip(-1) for name in maps}
    torch.testing.assert_close(paste(mirrored, BUNDLED_COMPONENTS, 4), paste(maps, BUNDLED_COMPONENTS, 4).flip(-1))


def test_later_components_lie_over_earlier_ones() -> None:
    maps = {
        c.name: torch.full((1, 1, c.size // 4, c.size // 4), float(PASTE_ORDER.index(c.name)))
        for c in BUNDLED_COMPONENTS
    }
    merged = paste(maps, BUNDLED_COMPONENTS, 4)[0, 0]
    # row 88 (352 px) is past the nose's last row that is pasted: there the mouth shows
    assert [merged[87, 64], merged[88, 64], merged[60, 50], merged[60, 70], merged[5, 5]] == [2, 1, 3, 4, 0]


def test_the_full_size_model_is_compact() -> None:
    with torch.device("meta"):
        model = DeepFaceDrawing(ModelConfig())
    assert CoderConfig() == model.config.coder
    assert sum(p.numel() for p in model.parameters()) < 60e6

"""The published model against its own code's outputs, and against an independent implementation of the whole of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine.face_engine import FaceEngine, load_engine
from deepfacedrawing.engine.import_original import import_original
from deepfacedrawing.engine.models.autoencoder import build_encoder, build_feature_decoder, build_sketch_decoder
from deepfacedrawing.engine.models.blocks import fold_norms
from deepfacedrawing.engine.models.face_drawing import ModelConfig, build_synthesis
from deepfacedrawing.engine.original import ORIGINAL, parameter_files
from deepfacedrawing.rendering import RenderRequest, RenderResult, UserError
from tests.published import NARROW, NUM_ROWS, draw_array, list_parameters, write_parameters
from tests.published_reference import Outcome, PublishedCode
from tests.tiny import draw_sketch

SLIDER = {"left_eye": 0.8, "right_eye": 0.63, "nose": 1.0, "mouth": 0.88, "remainder": 0.93}
REQUEST = RenderRequest(draw_sketch(), SLIDER, "female")
# The SHA-256 of the published listing: a line of path, name and shape for each array.
LISTING = "a09ef32b5f84ebb31841e6bc0dad5e70e8c09fdc99fa38185d7e5347706ca025"
# Outputs of the published code for the seeded parameters; every second to eighth value.
OUTPUTS = np.load(Path(__file__).with_name("published_outputs.npz"))


@pytest.fixture(scope="module")
def params(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_parameters(tmp_path_factory.mktemp("params"))


@pytest.fixture(scope="module")
def expected(params: Path) -> Outcome:
    return PublishedCode(params).render(draw_sketch(), "female", SLIDER)


@pytest.fixture(scope="module")
def load(params: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[bool], FaceEngine]:
    """Imports in float32 or in half precision, and loads what came out of it."""
    engines: dict[bool, FaceEngine] = {}

    def load(half: bool) -> FaceEngine:
        if half not in engines:
            path = tmp_path_factory.mktemp("models") / "original.safetensors"
            import_original(params, path, half, NARROW)
            engines[half] = load_engine(path, "cpu")
        return engines[half]

    return load


def test_the_files_are_listed_as_they_are_published() -> None:
    files = {path: {name: w.shape for name, w in arrays.items()} for path, arrays in parameter_files().items()}
    assert files == list_parameters(ORIGINAL)
    listing = "".join(
        f"{path} {name} {shape}\n" for path, a in sorted(files.items()) for name, shape in sorted(a.items())
    )
    assert hashlib.sha256(listing.encode()).hexdigest() == LISTING


def test_each_weight_comes_from_one_array_and_only_statistics_are_left_over() -> None:
    weights = [(name, w.name) for arrays in parameter_files().values() for name, w in arrays.items()]
    used = [ours for _, ours in weights if ours]
    assert len(set(used)) == len(used) == 1460
    assert all("running_" in theirs for theirs, ours in weights if not ours)


def fill(network: nn.Module, path: str) -> nn.Module:
    """A network with the seeded values of its file, as the engine runs it."""
    weights: dict[str, Tensor] = {}
    for name, weight in parameter_files()[path].items():
        if weight.name:
            # without the names of the part and of the component
            ours = weight.name.split(".", 1 if path.endswith("_G.pkl") else 2)[-1]
            weights[ours] = torch.from_numpy(draw_array(path, name, weight.shape))
    missing = network.load_state_dict(weights, strict=False).missing_keys
    assert all(name.endswith("num_batches_tracked") for name in missing)
    fold_norms(network.eval().requires_grad_(False))
    return network


def relative_error(got: Tensor, expected: np.ndarray) -> float:
    return float(np.linalg.norm(got.numpy() - expected) / np.linalg.norm(expected))


def test_the_networks_of_an_eye_give_the_published_outputs() -> None:
    random = np.random.RandomState(0)
    crop = torch.from_numpy(random.uniform(-1, 1, (1, 1, 128, 128)).astype(np.float32))
    latent = torch.from_numpy(random.standard_normal((1, 512)).astype(np.float32))
    coder = ORIGINAL.coder
    encoder = fill(build_encoder(128, coder), "AE_whole/latest_net_encoder_eye1.pkl")
    assert relative_error(encoder(crop), OUTPUTS["encoder"]) <= 1e-4
    sketch = fill(build_sketch_decoder(128, coder), "AE_whole/latest_net_decoder_eye1_image.pkl")(latent)
    assert relative_error(sketch[..., ::4, ::4], OUTPUTS["sketch_decoder"]) <= 1e-4
    feature_map = fill(build_feature_decoder(128, 128, coder), "Combine/latest_net_DE_eye1.pkl")(latent)
    assert relative_error(feature_map[:, ::2, ::8, ::8], OUTPUTS["feature_decoder"]) <= 1e-4


def test_the_generator_gives_the_published_outputs() -> None:
    random = np.random.RandomState(0)
    random.uniform(size=128 * 128)
    random.standard_normal(512)
    merged = torch.from_numpy(random.standard_normal((1, 32, 64, 64)).astype(np.float32))
    generator = fill(build_synthesis(ORIGINAL), "Combine/latest_net_G.pkl")
    face = generator(merged, torch.zeros(1, 5, 512), torch.zeros(1, 512))
    assert relative_error(face[..., ::2, ::2], OUTPUTS["generator"]) <= 1e-4


@pytest.mark.parametrize("half", [False, True], ids=["full", "half"])
def test_latents_and_neighbours_are_those_of_the_reference(
    half: bool, load: Callable[[bool], FaceEngine], expected: Outcome
) -> None:
    steps = load(half).steps(REQUEST)
    for name in COMPONENT_NAMES:
        for step in ("latent", "projected", "refined"):
            got, wanted = steps[f"{name}.{step}"], getattr(expected, step)[name]
            assert np.linalg.norm(got - wanted) <= 1e-4 * np.linalg.norm(wanted)
        assert steps[f"{name}.neighbours"].tolist() == expected.neighbours[name]


@pytest.mark.parametrize(("half", "tolerance"), [(False, 1), (True, 3)], ids=["full", "half"])
def test_faces_are_those_of_the_reference(
    half: bool, tolerance: int, load: Callable[[bool], FaceEngine], expected: Outcome
) -> None:
    result = load(half).render(REQUEST)
    assert expected.face.std() > 30
    difference = np.abs(result.face.astype(int) - expected.face)
    assert difference.mean() <= tolerance
    assert half or difference.max() <= 1  # the published code cuts the fraction off, this one rounds


def test_both_sexes_have_their_own_rows_and_all_has_both(load: Callable[[bool], FaceEngine], params: Path) -> None:
    engine = load(False)
    assert engine.info.groups == ("all", "female", "male")
    assert engine.info.bank_size == sum(NUM_ROWS.values())
    female, male, everyone = (engine.render(replace(REQUEST, group=g, shadow=False)) for g in ("female", "male", "all"))
    reference = PublishedCode(params).render(draw_sketch(), "man", SLIDER)
    for name in COMPONENT_NAMES:
        assert max(female.neighbours[name]) < NUM_ROWS["female"] <= min(male.neighbours[name])
        assert [row - NUM_ROWS["female"] for row in male.neighbours[name]] == reference.neighbours[name]
        assert set(everyone.neighbours[name]) <= {*female.neighbours[name], *male.neighbours[name]}


def test_our_own_names_of_the_groups_work_too(load: Callable[[bool], FaceEngine]) -> None:
    engine = load(False)
    for ours, theirs in (("feminine", "female"), ("masculine", "male")):
        results: list[RenderResult] = [engine.render(replace(REQUEST, group=g, shadow=False)) for g in (ours, theirs)]
        assert results[0].neighbours == results[1].neighbours
        assert np.array_equal(results[0].face, results[1].face)


def test_a_blank_window_is_encoded_like_any_other(load: Callable[[bool], FaceEngine], params: Path) -> None:
    blank = np.full((512, 512), 255, np.uint8)
    expected = PublishedCode(params).render(blank, "female", SLIDER)
    difference = load(False).render(RenderRequest(blank, SLIDER, "female")).face.astype(int) - expected.face
    assert np.abs(difference).max() <= 1


def test_shadow_and_samples_come_from_the_sketch_decoders(load: Callable[[bool], FaceEngine]) -> None:
    result = load(False).render(replace(REQUEST, browsed="mouth"))
    assert result.shadow is not None
    assert result.shadow.min() < 255
    assert tuple(result.samples) == result.neighbours["mouth"]
    assert all(sketch.shape == (192, 192) for sketch in result.samples.values())


def test_nothing_is_synthesised_twice(load: Callable[[bool], FaceEngine], monkeypatch: pytest.MonkeyPatch) -> None:
    engine, faces = load(False), []
    synthesise = engine.networks.lay_out
    monkeypatch.setattr(engine.networks, "lay_out", lambda *given: [faces.append(1), synthesise(*given)][1])
    engine.close()
    for request in (REQUEST, replace(REQUEST, browsed="nose"), replace(REQUEST, refinement={**SLIDER, "nose": 0.1})):
        engine.render(request)
    assert len(faces) == 2


@pytest.mark.parametrize("asked", [{"appearance": "pale-blond"}, {"appearance": 7}, {"controls": {"warmth": 0.5}}])
def test_there_is_one_appearance_and_no_other(asked: dict[str, object], load: Callable[[bool], FaceEngine]) -> None:
    engine = load(False)
    assert (dict(engine.info.appearances), engine.info.controls) == ({}, ())
    with pytest.raises(UserError, match=r"This model has no (appearances|control warmth)"):
        engine.render(replace(REQUEST, **asked))  # pyright: ignore[reportArgumentType]


def test_the_config_goes_into_the_file_and_comes_back(load: Callable[[bool], FaceEngine]) -> None:
    configs: list[ModelConfig] = [load(half).model.config for half in (False, True)]
    assert configs == [NARROW, replace(NARROW, full_precision=False)]

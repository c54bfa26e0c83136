"""Large banks: their neighbours are those of a look at every sample, and nothing but their own index finds them."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import faiss
import numpy as np
import pytest
import torch
from torch import Tensor

from deepfacedrawing.components import BUNDLED_COMPONENTS, COMPONENT_NAMES
from deepfacedrawing.engine import face_engine
from deepfacedrawing.engine.bank_index import find_index, read_ahead
from deepfacedrawing.engine.checkpoint import BANK_NAME, Bank, load_bank, save_bank
from deepfacedrawing.engine.face_engine import FaceEngine
from deepfacedrawing.engine.grouped_banks import GroupedBanks
from deepfacedrawing.engine.manifold import project
from deepfacedrawing.engine.onnx_path import OnnxPath
from deepfacedrawing.rendering import RenderRequest, UserError
from deepfacedrawing.training.index_builder import choose_num_lists, write_index
from tests.eager_graphs import build_graphed
from tests.engine.test_checkpoint import rewrite
from tests.tiny import LATENT_DIM, TINY, build_tiny_model, build_tiny_palette, draw_sketch, save_tiny_model

NUM_ROWS, EXACT, CPU = 2000, 200, torch.device("cpu")


def build_large_bank() -> Bank:
    """Samples about 40 centres; every third is feminine, the last ten are masculine, and those of half of the nose's
    centres lie apart from the others.
    """
    generator = torch.Generator().manual_seed(0)
    centres = torch.randn(40, LATENT_DIM, generator=generator)
    which = torch.randint(40, (len(COMPONENT_NAMES), NUM_ROWS), generator=generator)
    noise = 0.3 * torch.randn(len(COMPONENT_NAMES), NUM_ROWS, LATENT_DIM, generator=generator)
    latents = dict(zip(COMPONENT_NAMES, (centres[which] + noise).half().float(), strict=True))
    rows = torch.arange(NUM_ROWS)
    groups = {"feminine": rows % 3 == 0, "masculine": rows >= NUM_ROWS - 10, "other": rows < 0}
    groups["apart"] = which[COMPONENT_NAMES.index("nose")] < 20
    return Bank(latents, groups, dict.fromkeys(COMPONENT_NAMES, 2.0))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bank") / BANK_NAME
    save_bank(path, build_large_bank())
    assert min(write_index(path).values()) > 0.9
    return path


@pytest.fixture
def copied(written: Path, tmp_path: Path) -> Path:
    for path in (written, find_index(written)):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path / BANK_NAME


@pytest.fixture(params=["mapped", "copied"])
def indexed(written: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> GroupedBanks:
    if request.param == "copied":  # as on Windows
        monkeypatch.delattr(faiss, "OnDiskInvertedLists")
    return GroupedBanks.build(load_bank(written, TINY, EXACT), CPU)


@pytest.fixture(scope="module")
def exact() -> GroupedBanks:
    return GroupedBanks.build(build_large_bank(), CPU)


def draw_latents(count: int) -> Tensor:
    """Latents that lie between samples."""
    rows = build_large_bank().latents["nose"]
    return rows[:count].lerp(rows[count : 2 * count], 0.2)


@pytest.mark.parametrize("group", ["all", "feminine", "apart"])
def test_nearly_all_neighbours_are_those_of_a_look_at_each_sample(
    group: str, indexed: GroupedBanks, exact: GroupedBanks
) -> None:
    latents = draw_latents(60)
    found, true = (project(latents, banks.groups[group]["nose"]) for banks in (indexed, exact))
    pairs = zip(found.neighbours.tolist(), true.neighbours.tolist(), strict=True)
    assert np.mean([len(set(a) & set(b)) / 10 for a, b in pairs]) >= 0.95
    same = (found.neighbours == true.neighbours).all(1)
    assert same.float().mean() > 0.8
    torch.testing.assert_close(found.latent[same], true.latent[same])
    torch.testing.assert_close(found.weights[same], true.weights[same])


def test_a_group_of_few_has_all_of_its_neighbours(indexed: GroupedBanks, exact: GroupedBanks) -> None:
    found, true = (project(draw_latents(20), banks.groups["masculine"]["nose"]) for banks in (indexed, exact))
    assert torch.equal(found.neighbours, true.neighbours)
    assert int(found.neighbours.min()) >= NUM_ROWS - 10


@pytest.mark.parametrize("damage", [torch.nan, -torch.inf, 3e38])
def test_a_sample_that_is_no_numbers_is_told_where_it_is_found(damage: float, written: Path) -> None:
    bank = load_bank(written, TINY, EXACT)
    latents = bank.latents["nose"].float()
    latents[1000, 3] = damage
    banks = GroupedBanks.build(replace(bank, latents={**bank.latents, "nose": latents}), CPU)
    near = build_large_bank().latents["nose"][1000][None]
    with pytest.raises(UserError, match=r"sample 1000 holds NaN, infinite or far too large values; get the bank's"):
        project(near, banks.groups["all"]["nose"])
    with pytest.raises(UserError, match="sample 1000"):
        banks.latents("nose", [7, 1000])
    far = build_large_bank().latents["mouth"][1000][None]
    assert project(far, banks.groups["all"]["mouth"]).latent.isfinite().all()


def test_an_excluded_sample_is_no_neighbour(indexed: GroupedBanks, exact: GroupedBanks) -> None:
    rows = torch.arange(0, 90, 3)
    latents = exact.groups["all"]["nose"].take(rows.tolist())
    for group in ("all", "feminine"):
        found = project(latents, indexed.groups[group]["nose"], excluded=rows)
        assert not (found.neighbours == rows[:, None]).any()
        assert torch.equal(project(latents, indexed.groups[group]["nose"]).neighbours[:, 0], rows)


def test_the_groups_their_middles_and_samples_are_those_of_the_bank(indexed: GroupedBanks, exact: GroupedBanks) -> None:
    assert indexed.size == NUM_ROWS
    assert indexed.scales == exact.scales
    assert indexed.groups.keys() == exact.groups.keys() == {"all", "feminine", "masculine", "apart"}
    for group, banks in exact.groups.items():
        for name, bank in banks.items():
            other = indexed.groups[group][name]
            assert other.shape == bank.shape
            torch.testing.assert_close(other.middle(), bank.middle(), atol=1e-4, rtol=1e-4)
    assert torch.equal(indexed.latents("mouth", [7, 1999]), exact.latents("mouth", [7, 1999]))


def test_an_engine_paints_pins_and_shows_samples_of_a_large_bank(written: Path) -> None:
    bank = load_bank(written, TINY, EXACT)
    engine = FaceEngine(build_tiny_model(), build_tiny_palette(), bank, CPU, "model")
    assert engine.info.bank_size == NUM_ROWS
    assert engine.info.groups == ("all", "apart", "feminine", "masculine")
    request = RenderRequest(draw_sketch(), browsed="nose", pins={"nose": 1500})
    near = engine.render(request)
    assert near.neighbours["nose"][0] == 1500
    assert tuple(near.samples) == near.neighbours["nose"]
    assert near.distances["nose"] < near.distances["mouth"]
    grouped = engine.render(replace(request, group="masculine"))
    assert all(row >= NUM_ROWS - 10 for rows in grouped.neighbours.values() for row in rows)
    exact = FaceEngine(build_tiny_model(), build_tiny_palette(), load_bank(written, TINY), CPU, "model")
    expected = exact.render(replace(request, group="masculine"))
    assert np.abs(grouped.face.astype(int) - expected.face).max() <= 1
    assert np.array_equal(grouped.samples[1500], expected.samples[1500])


def test_where_the_rest_is_recorded_a_large_bank_is_searched_beside_it(
    written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank, request = load_bank(written, TINY, EXACT), RenderRequest(draw_sketch())
    straight = FaceEngine(build_tiny_model(), build_tiny_palette(), bank, CPU, "model").render(request)
    monkeypatch.setattr(face_engine, "build_networks", lambda model, *_: build_graphed(model))
    engine = FaceEngine(build_tiny_model(), build_tiny_palette(), bank, CPU, "model")
    recorded = engine.render(request)
    assert recorded.neighbours == straight.neighbours
    assert recorded.shadow is not None
    assert straight.shadow is not None
    assert np.abs(recorded.shadow.astype(int) - straight.shadow).mean() < 1  # one is in half precision
    names = {key[0][0] for key in cast(Any, engine.networks.runner)._graphs}
    assert "encode" in names
    assert not names & {"project", "ink"}


def test_an_engine_reads_a_large_bank_ahead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = save_tiny_model(tmp_path)
    path = model.with_name(BANK_NAME)
    read: list[Path] = []
    monkeypatch.setattr(face_engine, "read_ahead", read.append)
    face_engine.load_engine(model, "cpu")
    assert read == []
    write_index(path)
    monkeypatch.setattr(face_engine, "load_bank", partial(load_bank, exact_rows=2))
    face_engine.load_engine(model, "cpu")
    assert read == [path]


def test_reading_ahead_goes_on_without_files_that_are_not_there(copied: Path) -> None:
    find_index(copied).unlink()
    before = set(threading.enumerate())
    read_ahead(copied)
    for thread in set(threading.enumerate()) - before:
        thread.join()


def test_a_large_bank_is_no_part_of_an_onnx_file(written: Path) -> None:
    banks = GroupedBanks.build(load_bank(written, TINY, EXACT), CPU)
    with pytest.raises(UserError, match="2,000 samples are too many"):
        OnnxPath(build_tiny_model(), banks, "all")


def test_a_large_bank_is_not_read_when_it_is_opened(copied: Path) -> None:
    bank = load_bank(copied, TINY, EXACT)
    assert all(rows.dtype == torch.float16 for rows in bank.latents.values())
    content = bytearray(copied.read_bytes())
    before = bank.latents["nose"][1000].clone()
    start = content.index(before.numpy().tobytes())
    with copied.open("r+b") as file:
        file.seek(start)
        file.write(bytes(2 * LATENT_DIM))
    assert not bank.latents["nose"][1000].any()


def test_up_to_the_limit_no_index_is_asked_for(copied: Path) -> None:
    find_index(copied).unlink()
    bank = load_bank(copied, TINY, NUM_ROWS)
    assert bank.index is None
    assert all(rows.dtype == torch.float32 for rows in bank.latents.values())
    with pytest.raises(UserError, match=r"2,000 samples and no index .* run: deepfacedrawing bank index .*bank\.safe"):
        load_bank(copied, TINY, NUM_ROWS - 1)


def test_another_banks_index_is_told(copied: Path) -> None:
    bank = build_large_bank()
    for change in (
        {"latents": {n: x.flip(0) for n, x in bank.latents.items()}},
        {"groups": {**bank.groups, "feminine": ~bank.groups["feminine"]}},
        {"latents": {n: x[:-1] for n, x in bank.latents.items()}, "groups": {}},
    ):
        save_bank(copied, replace(bank, **change))
        with pytest.raises(UserError, match=r"bank\.index\.safetensors is the index of another bank"):
            load_bank(copied, TINY, EXACT)


def scribble(kind: str, value: Any) -> Callable[[dict[str, Tensor], dict[str, str]], None]:
    """Put a value where a tensor of the nose begins."""

    def change(tensors: dict[str, Tensor], _: dict[str, str]) -> None:
        tensors[f"{kind}.nose"].view(-1)[0] = value

    return change


def cut(kind: str) -> Callable[[dict[str, Tensor], dict[str, str]], None]:
    """Leave out the last number of a tensor of the nose."""

    def change(tensors: dict[str, Tensor], _: dict[str, str]) -> None:
        tensors[f"{kind}.nose"] = tensors[f"{kind}.nose"].reshape(-1)[:-1].clone()

    return change


@pytest.mark.parametrize(
    "change",
    [
        *(cut(kind) for kind in ("lists", "sizes", "centroids", "axes", "steps", "means", "probes")),
        *(scribble("sizes", value) for value in (-1, 0, 2**62)),
        *(scribble("probes", value) for value in (-1, 0, 10**6)),
        *(scribble("steps", value) for value in (0, -1)),
        *(scribble(kind, torch.nan) for kind in ("centroids", "axes", "steps", "means")),
        lambda tensors, _: tensors.pop("lists.nose"),
        lambda tensors, _: tensors.pop("probes.nose"),
        lambda tensors, _: tensors.update({"sizes.nose": tensors["sizes.nose"].float()}),
        lambda tensors, _: tensors.update({"lists.nose": tensors["lists.nose"].view(torch.int8)}),
    ],
)
def test_a_damaged_index_is_told_before_it_is_searched(copied: Path, change: Callable[..., Any]) -> None:
    rewrite(find_index(copied), change)
    with pytest.raises(UserError, match=r"bank\.index\.safetensors is damaged at nose; run: deepfacedrawing bank inde"):
        load_bank(copied, TINY, EXACT)


def test_an_index_that_is_cut_off_or_of_another_kind_is_told(copied: Path) -> None:
    path = find_index(copied)
    content = path.read_bytes()
    path.write_bytes(content[:-100])
    with pytest.raises(UserError, match=r"bank\.index\.safetensors is damaged"):
        load_bank(copied, TINY, EXACT)
    path.write_bytes(copied.read_bytes())
    with pytest.raises(UserError, match=r"bank\.index\.safetensors is not a deepfacedrawing-bank-index"):
        load_bank(copied, TINY, EXACT)


def test_rows_that_the_bank_does_not_have_are_told(copied: Path) -> None:
    def point_astray(tensors: dict[str, Tensor], _: dict[str, str]) -> None:
        lists, size = tensors["lists.nose"], int(tensors["sizes.nose"][0])
        lists[size * LATENT_DIM : size * (LATENT_DIM + 8)].view(torch.int64)[:] = 2**40

    rewrite(find_index(copied), point_astray)
    bank = load_bank(copied, TINY, EXACT)
    with pytest.raises(UserError, match="index is damaged; make it again"):
        project(bank.latents["nose"].float(), GroupedBanks.build(bank, CPU).groups["all"]["nose"])


def test_a_missing_faiss_is_told_with_what_to_install(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faiss", None)
    for use in (lambda: load_bank(copied, TINY, EXACT), lambda: write_index(copied)):
        with pytest.raises(UserError, match=r'the package faiss-cpu; run: pip install "deepfacedrawing\[banks\]"'):
            use()
    assert load_bank(copied, TINY).index is None


def test_a_bank_that_is_not_finite_gets_no_index(copied: Path) -> None:
    find_index(copied).unlink()
    rewrite(copied, lambda tensors, _: tensors["latents.mouth"][1234].fill_(torch.nan))
    with pytest.raises(UserError, match=r"bank\.safetensors: mouth holds NaN"):
        write_index(copied)
    assert [path.name for path in copied.parent.iterdir()] == [BANK_NAME]


def test_banks_of_few_and_of_equal_samples_can_be_searched(tmp_path: Path) -> None:
    path = tmp_path / BANK_NAME
    for size in (3, 30, 300):
        latents = {c.name: torch.ones(size, LATENT_DIM) for c in BUNDLED_COMPONENTS}
        save_bank(path, Bank(latents, {}, dict.fromkeys(COMPONENT_NAMES, 2.0)))
        write_index(path)
        bank = GroupedBanks.build(load_bank(path, TINY, 2), CPU).groups["all"]["nose"]
        found = project(torch.zeros(2, LATENT_DIM), bank)
        assert found.neighbours.shape == (2, min(10, size))
        assert all(len(set(rows)) == min(10, size) for rows in found.neighbours.tolist())
        torch.testing.assert_close(found.latent, torch.ones(2, LATENT_DIM))


@pytest.mark.parametrize(("num_rows", "expected"), [(1, 1), (200, 5), (50_001, 1024), (1_000_000, 4096)])
def test_lists_grow_as_the_root_of_the_bank(num_rows: int, expected: int) -> None:
    assert choose_num_lists(num_rows) == expected

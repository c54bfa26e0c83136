"""Whatever is recorded keeps the rules of CUDA's graphs: seen on tensors without numbers (meta), for want of a card.

No operation may take anything from the processor, look at a value, or be one of those that wait for the card.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine import manifold
from deepfacedrawing.engine.backends import torch_networks
from deepfacedrawing.engine.backends.cuda_networks import CudaNetworks
from deepfacedrawing.engine.backends.runner import Straight, Tensors, Work
from deepfacedrawing.engine.bank_sketches import BankSketches
from deepfacedrawing.engine.drawing_latents import DrawingLatents
from deepfacedrawing.engine.grouped_banks import GroupedBanks
from deepfacedrawing.engine.manifold import FeatureBank, ManifoldConfig
from deepfacedrawing.engine.models.blocks import fold_norms
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, ModelConfig, stack_latents
from deepfacedrawing.engine.stopwatch import Stopwatch
from deepfacedrawing.rendering import RenderRequest
from tests.eager_graphs import CPU
from tests.published import NARROW
from tests.tiny import TINY, build_tiny_model, draw_sketch

CARD = torch.device("meta")
FROM_HOST = ("tensor", "as_tensor", "from_numpy", "cpu", "numpy", "tolist", "__bool__", "__float__")
# They look at values, or at what a library says of them.
WAITING = ("_local_scalar_dense", "nonzero", "masked_select", "linalg_", "unique", "item", "_assert")


class Rules(TorchDispatchMode):
    """Raises where an operation breaks one."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        places = {leaf.device.type for leaf in tree_leaves((args, kwargs, result)) if isinstance(leaf, Tensor)}
        if places - {"meta"} or any(word in str(func) for word in WAITING):
            raise AssertionError(f"{func} on {sorted(places)}")
        return result


class Calls(TorchFunctionMode):
    """The same for calls that are settled before any operation."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = getattr(func, "__name__", "")
        from_list = name == "__getitem__" and any(isinstance(i, list) for i in (args[1], *as_tuple(args[1])))
        if from_list or name in FROM_HOST:
            raise AssertionError(f"{name} of {args[1:]}")
        return func(*args, **(kwargs or {}))


def as_tuple(index: Any) -> tuple[Any, ...]:
    return index if isinstance(index, tuple) else ()


class Checker:
    """A runner that holds everything to the rules."""

    records = True

    def __init__(self) -> None:
        self.names: list[Hashable] = []

    def run(self, name: Hashable, work: Work, *inputs: Tensor) -> Tensors:
        self.names.append(name)
        own = [tensor.to(CARD) for tensor in inputs]
        with Calls(), Rules():
            return work(*own)

    def fetch(self, tensor: Tensor) -> NDArray[Any]:
        assert tensor.is_meta
        return np.zeros(tuple(tensor.shape), np.uint8)


def build(config: ModelConfig, checker: Checker) -> tuple[DeepFaceDrawing, CudaNetworks]:
    """The networks as if on a card, in half precision."""
    model = build_tiny_model(config)
    fold_norms(model)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CudaNetworks, "_record", lambda self: None)
        patch.setattr(torch_networks, "fast_dtype", lambda device: torch.float16)
        networks = CudaNetworks(model, CPU, Straight(CPU))
    networks.runner, networks.eager.device = checker, CARD
    for module in (model, networks.painter):
        if module is not None:
            module.to(CARD)
    return model, networks


def build_banks(config: ModelConfig) -> GroupedBanks:
    """24 samples that nothing is known of."""
    rows = torch.empty(24, dtype=torch.int64, device=CARD)
    dim = config.coder.latent_dim
    bank = {c.name: FeatureBank(torch.empty(24, dim, device=CARD), rows) for c in config.components}
    return GroupedBanks({"all": bank}, dict.fromkeys(bank, 1.0))


CONFIGS = {"bundled": TINY, "published": replace(NARROW, full_precision=False), "exact": NARROW}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_every_step_of_a_face_can_be_recorded(config: ModelConfig) -> None:
    checker = Checker()
    model, networks = build(config, checker)
    banks = build_banks(config)
    drawing = DrawingLatents(model, banks, CARD, networks)
    with torch.inference_mode():
        refined = {n: made.tensor for n, made in drawing.refine(RenderRequest(draw_sketch()), Stopwatch(CARD)).items()}
        merged = model.merge({name: networks.map(name, latent) for name, latent in refined.items()})
        laid_out = networks.lay_out(merged, stack_latents(refined, config.components))
        face = networks.paint(laid_out, torch.empty(1, 512))
        shadow = BankSketches(model, banks, checker).shadow(drawing.projections)
    assert face.shape == (512, 512, 3)
    assert (shadow.shape, shadow.dtype, shadow.device) == ((512, 512), torch.uint8, CARD)
    assert {name for name in checker.names if isinstance(name, str)} == {"lay_out", "paint"}
    for step in ("encode", "map", "ink"):
        assert {(step, name) for name in COMPONENT_NAMES} <= set(checker.names)
    assert {("project", "all", name) for name in COMPONENT_NAMES} <= set(checker.names)


def test_what_waits_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check itself: the solver that is taken on a processor would be noticed."""
    monkeypatch.setattr(manifold, "eliminate", torch.linalg.solve)
    bank = FeatureBank.whole(torch.empty(24, 16, device=CARD))
    with pytest.raises(AssertionError, match="linalg"):
        Checker().run("project", lambda x: manifold.project(x, bank, ManifoldConfig()), torch.empty(1, 16))


BREACHES: tuple[Work, ...] = (
    lambda x: (x[:, [0, 2]],),
    lambda x: (x[torch.zeros(2, dtype=torch.int64)],),
    lambda x: (x[x > 0],),
    lambda x: (x * x.sum().item(),),
    lambda x: (x + torch.tensor([1.0, 2.0, 3.0]),),
    lambda x: (x + torch.ones(3),),
    lambda x: (x if x.sum() > 0 else -x,),
)


@pytest.mark.parametrize("work", BREACHES)
def test_indices_and_values_from_the_processor_are_found(work: Work) -> None:
    with pytest.raises((AssertionError, RuntimeError)):
        Checker().run("work", work, torch.empty(3, 3))

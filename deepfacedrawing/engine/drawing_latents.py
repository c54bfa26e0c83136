"""From a drawing to the refined latents of its components: nothing is done twice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.components import PAPER, Component, crop
from deepfacedrawing.engine.backends.networks import Networks
from deepfacedrawing.engine.finite import check_finite
from deepfacedrawing.engine.grouped_banks import GroupedBanks
from deepfacedrawing.engine.manifold import FeatureBank, Projection, project
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing
from deepfacedrawing.engine.stopwatch import Stopwatch
from deepfacedrawing.rendering import Pin, RenderRequest, find_group


@dataclass(frozen=True, eq=False)
class Made:
    """A tensor and what it was made from; of equal keys, it is the same."""

    key: object
    tensor: Tensor


def blend(here: Made, there: Made, amount: float) -> Made:
    """``amount`` 0…1 of the way; at the ends it is here or there itself, so that nothing is made anew."""
    if amount == 0 or here.key == there.key:
        return here
    if amount == 1:
        return there
    return Made((here.key, there.key, amount), here.tensor.lerp(there.tensor, amount))


class Told(NamedTuple):
    """Component → the rows of its K neighbours in the whole bank, nearest first, and how far its latent lies from its
    projection, in units of the bank's median.
    """

    neighbours: dict[str, tuple[int, ...]]
    distances: dict[str, float]


@dataclass
class ComponentState:
    """What is known of one component's last request; each part is kept with what it was made from."""

    latent: Made | None = None
    projection: tuple[object, Projection] | None = None


class DrawingLatents:
    """The components of one drawing as latents; keeps those of its last request."""

    def __init__(self, model: DeepFaceDrawing, banks: GroupedBanks, device: torch.device, networks: Networks) -> None:
        self.banks, self.device, self.networks = banks, device, networks
        self.components, self.manifold = model.config.components, model.config.manifold
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.states = {component.name: ComponentState() for component in self.components}
        self._told: tuple[object, Told] | None = None

    def refine(self, request: RenderRequest, watch: Stopwatch) -> dict[str, Made]:
        """Component → its refined latent ``(1, D)``; each step from the crop on only if its input changed.

        Raises:
            FloatingPointError: on a processor, where one is NaN or infinite; a card would have to be waited for.
        """
        return {component.name: self._refine(component, request, watch) for component in self.components}

    @property
    def projections(self) -> dict[str, Projection]:
        """Component → the projection of the last request."""
        return {n: state.projection[1] for n, state in self.states.items() if state.projection is not None}

    def steps(self, request: RenderRequest) -> dict[str, NDArray[Any]]:
        """A request's ``latent``, ``projected`` and ``refined``, (D,) float32, and ``neighbours``, (K,) int64, rows of
        the whole bank, nearest first; of each component by names like ``nose.latent``.
        """
        refined = self.refine(request, Stopwatch(self.device))
        steps: dict[str, Tensor] = {}
        for name, projection in self.projections.items():
            latent = self.states[name].latent
            assert latent is not None
            steps[f"{name}.latent"], steps[f"{name}.projected"] = latent.tensor[0], projection.latent[0]
            steps[f"{name}.refined"], steps[f"{name}.neighbours"] = refined[name].tensor[0], projection.neighbours[0]
        return {name: step.cpu().numpy() for name, step in steps.items()}

    def tell(self) -> Told:
        """Of the last request; read from the device at once, and only if they changed."""
        key = [state.projection[0] for state in self.states.values() if state.projection is not None]
        if self._told is None or self._told[0] != key:
            self._told = key, self._read()
        return self._told[1]

    def _read(self) -> Told:
        projections = self.projections
        rows = torch.stack([projection.neighbours[0] for projection in projections.values()]).tolist()
        offsets = torch.stack([self._offset(name, projection) for name, projection in projections.items()]).cpu()
        told = Told({}, {})
        for name, nearest, offset in zip(projections, rows, offsets, strict=True):
            told.neighbours[name] = tuple(nearest)
            told.distances[name] = float(offset.norm()) / max(self.banks.scales[name], 1e-6)
        return told

    def _offset(self, name: str, projection: Projection) -> Tensor:
        latent = self.states[name].latent
        assert latent is not None
        return latent.tensor[0] - projection.latent[0]

    def _refine(self, component: Component, request: RenderRequest, watch: Stopwatch) -> Made:
        state = self.states[component.name]
        source: Pin | None = find_source(component, request, self.components)
        if self.manifold.blank == "middle" and is_blank(source):
            source = None
        group = find_group(request.group, self.banks.groups)
        latent = state.latent = self._latent(component, source, group, watch)
        key = (source, group)
        if state.projection is None or state.projection[0] != key:
            state.projection = key, watch.time("project", lambda: self._project(component.name, group, latent.tensor))
        refinement = request.refinement[component.name]
        refined = latent.tensor.lerp(state.projection[1].latent, refinement)
        if self.device.type == "cpu":
            check_finite(f"{component.name}.latent", refined)
        return Made((*key, refinement), refined)

    def _latent(self, component: Component, source: Pin | None, group: str, watch: Stopwatch) -> Made:
        known = self.states[component.name].latent
        key = f"empty {group}" if source is None else source
        if known is not None and known.key == key:
            return known
        if source is None:
            return Made(key, self.banks.empty(group, component.name))
        if isinstance(source, int):
            return Made(key, self.banks.latents(component.name, [source]))
        return Made(key, watch.time("encode", lambda: self._encode(component, source)))

    def _encode(self, component: Component, part: bytes) -> Tensor:
        pixels = torch.frombuffer(bytearray(part), dtype=torch.uint8)
        return self.networks.encode(component.name, pixels.reshape(1, 1, component.size, component.size))

    def _project(self, name: str, group: str, latent: Tensor) -> Projection:
        bank = self.banks.groups[group][name]
        work = partial(project, bank=bank, manifold=self.manifold)
        if not isinstance(bank, FeatureBank):  # searched on the processor, which cannot be recorded
            return work(latent)
        return Projection(*self.networks.runner.run(("project", group, name), work, latent))


def find_source(component: Component, request: RenderRequest, components: tuple[Component, ...]) -> Pin:
    """What a component's latent is made from: its pin, or the S·S bytes drawn there."""
    source = request.pins.get(component.name)
    return crop(request.sketch, component, components).tobytes() if source is None else source


def is_blank(source: Pin) -> bool:
    """Whether it is bytes without any ink."""
    return isinstance(source, bytes) and bool((np.frombuffer(source, np.uint8) == PAPER).all())

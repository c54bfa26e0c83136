"""The engine: uint8 in, uint8 out. Device, number type and caches live here and nowhere else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from deepfacedrawing.components import PAPER, Component, crop
from deepfacedrawing.engine.checkpoint import BANK_NAME, MODEL_NAME, Bank, Palette, load_bank, load_model
from deepfacedrawing.engine.manifold import FeatureBank, Projection, project
from deepfacedrawing.engine.models.blocks import fold_norms
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, stack_latents
from deepfacedrawing.engine.models.folded_prior import FoldedPrior
from deepfacedrawing.engine.models.synthesis import PriorSynthesis
from deepfacedrawing.engine.shadow import blend_neighbours, compose_shadow
from deepfacedrawing.rendering import RendererInfo, RenderRequest, RenderResult, UserError

T = TypeVar("T")


def find_model() -> Path:
    """The bundled model: in the installed package, or ``./param`` of a checkout.

    Raises:
        UserError: there is none.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "param", package.parent / "param"):
        if (folder / MODEL_NAME).is_file():
            return folder / MODEL_NAME
    raise UserError("The bundled model is missing; reinstall DeepFaceDrawing or give a model with --model.")


def choose_device(name: str) -> torch.device:
    """``auto``, ``cpu`` or ``cuda`` to a device.

    Raises:
        UserError: an unknown name, or CUDA asked for where there is none.
    """
    if name not in ("auto", "cpu", "cuda"):
        raise UserError(f"There is no device {name!r}; choose auto, cpu or cuda.")
    if name == "cuda" and not torch.cuda.is_available():
        raise UserError("CUDA is not available here; use --device cpu, or install a CUDA build of torch and a driver.")
    return torch.device("cuda" if name != "cpu" and torch.cuda.is_available() else "cpu")


def load_engine(model: Path | None = None, device: str = "auto") -> FaceEngine:
    """Load a model, given by its file or folder or the bundled one if None, and its bank beside it.

    Raises:
        UserError: what is wrong with the files or the device.
    """
    chosen = choose_device(device)
    path = find_model() if model is None else model / MODEL_NAME if model.is_dir() else model
    network, palette = load_model(path)
    return FaceEngine(network, palette, load_bank(path.with_name(BANK_NAME), network.config), chosen, path.stem)


@dataclass(frozen=True)
class Mapped:
    """A refined latent ``(1, D)`` and its feature map."""

    latent: Tensor
    feature_map: Tensor


@dataclass
class ComponentState:
    """What is known of one component's last request; each part is kept with what it was made from."""

    latent: tuple[object, Tensor] | None = None
    projection: tuple[object, Projection] | None = None
    mapped: tuple[object, Mapped] | None = None
    decoded: dict[int, Tensor] = field(default_factory=dict)


class Stopwatch:
    """Seconds spent per stage, waiting for the device at the end of each."""

    def __init__(self, device: torch.device) -> None:
        self.seconds: dict[str, float] = {}
        self.device = device

    def time(self, stage: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = work()
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)
        self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - start
        return result


class FaceEngine:
    """Renders faces with one model on one device; implements ``rendering.Renderer``."""

    # Decoded neighbours kept per component, for the shadow.
    MAX_DECODED = 256

    def __init__(self, model: DeepFaceDrawing, palette: Palette, bank: Bank, device: torch.device, name: str) -> None:
        self.device = device
        fold_norms(model)
        self.model = model.to(device, memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        self.dtype = torch.float32
        if isinstance(model.synthesis, PriorSynthesis):
            self.dtype = fast_dtype(device)
            model.feature_decoders.to(self.dtype)
            model.synthesis.geometry.to(self.dtype)
        self.palette = palette
        self.scales = bank.scales
        # A data set without attributes leaves a group empty.
        groups = [group for group, members in bank.groups.items() if members.any()]
        self.banks = {group: self._select(bank, group) for group in ("all", *groups)}
        self.empty = {
            group: {n: project(b.latents.mean(0, keepdim=True), b).latent for n, b in banks.items()}
            for group, banks in self.banks.items()
        }
        self.states = {component.name: ComponentState() for component in model.config.components}
        self.painter: tuple[object, nn.Module] | None = None
        self.geometry: tuple[object, Tensor] | None = None
        device_name = torch.cuda.get_device_name(device) if device.type == "cuda" else f"CPU, {os.cpu_count()} cores"
        self.info = RendererInfo(
            device_name, name, tuple(self.banks), dict(palette.swatches), tuple(palette.directions)
        )
        self.render(RenderRequest(np.full((512, 512), PAPER, np.uint8), appearance=next(iter(palette.styles))))

    def _select(self, bank: Bank, group: str) -> dict[str, FeatureBank]:
        size = len(next(iter(bank.latents.values())))
        rows = torch.arange(size) if group == "all" else bank.groups[group].nonzero()[:, 0]
        return {n: FeatureBank(x[rows].to(self.device), rows.to(self.device)) for n, x in bank.latents.items()}

    @torch.inference_mode()
    def render(self, request: RenderRequest) -> RenderResult:
        """See ``rendering.Renderer``; only what the request changes is computed anew."""
        start = time.perf_counter()
        if request.group not in self.banks:
            raise UserError(f"This model has no group {request.group!r}; choose from {', '.join(self.banks)}.")
        watch = Stopwatch(self.device)
        style = self.palette.style(request.appearance, request.controls)
        components = self.model.config.components
        mapped = {c.name: self._map(c, request, watch) for c in components}
        face = watch.time("synthesise", lambda: to_pixels(self._synthesise(mapped, request, style)[0]))
        shadow = watch.time("shadow", self._shadow) if request.shadow else None
        projections = {name: self._projection(name) for name in self.states}
        return RenderResult(
            face=face,
            shadow=shadow,
            neighbours={n: tuple(p.neighbours[0].tolist()) for n, p in projections.items()},
            distances={n: self._distance(n, p) for n, p in projections.items()},
            timings=watch.seconds | {"total": time.perf_counter() - start},
        )

    def add_appearance(self, name: str, style: NDArray[np.float32]) -> None:
        """Let requests name one more appearance, a (512,) float32 style; it takes the place of one of the same name."""
        self.palette = replace(self.palette, styles={**self.palette.styles, name: torch.from_numpy(style)})
        self.painter = None

    def close(self) -> None:
        """Forget everything that was cached."""
        for name in self.states:
            self.states[name] = ComponentState()
        self.geometry = None

    def _map(self, component: Component, request: RenderRequest, watch: Stopwatch) -> Mapped:
        """One component's refined latent and feature map: each step from the crop on only if its input changed."""
        name, state = component.name, self.states[component.name]
        part = crop(request.sketch, component, self.model.config.components)
        drawn = part.tobytes()
        is_empty = bool((part == PAPER).all())
        source = request.group if is_empty else drawn
        if state.latent is None or state.latent[0] != source:
            empty = self.empty[request.group][name]
            state.latent = source, empty if is_empty else watch.time("encode", lambda: self._encode(component, part))
        latent = state.latent[1]
        key = (drawn, request.group)
        if state.projection is None or state.projection[0] != key:
            bank = self.banks[request.group][name]
            state.projection = key, watch.time("project", lambda: project(latent, bank))
        refinement = request.refinement[name]
        if state.mapped is None or state.mapped[0] != (key, refinement):
            refined = latent.lerp(state.projection[1].latent, refinement)
            decoder = self.model.feature_decoders[name]
            feature_map = watch.time("map", lambda: decoder(refined.to(self.dtype)))
            state.mapped = (key, refinement), Mapped(refined, feature_map)
        return state.mapped[1]

    def _encode(self, component: Component, part: NDArray[np.uint8]) -> Tensor:
        pixels = torch.from_numpy(part)[None, None].to(self.device).float() / 127.5 - 1
        return self.model.encoders[component.name](F.avg_pool2d(pixels, component.crop_reduction))

    def _synthesise(self, mapped: dict[str, Mapped], request: RenderRequest, style: Tensor) -> Tensor:
        synthesis = self.model.synthesis
        if not isinstance(synthesis, PriorSynthesis):
            return synthesis(*self._stack(mapped), style.to(self.device))
        appearance = request.appearance, request.controls
        if self.painter is None or self.painter[0] != appearance:
            folded = FoldedPrior(synthesis.prior, style.to(self.device))
            self.painter = appearance, folded.to(self.dtype, memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        key = [state.mapped and state.mapped[0] for state in self.states.values()]
        if self.geometry is None or self.geometry[0] != key:
            geometry = synthesis.geometry(*self._stack(mapped))
            self.geometry = key, geometry.contiguous(memory_format=torch.channels_last)
        return self.painter[1](self.geometry[1])

    def _stack(self, mapped: dict[str, Mapped]) -> tuple[Tensor, Tensor]:
        """The merged map ``(1, C, 64, 64)`` and the latents ``(1, 5, D)`` of all components."""
        merged = self.model.merge({name: part.feature_map for name, part in mapped.items()})
        refined = {name: part.latent for name, part in mapped.items()}
        return merged, stack_latents(refined, self.model.config.components).to(self.dtype)

    def _projection(self, name: str) -> Projection:
        projection = self.states[name].projection
        assert projection is not None
        return projection[1]

    def _distance(self, name: str, projection: Projection) -> float:
        latent = self.states[name].latent
        assert latent is not None
        return float((latent[1] - projection.latent).norm()) / max(self.scales[name], 1e-6)

    def _shadow(self) -> NDArray[np.uint8]:
        inks = {name: self._ink(name) for name in self.states}
        return compose_shadow(inks, self.model.config.components).cpu().numpy()

    def _ink(self, name: str) -> Tensor:
        state, projection = self.states[name], self._projection(name)
        rows = projection.neighbours[0].tolist()
        missing = [row for row in rows if row not in state.decoded]
        if missing:
            if len(state.decoded) > self.MAX_DECODED:
                state.decoded.clear()
                missing = rows
            latents = self.banks["all"][name].latents[missing]
            state.decoded |= dict(zip(missing, self.model.sketch_decoders[name](latents), strict=True))
        return blend_neighbours(torch.stack([state.decoded[row] for row in rows]), projection.weights[0])


def to_pixels(face: Tensor) -> NDArray[np.uint8]:
    """A ``(3, H, W)`` picture in about [-1, 1] as ``(H, W, 3)`` uint8 RGB."""
    pixels = (face.float().clamp(-1, 1) + 1) * 127.5 + 0.5
    return pixels.to(torch.uint8).permute(1, 2, 0).contiguous().cpu().numpy()


def fast_dtype(device: torch.device) -> torch.dtype:
    """The number type behind the latents: bfloat16 on processors that multiply matrices in it, half on CUDA."""
    if device.type == "cuda":
        return torch.float16
    has_tiles: Callable[[], bool] = getattr(torch.cpu, "_is_amx_tile_supported", lambda: False)
    return torch.bfloat16 if has_tiles() else torch.float32

"""The engine: uint8 in, uint8 out. Device, number type and caches live here and nowhere else."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from deepfacedrawing.components import PAPER
from deepfacedrawing.engine.bank_sketches import BankSketches
from deepfacedrawing.engine.checkpoint import (
    Bank,
    find_bank,
    hash_model,
    load_bank,
    load_model,
)
from deepfacedrawing.engine.drawing_latents import DrawingLatents, Made, blend
from deepfacedrawing.engine.grouped_banks import GroupedBanks
from deepfacedrawing.engine.models.blocks import fold_norms
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, stack_latents
from deepfacedrawing.engine.models.folded_prior import FoldedPrior
from deepfacedrawing.engine.models.synthesis import PriorSynthesis
from deepfacedrawing.engine.palette import Palette
from deepfacedrawing.engine.stopwatch import Stopwatch
from deepfacedrawing.model_files import MODEL_NAME
from deepfacedrawing.rendering import RendererInfo, RenderRequest, RenderResult, UserError
from deepfacedrawing.shipped import shipped_folders


def find_model() -> Path:
    """The bundled model: in the installed package, or ``./param`` of a checkout.

    Raises:
        UserError: there is none.
    """
    for folder in shipped_folders("param"):
        if (folder / MODEL_NAME).is_file():
            return folder / MODEL_NAME
    raise UserError("The bundled model is missing; reinstall DeepFaceDrawing or give a model with --model.")


def locate_model(model: Path | None) -> Path:
    """A model's file, given by itself or its folder; the bundled one for None."""
    return find_model() if model is None else model / MODEL_NAME if model.is_dir() else model


def choose_device(name: str) -> torch.device:
    """``auto``, ``cpu`` or ``cuda`` to a device.

    Raises:
        UserError: an unknown name, or CUDA asked for where there is none.
    """
    if name not in ("auto", "cpu", "cuda"):
        raise UserError("There is no device {name!r}; choose auto, cpu or cuda.", name=name)
    if name == "cuda" and not torch.cuda.is_available():
        raise UserError("CUDA is not available here; use --device cpu, or install a CUDA build of torch and a driver.")
    return torch.device("cuda" if name != "cpu" and torch.cuda.is_available() else "cpu")


def load_engine(model: Path | None = None, device: str = "auto") -> FaceEngine:
    """Load a model, given by its file or folder or the bundled one if None, and its bank beside it.

    Raises:
        UserError: what is wrong with the files or the device.
    """
    chosen = choose_device(device)
    path = locate_model(model)
    with ThreadPoolExecutor(1) as beside:
        checksum = beside.submit(hash_model, path)
        network, palette = load_model(path)
        bank = load_bank(find_bank(path), network.config)
    engine = FaceEngine(network, palette, bank, chosen, path.stem, checksum.result())
    engine.info = replace(engine.info, path=str(path.resolve()))
    return engine


class FaceEngine:
    """Renders faces with one model on one device; implements ``rendering.Renderer``.

    ``checksum``: SHA-256 of the model's file, for the info.
    """

    def __init__(
        self, model: DeepFaceDrawing, palette: Palette, bank: Bank, device: torch.device, name: str, checksum: str = ""
    ) -> None:
        self.device = device
        fold_norms(model)
        self.model = model.to(device, memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        self.dtype = torch.float32 if model.config.full_precision else fast_dtype(device)
        # Norms by one picture's statistics hand the rounding on: in bfloat16 the face would be 3 of 255 off, not 1.
        is_exact = model.config.coder.feature_norm == "batch_statistics"
        self.map_dtype = torch.float32 if is_exact else self.dtype
        model.feature_decoders.to(self.map_dtype)
        if isinstance(model.synthesis, PriorSynthesis):
            model.synthesis.geometry.to(self.dtype)  # the prior is cast once it is folded
        else:
            model.synthesis.to(self.dtype)
            model.sketch_decoders.to(self.dtype)  # at the canvas' full size they take longer than the face
        self.palette = palette
        self.banks = GroupedBanks.build(bank, device, model.config.manifold)
        # The request's own drawing, and the one that it morphs to.
        self.here, self.there = (DrawingLatents(model, self.banks, device) for _ in range(2))
        self.sketches = BankSketches(model, self.banks)
        self.feature_maps: dict[str, Made] = {}
        self.synthesised: Made | None = None
        self.painter: tuple[object, nn.Module] | None = None
        self.info = RendererInfo(
            device=torch.cuda.get_device_name(device) if device.type == "cuda" else f"CPU, {os.cpu_count()} cores",
            model=name,
            groups=tuple(self.banks.groups),
            appearances=dict(palette.swatches),
            controls=tuple(palette.directions),
            bank_size=self.banks.size,
            checksum=checksum,
            components=model.config.components,
        )
        if palette.styles:
            self.render(RenderRequest(np.full((512, 512), PAPER, np.uint8), appearance=next(iter(palette.styles))))

    @torch.inference_mode()
    def render(self, request: RenderRequest) -> RenderResult:
        """See ``rendering.Renderer``; only what the request changes is computed anew."""
        start = time.perf_counter()
        for state in (request, request.toward):
            if state is not None:
                self.banks.check(state, self.model.config.components)
        watch = Stopwatch(self.device)
        style = self._style(request)
        latents = self._refine(request, watch)
        feature_maps = {name: self._map(name, latent, watch) for name, latent in latents.items()}
        face = watch.time("synthesise", lambda: to_pixels(self._synthesise(latents, feature_maps, style)[0]))
        projections = self.here.projections
        shadow = watch.time("shadow", lambda: self.sketches.shadow(projections)) if request.shadow else None
        neighbours = {n: tuple(p.neighbours[0].tolist()) for n, p in projections.items()}
        samples = watch.time("samples", lambda: self._samples(request, neighbours)) if request.browsed else {}
        timings = watch.seconds | {"total": time.perf_counter() - start}
        return RenderResult(face, shadow, neighbours, self.here.distances(), timings, samples)

    @torch.inference_mode()
    def steps(self, request: RenderRequest) -> dict[str, NDArray[Any]]:
        """What the request's sketch becomes on its way to the feature decoders: see ``DrawingLatents.steps``."""
        self.banks.check(request, self.model.config.components)
        return self.here.steps(request)

    def add_appearance(self, name: str, style: NDArray[np.float32]) -> None:
        """Let requests name one more appearance, a (512,) float32 style; it takes the place of one of the same name."""
        self.palette = replace(self.palette, styles={**self.palette.styles, name: torch.from_numpy(style)})
        self.painter = None

    def close(self) -> None:
        """Forget everything that was cached."""
        for part in (self.here, self.there, self.sketches):
            part.clear()
        self.feature_maps, self.synthesised = {}, None

    def _style(self, request: RenderRequest) -> Made:
        """The ``(1, 512)`` appearance; on the way to another, as far as the components are in the mean."""
        ends = [state for state in (request, request.toward) if state is not None]
        styles = [Made((s.appearance, s.controls), self.palette.style(s.appearance, s.controls)) for s in ends]
        return blend(styles[0], styles[-1], fmean(request.morph.values()))

    def _refine(self, request: RenderRequest, watch: Stopwatch) -> dict[str, Made]:
        """Component → its refined latent ``(1, D)``, on the way to the other drawing where there is one."""
        here = self.here.refine(request, watch)
        if request.toward is None:
            return here
        there = self.there.refine(request.toward, watch)
        return {name: blend(latent, there[name], request.morph[name]) for name, latent in here.items()}

    def _map(self, name: str, latent: Made, watch: Stopwatch) -> Made:
        """One component's feature map, decoded anew only if its latent changed."""
        known = self.feature_maps.get(name)
        if known is None or known.key != latent.key:
            decoder = self.model.feature_decoders[name]
            known = Made(latent.key, watch.time("map", lambda: decoder(latent.tensor.to(self.map_dtype))))
            self.feature_maps[name] = known
        return known

    def _synthesise(self, latents: dict[str, Made], feature_maps: dict[str, Made], style: Made) -> Tensor:
        """The face ``(1, 3, 512, 512)``; what the latents alone decide is kept: all of it, or the prior's geometry."""
        synthesis = self.model.synthesis
        key = [latent.key for latent in latents.values()]
        if self.synthesised is None or self.synthesised.key != key:
            merged, refined = self._stack(latents, feature_maps)
            if isinstance(synthesis, PriorSynthesis):
                made = synthesis.geometry(merged, refined).contiguous(memory_format=torch.channels_last)
            else:
                made = synthesis(merged, refined, style.tensor)
            self.synthesised = Made(key, made)
        if not isinstance(synthesis, PriorSynthesis):
            return self.synthesised.tensor
        if self.painter is None or self.painter[0] != style.key:
            folded = FoldedPrior(synthesis.prior, style.tensor.to(self.device))
            self.painter = style.key, folded.to(self.dtype, memory_format=torch.channels_last)  # pyright: ignore[reportCallIssue]
        return self.painter[1](self.synthesised.tensor)

    def _stack(self, latents: dict[str, Made], feature_maps: dict[str, Made]) -> tuple[Tensor, Tensor]:
        """The merged map ``(1, C, H, W)`` and the latents ``(1, 5, D)`` of all components."""
        merged = self.model.merge({name: part.tensor for name, part in feature_maps.items()}).to(self.dtype)
        refined = {name: latent.tensor for name, latent in latents.items()}
        return merged, stack_latents(refined, self.model.config.components).to(self.dtype)

    def _samples(self, request: RenderRequest, neighbours: dict[str, tuple[int, ...]]) -> dict[int, NDArray[np.uint8]]:
        """The sketches of the browsed component's neighbours and of its pinned sample."""
        component = next(c for c in self.model.config.components if c.name == request.browsed)
        rows, pin = neighbours[component.name], request.pins.get(component.name)
        rows = (*rows, pin) if isinstance(pin, int) and pin not in rows else rows
        return self.sketches.pictures(component, rows)


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

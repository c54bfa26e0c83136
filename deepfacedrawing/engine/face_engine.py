"""The engine: uint8 in, uint8 out. Device, number type and caches live here and nowhere else."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from deepfacedrawing.checksums import check_shipped, hash_file
from deepfacedrawing.engine.backends.networks import Backend, build_networks
from deepfacedrawing.engine.bank_index import read_ahead
from deepfacedrawing.engine.bank_sketches import BankSketches
from deepfacedrawing.engine.checkpoint import (
    Bank,
    find_bank,
    load_bank,
    load_model,
)
from deepfacedrawing.engine.drawing_latents import DrawingLatents, Made, blend
from deepfacedrawing.engine.finite import check_finite, tell_overflow
from deepfacedrawing.engine.grouped_banks import GroupedBanks
from deepfacedrawing.engine.models.blocks import fold_norms
from deepfacedrawing.engine.models.face_drawing import DeepFaceDrawing, stack_latents
from deepfacedrawing.engine.painting import FacePainter
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


def load_engine(model: Path | None = None, device: str = "auto", backend: Backend = "auto") -> FaceEngine:
    """Load a model, given by its file or folder or the bundled one if None, and its bank beside it.

    Args:
        model: the file or folder; None for the bundled one.
        device: ``auto``, ``cpu`` or ``cuda``.
        backend: what computes its networks; see ``build_networks``.

    Raises:
        UserError: what is wrong with the files or the device.
    """
    chosen = choose_device(device)
    path = locate_model(model)
    with ThreadPoolExecutor(1) as beside:
        checksum = beside.submit(check_files, path)
        network, palette = load_model(path)
        bank = load_bank(find_bank(path), network.config)
    with tell_overflow(str(path)):
        engine = FaceEngine(network, palette, bank, chosen, path.stem, checksum.result(), backend)
    engine.info = replace(engine.info, path=str(path.resolve()))
    if bank.index is not None:
        read_ahead(find_bank(path))
    return engine


def check_files(model: Path) -> str:
    """The SHA-256 of a model's file, in hexadecimal.

    Raises:
        UserError: that file or its bank ships with the program, and is not what it was.
    """
    checksum = hash_file(model)
    check_shipped(model, checksum)
    check_shipped(find_bank(model))
    return checksum


class FaceEngine:
    """Renders faces with one model on one device; implements ``rendering.Renderer``.

    ``checksum``: SHA-256 of the model's file, for the info. ``backend``: what computes the networks.
    """

    def __init__(
        self,
        model: DeepFaceDrawing,
        palette: Palette,
        bank: Bank,
        device: torch.device,
        name: str,
        checksum: str = "",
        backend: Backend = "auto",
    ) -> None:
        self.device = device
        fold_norms(model)
        self.model = model.to(device)
        self.networks = build_networks(self.model, device, backend)
        self.palette = palette
        self.banks = GroupedBanks.build(bank, device, model.config.manifold)
        # The request's own drawing, and the one that it morphs to.
        self.here, self.there = (DrawingLatents(model, self.banks, device, self.networks) for _ in range(2))
        self.sketches = BankSketches(model, self.banks, self.networks.runner)
        self.feature_maps: dict[str, Made] = {}
        self.laid_out: Made | None = None
        self.painter = FacePainter(self.networks)
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

    @torch.inference_mode()
    def render(self, request: RenderRequest) -> RenderResult:
        """See ``rendering.Renderer``; only what the request changes is computed anew."""
        for state in (request, request.toward):
            if state is not None:
                self.banks.check(state, self.model.config.components)
        with tell_overflow(self.info.path or self.info.model):
            return self._render(request)

    def _render(self, request: RenderRequest) -> RenderResult:
        """Raises ``FloatingPointError`` where a number on the way is NaN or infinite."""
        start = time.perf_counter()
        watch = Stopwatch(self.device)
        style = self._style(request)
        latents = self._refine(request, watch)
        feature_maps = {name: self._map(name, latent, watch) for name, latent in latents.items()}
        # Before the face, as that is what is waited for.
        projections = self.here.projections
        drawn = watch.time("shadow", lambda: self.sketches.shadow(projections)) if request.shadow else None
        face = watch.time("synthesise", lambda: self._synthesise(latents, feature_maps, style, request.draft))
        shadow = None if drawn is None else self.networks.runner.fetch(drawn)
        told = self.here.tell()
        neighbours, distances = dict(told.neighbours), dict(told.distances)
        samples = watch.time("samples", lambda: self._samples(request, neighbours)) if request.browsed else {}
        timings = watch.read() | {"total": time.perf_counter() - start}
        return RenderResult(face, shadow, neighbours, distances, timings, samples)

    @torch.inference_mode()
    def steps(self, request: RenderRequest) -> dict[str, NDArray[Any]]:
        """What the request's sketch becomes on its way to the feature decoders: see ``DrawingLatents.steps``."""
        self.banks.check(request, self.model.config.components)
        with tell_overflow(self.info.path or self.info.model):
            return self.here.steps(request)

    def add_appearance(self, name: str, style: NDArray[np.float32]) -> None:
        """Let requests name one more appearance, a (512,) float32 style; it takes the place of one of the same name."""
        self.palette = replace(self.palette, styles={**self.palette.styles, name: torch.from_numpy(style)})
        self.painter.clear()

    def close(self) -> None:
        """Forget everything that was cached."""
        for part in (self.here, self.there, self.sketches, self.painter):
            part.clear()
        self.feature_maps, self.laid_out = {}, None

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
            known = Made(latent.key, watch.time("map", lambda: self.networks.map(name, latent.tensor)))
            self._check(f"{name}.map", known.tensor)
            self.feature_maps[name] = known
        return known

    def _synthesise(
        self, latents: dict[str, Made], feature_maps: dict[str, Made], style: Made, draft: bool
    ) -> NDArray[np.uint8]:
        """The face ``(512, 512, 3)`` uint8; what the latents alone decide is kept, and so is the last face."""
        key = [latent.key for latent in latents.values()]
        if self.laid_out is None or self.laid_out.key != key:
            merged = self.model.merge({name: part.tensor for name, part in feature_maps.items()})
            refined = stack_latents({n: latent.tensor for n, latent in latents.items()}, self.model.config.components)
            laid_out = self.networks.lay_out(merged, refined)
            self._check("face", laid_out)
            self.laid_out = Made(key, laid_out)
        return self.painter.paint(self.laid_out, style, draft)

    def _check(self, name: str, tensor: Tensor) -> None:
        """Each step on a processor, where OpenVINO's networks make numbers of NaN again; a graphics card would be
        waited for, and NaN there reaches the face, which tells.
        """
        if self.device.type == "cpu":
            check_finite(name, tensor)

    def _samples(self, request: RenderRequest, neighbours: dict[str, tuple[int, ...]]) -> dict[int, NDArray[np.uint8]]:
        """The sketches of the browsed component's neighbours and of its pinned sample."""
        component = next(c for c in self.model.config.components if c.name == request.browsed)
        rows, pin = neighbours[component.name], request.pins.get(component.name)
        rows = (*rows, pin) if isinstance(pin, int) and pin not in rows else rows
        return self.sketches.pictures(component, rows)

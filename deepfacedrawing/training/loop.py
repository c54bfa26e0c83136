"""What both stages share: the run folder, the clock, and checkpoints from which a run goes on."""

from __future__ import annotations

import json
import pickle
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from lightning_fabric import Fabric
from torch import Tensor, nn
from tqdm import tqdm

from deepfacedrawing.rendering import UserError

CHECKPOINT_NAME = "checkpoint.pt"


@dataclass(frozen=True)
class Budget:
    """When to stop: at ``steps`` steps in all, or after ``minutes`` of this call, whichever comes first."""

    steps: int
    minutes: float


class OneCycle(torch.optim.lr_scheduler.OneCycleLR):
    """The one-cycle rate; a checkpoint keeps where it is but not how long it is, so that a run may go on for longer."""

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        plan = ("total_steps", "_schedule_phases")
        super().load_state_dict({name: value for name, value in state_dict.items() if name not in plan})


class Run:
    """A run folder: ``config.json``, ``checkpoint.pt``, ``log.jsonl``, sample sheets."""

    def __init__(self, folder: Path, fabric: Fabric, config: Any, state: dict[str, Any]) -> None:
        self.folder, self.fabric, self.state = folder, fabric, state
        self.step = 0
        folder.mkdir(parents=True, exist_ok=True)
        if fabric.is_global_zero:
            (folder / "config.json").write_text(json.dumps(asdict(config), indent=2, default=str) + "\n")
        if self.checkpoint.exists():
            self.step = int(fabric.load(self.checkpoint, state)["step"])

    @property
    def checkpoint(self) -> Path:
        return self.folder / CHECKPOINT_NAME

    def steps(self, budget: Budget, save_every: float = 180.0) -> Iterator[int]:
        """Count steps up to the budget, saving every ``save_every`` seconds and at the end."""
        start = saved = time.monotonic()
        bar = tqdm(total=budget.steps, initial=self.step, disable=not self.fabric.is_global_zero, mininterval=5)
        while self.step < budget.steps and self._agree(time.monotonic() - start < budget.minutes * 60):
            yield self.step
            self.step += 1
            bar.update()
            if self._agree(time.monotonic() - saved > save_every):
                self.save()
                saved = time.monotonic()
        bar.close()
        self.save()

    def _agree(self, decision: bool) -> bool:
        """The first process' decision: clocks differ, and a process that stops alone leaves the others waiting."""
        return self.fabric.broadcast(decision)

    def save(self) -> None:
        """Write the checkpoint atomically."""
        partial = self.checkpoint.with_suffix(".partial")
        self.fabric.save(partial, self.state | {"step": self.step})
        if self.fabric.is_global_zero:
            partial.replace(self.checkpoint)

    def log(self, values: dict[str, torch.Tensor]) -> None:
        """Append the means over all processes to ``log.jsonl``."""
        means: dict[str, Any] = {n: self.fabric.all_reduce(value.detach().float()) for n, value in values.items()}
        if self.fabric.is_global_zero:
            with (self.folder / "log.jsonl").open("a") as file:
                file.write(json.dumps({"step": self.step} | {k: round(float(v), 5) for k, v in means.items()}) + "\n")


def build_fabric(device: str, devices: int, precision: str) -> Fabric:
    """Fabric on the named accelerator (``auto``, ``cpu`` or ``cuda``), launched."""
    fabric = Fabric(accelerator=device, devices=devices, precision=precision, strategy="ddp" if devices > 1 else "auto")  # pyright: ignore[reportArgumentType]
    fabric.launch()
    return fabric


def read_checkpoint(path: Path, key: str) -> dict[str, Tensor]:
    """One module's weights in a training checkpoint.

    Raises:
        UserError: the file is missing or holds no such module.
    """
    try:
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        return state[key]
    except (OSError, EOFError, KeyError, TypeError, RuntimeError, pickle.UnpicklingError) as error:
        raise UserError(f"{path} is no checkpoint of this stage ({error}); train it first.") from error


def fill(module: nn.Module, weights: dict[str, Tensor], source: Path) -> None:
    """Load exactly these weights.

    Raises:
        UserError: one is missing, too many or misshapen.
    """
    try:
        module.load_state_dict(weights)
    except RuntimeError as error:
        raise UserError(f"{source} is a checkpoint of another stage or model: {error}") from error


def fill_from_average(modules: dict[str, nn.Module], checkpoint: Path) -> None:
    """Load stage II's averaged weights into parts of a model, each by its name in ``stage2.MappedGeometry``."""
    average = read_checkpoint(checkpoint, "average")
    for name, module in modules.items():
        prefix = f"module.{name}."
        fill(module, {k.removeprefix(prefix): v for k, v in average.items() if k.startswith(prefix)}, checkpoint)

"""The published parameter files to one model file of ours, file by file: never more than one of them in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from deepfacedrawing.engine.array_pickle import read_arrays
from deepfacedrawing.engine.checkpoint import GROUP, LATENTS, model_metadata
from deepfacedrawing.engine.manifold import typical_distance
from deepfacedrawing.engine.models.face_drawing import ModelConfig
from deepfacedrawing.engine.original import BANKS, COMPONENTS, ORIGINAL, Weight, parameter_files
from deepfacedrawing.engine.tensor_file import Entry, TensorWriter, write_tensors
from deepfacedrawing.rendering import UserError

# Samples that the typical distance of a bank is measured on.
SAMPLED_ROWS = 256
Progress = Callable[[int, int], None]


def import_original(
    folder: Path, out: Path, half: bool = False, config: ModelConfig = ORIGINAL, progress: Progress | None = None
) -> None:
    """Write the published model, banks included, into a file that ``load_engine`` takes.

    Args:
        folder: with ``AE_whole`` and ``Combine``.
        out: the file to write, whole or not at all.
        half: keep what is behind the latents in half precision, and compute it in what is fastest; the encoders and the
            banks stay as they are, so that a sketch has the same latents and neighbours.
        config: the published architecture, of any width and with any windows.
        progress: called with the bytes that are done, and those in all.

    Raises:
        UserError: a file is missing, damaged, or holds anything but its arrays; or ``out`` cannot be written.
    """
    config = replace(config, full_precision=not half)
    files = parameter_files(config)
    sizes = _measure(folder, [*files, *(p.format(n) for p in BANKS.values() for n in COMPONENTS.values())])
    groups = {group: _count_rows(folder, group, config.coder.latent_dim) for group in BANKS}
    scales = {
        name: typical_distance(torch.from_numpy(_read_bank(folder, name, groups)), config.manifold, SAMPLED_ROWS)
        for name in COMPONENTS
    }
    entries = {w.name: _entry(w, half) for arrays in files.values() for w in arrays.values() if w.name}
    num_rows = sum(groups.values())
    entries |= {LATENTS + name: Entry("float32", (num_rows, config.coder.latent_dim)) for name in COMPONENTS}
    entries |= {GROUP + group: Entry("bool", (num_rows,)) for group in groups}
    with write_tensors(out, entries, model_metadata(config, scales=scales)) as writer:
        _write_banks(writer, folder, groups)
        done = sum(size for path, size in sizes.items() if path not in files)
        for path, arrays in files.items():
            if progress is not None:
                progress(done, sum(sizes.values()))
            _write_weights(writer, folder / path, arrays)
            done += sizes[path]
        if progress is not None:
            progress(done, done)


def _entry(weight: Weight, half: bool) -> Entry:
    """What has one dimension is little, and may be out of the range of half precision."""
    is_halved = half and len(weight.shape) > 1 and not weight.name.startswith("encoders.")
    return Entry("float16" if is_halved else "float32", weight.shape)


def _measure(folder: Path, paths: list[str]) -> dict[str, int]:
    """Path → size of the file in bytes."""
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}; give the one with AE_whole and Combine in it.")
    missing = [path for path in paths if not (folder / path).is_file()]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise UserError(f"{folder} lacks {missing[0]}{more}; get the whole set of parameter files.")
    return {path: (folder / path).stat().st_size for path in paths}


def _write_weights(writer: TensorWriter, path: Path, wanted: Mapping[str, Weight]) -> None:
    arrays = read_arrays(path)
    for name in wanted.keys() - arrays.keys():
        raise UserError(f"{path} lacks the array {name}; expected it with the shape {wanted[name].shape}.")
    for name in arrays.keys() - wanted.keys():
        raise UserError(f"{path} holds the array {name}, which belongs to no part of the model; get the file again.")
    for name, weight in wanted.items():
        if arrays[name].shape != weight.shape:
            shapes = f"expected {weight.shape}, found {arrays[name].shape}"
            raise UserError(f"{path}: the array {name} has another shape: {shapes}; is it another part's file?")
    for name, weight in wanted.items():
        array = arrays.pop(name)
        if weight.name:
            try:
                writer.write(weight.name, array)
            except ValueError as error:
                raise UserError(f"{path}: half precision cannot hold {name}; import it without --half.") from error


def _count_rows(folder: Path, group: str, latent_dim: int) -> int:
    """How many samples the banks of a group have."""
    counts: dict[str, int] = {}
    for component in COMPONENTS.values():
        path = folder / BANKS[group].format(component)
        size, row = path.stat().st_size, 4 * latent_dim
        if size == 0 or size % row:
            raise UserError(f"{path} must have rows of {row} bytes, but has {size} bytes; get the file again.")
        counts[str(path)] = size // row
    if len(set(counts.values())) > 1:
        found = ", ".join(f"{count} in {path}" for path, count in counts.items())
        raise UserError(f"The banks of one sex must have as many rows for each component, not {found}.")
    return next(iter(counts.values()))


def _read_bank(folder: Path, component: str, groups: Mapping[str, int]) -> NDArray[np.float32]:
    """The bank of a component, ``(N, D)``: the groups one after the other."""
    parts: list[NDArray[np.float32]] = []
    for group, num_rows in groups.items():
        path = folder / BANKS[group].format(COMPONENTS[component])
        try:
            rows = np.frombuffer(path.read_bytes(), "<f4").reshape(num_rows, -1)
        except (OSError, ValueError) as error:
            raise UserError(f"Cannot read {path} ({error}); check the folder.") from error
        if not np.isfinite(rows).all():
            raise UserError(f"{path} holds NaN or infinite values; get the file again.")
        parts.append(rows)
    return np.concatenate(parts)


def _write_banks(writer: TensorWriter, folder: Path, groups: Mapping[str, int]) -> None:
    for component in COMPONENTS:
        writer.write(LATENTS + component, _read_bank(folder, component, groups))
    membership = np.repeat(list(groups), list(groups.values()))
    for group in groups:
        writer.write(GROUP + group, membership == group)

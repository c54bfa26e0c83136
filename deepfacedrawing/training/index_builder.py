"""Makes the index of a large bank; ``engine.bank_index`` says what is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from tqdm import tqdm

from deepfacedrawing.engine.bank_index import (
    INDEX_FORMAT,
    ROW_BYTES,
    ByteCode,
    ComponentIndex,
    build_lists,
    describe_index,
    find_index,
    fingerprint,
    import_faiss,
)
from deepfacedrawing.engine.checkpoint import map_bank
from deepfacedrawing.engine.indexed_bank import IndexedBank
from deepfacedrawing.engine.tensor_file import describe_file, write_tensors
from deepfacedrawing.rendering import UserError

# FAISS wants at least 39 samples a list to learn from, and more hardly help.
SAMPLES_A_LIST, CLUSTERING_STEPS = 40, 8
ROWS_AT_ONCE = 2**16
# Samples that the bytes are chosen by: their directions tell nearly all that samples differ in, and their reach takes
# in nearly all samples, not the few that lie far out. The rest is told when the nearest are compared anew.
SAMPLED_ROWS, KEPT_VARIANCE, IN_REACH, LEAST_REACH = 2**15, 0.98, 0.9999, 1e-6
# The processor compares so many bytes at once.
COMPARED_BYTES = 32
# What is looked for to find out how many lists to look at: latents halfway between two samples. They lie as far off the
# others as those of rough drawings do, whose neighbours are harder to find than those of the samples' like.
NUM_QUERIES, NUM_NEIGHBOURS = 200, 10
# The share of the true neighbours that must be found, unless it takes more lists: so many of a million samples' take a
# millisecond.
WANTED_RECALL, MOST_PROBES = 0.98, 256


@dataclass(frozen=True)
class Built:
    """One component's part of the file: its tensors by kind, and how many of the true neighbours are found, 0…1."""

    tensors: Mapping[str, NDArray[Any]]
    recall: float


def write_index(bank_path: Path) -> dict[str, float]:
    """Write the index of a bank's file beside it, whole or not at all; minutes for a million samples.

    Returns:
        Component → the share of ten true neighbours that is found.

    Raises:
        UserError: the bank is missing, damaged or not finite; there is no room; or FAISS is not installed.
    """
    import_faiss()
    bank = map_bank(bank_path)
    num_rows, dim = next(iter(bank.latents.values())).shape
    num_lists = choose_num_lists(num_rows)
    members = torch.stack([torch.ones(num_rows, dtype=torch.bool), *bank.groups.values()])
    builders = {n: IndexBuilder(rows, members, num_lists, f"{bank_path}: {n}") for n, rows in bank.latents.items()}
    entries = {
        f"{kind}.{name}": entry
        for name, builder in builders.items()
        for kind, entry in describe_index(len(bank.groups), num_rows, dim, num_lists, builder.num_axes).items()
    }
    about = describe_file(INDEX_FORMAT, {"bank": fingerprint(bank.latents, bank.groups)})
    recalls = {}
    with (
        write_tensors(find_index(bank_path), entries, about) as writer,
        tqdm(total=num_rows * len(builders), unit="row", unit_scale=True) as bar,
    ):
        for name, builder in builders.items():
            bar.set_description(name)
            built = builder.build(bar)
            for kind, array in built.tensors.items():
                writer.write(f"{kind}.{name}", array)
            recalls[name] = built.recall
            tqdm.write(f"{name}: {built.recall:.1%} of the nearest samples are found")
    return recalls


def choose_num_lists(num_rows: int) -> int:
    """About 4 √N, a power of two, and enough samples for each."""
    return max(1, min(2 ** round(np.log2(4 * num_rows**0.5)), num_rows // SAMPLES_A_LIST))


class IndexBuilder:
    """Builds one component's index.

    ``rows``: ``(N, D)``, mapped. ``members``: ``(1 + G, N)`` bool. ``place``: where the rows are, for errors.
    """

    def __init__(self, rows: Tensor, members: Tensor, num_lists: int, place: str) -> None:
        self.rows, self.members, self.place = rows, members, place
        self.num_lists, self.rng = num_lists, np.random.default_rng(0)
        means = self._average()
        sampled = self._read(self._draw(SAMPLED_ROWS)) - means[:1]
        axes = find_axes(sampled)
        reach = float(np.quantile((sampled @ axes.T).abs().numpy(), IN_REACH))
        self.code = ByteCode(means, axes, max(reach, LEAST_REACH) / 127)

    @property
    def num_axes(self) -> int:
        """How many bytes a sample takes."""
        return len(self.code.axes)

    def build(self, bar: tqdm[Any]) -> Built:
        """All tensors of the component; the bar goes on by N."""
        lists = build_lists(import_faiss(), self.num_axes, self.num_lists)
        lists.cp.niter = CLUSTERING_STEPS
        lists.cp.min_points_per_centroid, lists.cp.max_points_per_centroid = 1, SAMPLES_A_LIST
        lists.train(self.code.encode(self._read(self._draw(SAMPLES_A_LIST * self.num_lists))).numpy())
        queries = self._draw_queries()
        true_rows = self._add(lists, queries, bar)
        probes, recall = self._choose_probes(lists, queries, true_rows)
        sizes, joined = join_lists(lists.invlists)
        tensors = {
            "lists": joined,
            "sizes": sizes,
            "centroids": lists.quantizer.reconstruct_n(0, lists.nlist),
            "axes": self.code.axes.numpy(),
            "steps": np.array([self.code.step], np.float32),
            "means": self.code.means.numpy(),
            "probes": np.array([probes]),
        }
        return Built(tensors, recall)

    def _average(self) -> Tensor:
        """The mean of all rows and of each group's, ``(1 + G, D)``."""
        sums = torch.zeros(len(self.members), self.rows.shape[1], dtype=torch.float64)
        for start in range(0, len(self.rows), ROWS_AT_ONCE):
            part = self._read(slice(start, start + ROWS_AT_ONCE))
            sums += self.members[:, start : start + len(part)].double() @ part.double()
        return (sums / self.members.sum(1, keepdim=True).clamp(min=1)).float()

    def _draw(self, count: int) -> Tensor:
        """Random rows, in order."""
        chosen = self.rng.choice(len(self.rows), min(count, len(self.rows)), replace=False)
        return torch.from_numpy(np.sort(chosen))

    def _read(self, chosen: Tensor | slice) -> Tensor:
        part = self.rows[chosen].float()
        if not part.isfinite().all():
            raise UserError("{place} holds NaN or infinite values; get the file or build it again.", place=self.place)
        return part

    def _draw_queries(self) -> Tensor:
        """Latents that are no samples, ``(Q, D)``."""
        drawn = self.rng.integers(len(self.rows), size=(2, NUM_QUERIES))
        here, there = (self._read(torch.from_numpy(chosen)) for chosen in drawn)
        return (here + there) / 2

    def _add(self, lists: Any, queries: Tensor, bar: tqdm[Any]) -> NDArray[np.int64]:
        """Puts all rows into lists; returns the queries' true neighbours, ``(Q, K)``."""
        faiss = import_faiss()
        nearest = faiss.ResultHeap(len(queries), min(NUM_NEIGHBOURS, len(self.rows)))
        for start in range(0, len(self.rows), ROWS_AT_ONCE):
            part = self._read(slice(start, start + ROWS_AT_ONCE))
            lists.add(self.code.encode(part).numpy())
            distances, rows = faiss.knn(queries.numpy(), part.numpy(), min(nearest.k, len(part)))
            nearest.add_result(distances, rows + start)
            bar.update(len(part))
        nearest.finalize()
        return nearest.I

    def _choose_probes(self, lists: Any, queries: Tensor, true_rows: NDArray[np.int64]) -> tuple[int, float]:
        """How many lists to look at, and the share of the true neighbours that is then found."""
        most, recall = min(self.num_lists, MOST_PROBES), 0.0
        for probes in sorted({min(most, round(2 ** (step / 2))) for step in range(2 * MOST_PROBES.bit_length())}):
            index = ComponentIndex(lists, self.code, probes)
            bank = IndexedBank(self.rows, index, self.code.means[:1], torch.device("cpu"))
            found = bank.nearest(queries, true_rows.shape[1]).rows.numpy()
            recall = float(np.mean([np.isin(*pair).mean() for pair in zip(true_rows, found, strict=True)]))
            if recall >= WANTED_RECALL:
                return probes, recall
        return most, recall


def find_axes(offsets: Tensor) -> Tensor:
    """The directions ``(C, D)`` in which ``(N, D)`` offsets from their mean differ most, and nearly all they differ."""
    variances, axes = torch.linalg.eigh(offsets.double().T @ offsets.double())  # smallest first
    left_out = variances.clamp(min=0).cumsum(0) / variances.sum().clamp(min=torch.finfo(variances.dtype).tiny)
    dim = offsets.shape[1]
    count = int((left_out > 1 - KEPT_VARIANCE).sum())
    count = min(dim, max(1, -(-count // COMPARED_BYTES)) * COMPARED_BYTES)
    return axes[:, dim - count :].flip(1).T.float().contiguous()


def join_lists(inverted: Any) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """The sizes of FAISS's lists, and what is in them, one after another."""
    faiss = import_faiss()
    sizes = np.array([inverted.list_size(number) for number in range(inverted.nlist)], np.int64)
    joined = np.empty(int(sizes.sum()) * (inverted.code_size + ROW_BYTES), np.uint8)
    place = 0
    for number, size in enumerate(sizes.tolist()):
        codes = faiss.rev_swig_ptr(inverted.get_codes(number), size * inverted.code_size)
        rows = faiss.rev_swig_ptr(inverted.get_ids(number), size)
        for part in (codes, rows.view(np.uint8)):
            joined[place : place + part.size] = part
            place += part.size
    return sizes, joined

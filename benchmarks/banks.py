"""How long does a large bank take to open and to search, and are the neighbours that it finds the nearest?

    python benchmarks/banks.py [--rows 1000000] [--folder DIR] [--gaussian] [--exact]

Makes a bank of samples like the bundled one's (each lies between a sample and one of its ten nearest, moved by noise of
the bank's covariance, and the whole as wide as before), half of them feminine and one in a hundred rare; its index; and
opens it in a process of its own, first with none of it in the disk's cache. Queries are such samples that are not in
the bank, and the drawings of ``samples/``, moved about, as the bundled model encodes them; true neighbours are those of
a look at all samples.

``--gaussian``: samples and queries of 128 independent numbers instead, of which no index can know much. ``--exact``:
the same bank also with a look at every sample, which takes its memory, for a few queries. ``--folder``: keeps the
files, and takes those that are there.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine.bank_index import EXACT_ROWS, find_index
from deepfacedrawing.engine.checkpoint import BANK_NAME, Bank, find_bank, load_bank, load_model, save_bank
from deepfacedrawing.engine.face_engine import find_model
from deepfacedrawing.engine.grouped_banks import GroupedBanks
from deepfacedrawing.engine.manifold import project
from deepfacedrawing.training.bank_index import write_index

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
NUM_QUERIES, NUM_EXACT, NUM_NEIGHBOURS = 200, 20, 10
NOISE = 0.5
ROWS_AT_ONCE = 2**16
# Pixels that drawings are moved down and to the right by.
SHIFTS = ((0, 0), (0, 5), (6, 0), (-3, -4), (-6, 8), (5, -9), (10, 3), (2, 12))
QUERIES_NAME, TIMES_NAME = "queries.pt", "times.json"
CPU = torch.device("cpu")
# What is asked: the queries' name, and the group that is searched.
ASKED = (("held out", "all"), ("drawings", "all"), ("held out", "feminine"), ("held out", "rare"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--gaussian", action="store_true")
    parser.add_argument("--exact", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        folder = options.folder or Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / QUERIES_NAME).is_file():
            make_bank(folder, options.rows, options.gaussian)
        times = build(folder)
        print(f"{name_machine()}; {torch.get_num_threads()} threads; {options.rows:,} rows of five components")
        print(", ".join(f"{name} {value}" for name, value in times.items()))
        print(
            "search".ljust(10)
            + "".join(title.rjust(14) for title in ("open, s", "cold open, s", "RSS, MB", "anonymous"))
        )
        ways = {"index": (EXACT_ROWS, NUM_QUERIES)} | ({"exact": (options.rows, NUM_EXACT)} if options.exact else {})
        found = {way: in_new_process(measure, folder, *how) for way, how in ways.items()}
        for way, figures in found.items():
            print(way.ljust(10) + "".join(f"{value:14.2f}" for value in figures["opening"]))
        truth = find_truth(folder)
        titles = ("five, ms", "95 % below", "first, ms", "recall@10")
        print("search".ljust(10) + "queries".ljust(10) + "group".ljust(10) + "".join(t.rjust(14) for t in titles))
        for way, figures in found.items():
            for asked in ASKED:
                milliseconds, rows = figures[asked]
                recall = statistics.fmean(share_of(rows[n], truth[asked][n]) for n in COMPONENT_NAMES)
                shown = (*milliseconds, recall)
                print(way.ljust(10) + "".join(x.ljust(10) for x in asked) + "".join(f"{x:14.3f}" for x in shown))


def make_bank(folder: Path, num_rows: int, gaussian: bool) -> None:
    """Writes the bank and the queries: name → component → ``(Q, D)``."""
    model = load_model(find_model())[0]
    bundled = load_bank(find_bank(find_model()), model.config)
    generator = torch.Generator().manual_seed(0)
    made: dict[str, Tensor] = {}
    for name, rows in bundled.latents.items():
        size = num_rows + NUM_QUERIES
        made[name] = (
            torch.randn(size, rows.shape[1], generator=generator).half()
            if gaussian
            else resample(rows, size, generator)
        )
    groups = {"feminine": torch.rand(num_rows, generator=generator) < 0.5}
    groups["rare"] = torch.rand(num_rows, generator=generator) < 0.01
    save_bank(folder / BANK_NAME, Bank({n: x[:num_rows] for n, x in made.items()}, groups, bundled.scales))
    held_out = {name: x[num_rows:].float() for name, x in made.items()}
    drawings = held_out if gaussian else encode_drawings(model)
    torch.save({"held out": held_out, "drawings": drawings}, folder / QUERIES_NAME)


def resample(rows: Tensor, size: int, generator: torch.Generator) -> Tensor:
    """``(size, D)`` float16 samples like ``(N, D)`` ones."""
    nearest = torch.cdist(rows, rows).fill_diagonal_(torch.inf).topk(NUM_NEIGHBOURS, largest=False).indices
    mean, dim = rows.mean(0), rows.shape[1]
    axes = torch.linalg.cholesky(torch.cov(rows.T) + 1e-6 * torch.eye(dim))
    made = torch.empty(size, dim, dtype=torch.half)
    for part in made.split(ROWS_AT_ONCE):
        here = torch.randint(len(rows), (len(part),), generator=generator)
        there = nearest[here, torch.randint(NUM_NEIGHBOURS, (len(part),), generator=generator)]
        between = rows[here].lerp(rows[there], torch.rand(len(part), 1, generator=generator))
        moved = between - mean + NOISE * torch.randn(len(part), dim, generator=generator) @ axes.T
        part.copy_(mean + moved / (1 + NOISE**2) ** 0.5)
    return made


@torch.inference_mode()
def encode_drawings(model: Any) -> dict[str, Tensor]:
    """Component → the latents of the drawings that the program brings, each of them also moved by some pixels."""
    from deepfacedrawing.ui.project_file import read_sketch
    from deepfacedrawing.ui.sketch import rasterise

    sketches = [torch.from_numpy(rasterise(read_sketch(path)).copy()) for path in sorted(SAMPLES.glob("*.svg"))]
    moved = torch.stack([sketch.roll(shift, (0, 1)) for sketch in sketches for shift in SHIFTS])[:, None]
    parts = [model.encode(model.crop(part.float() / 127.5 - 1)) for part in moved.split(8)]
    return {name: torch.cat([part[name] for part in parts]) for name in COMPONENT_NAMES}


def build(folder: Path) -> dict[str, Any]:
    """Makes the index, unless it is there; what that took, and the files' sizes."""
    bank, index, told = folder / BANK_NAME, find_index(folder / BANK_NAME), folder / TIMES_NAME
    if not index.is_file():
        start = time.perf_counter()
        recalls = write_index(bank)
        seconds = time.perf_counter() - start
        expected = f"{min(recalls.values()):.3f} to {max(recalls.values()):.3f}"
        told.write_text(json.dumps({"built in, s": round(seconds), "recall when built": expected}))
    sizes = {f"{kind}, MB": round(path.stat().st_size / 1e6) for kind, path in (("bank", bank), ("index", index))}
    return sizes | json.loads(told.read_text())


def in_new_process(work: Callable[..., Any], *given: Any) -> Any:
    """What a function returns in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


@torch.inference_mode()
def measure(folder: Path, exact_rows: int, num_queries: int) -> dict[Any, Any]:
    """The opening's seconds, warm and cold, and megabytes; of each of ``ASKED`` milliseconds and the rows found."""
    config = load_model(find_model())[0].config
    path = folder / BANK_NAME
    before = read_memory()
    for file in (path, find_index(path)):
        forget(file)
    start = time.perf_counter()
    banks = open_bank(path, config, exact_rows)
    cold = time.perf_counter() - start
    queries = torch.load(folder / QUERIES_NAME, weights_only=True)
    figures: dict[Any, Any] = {asked: ask(banks, queries[asked[0]], asked[1], num_queries) for asked in ASKED}
    memory = [after - earlier for after, earlier in zip(read_memory(), before, strict=True)]
    del banks
    start = time.perf_counter()
    open_bank(path, config, exact_rows)
    return figures | {"opening": (time.perf_counter() - start, cold, *memory)}


def open_bank(path: Path, config: Any, exact_rows: int) -> GroupedBanks:
    """The bank as an engine has it."""
    return GroupedBanks.build(load_bank(path, config, exact_rows), CPU, config.manifold)


def ask(
    banks: GroupedBanks, queries: dict[str, Tensor], group: str, num_queries: int
) -> tuple[list[float], dict[str, list[list[int]]]]:
    """Milliseconds of five projections (median, 95th percentile, the first) and component → the rows found."""
    seconds, found = [], {name: [] for name in COMPONENT_NAMES}
    for number in range(min(num_queries, len(queries["nose"]))):
        start = time.perf_counter()
        projections = {n: project(queries[n][number : number + 1], banks.groups[group][n]) for n in COMPONENT_NAMES}
        seconds.append(time.perf_counter() - start)
        for name, projection in projections.items():
            found[name].append(projection.neighbours[0].tolist())
    ordered = sorted(seconds)
    return [1000 * x for x in (statistics.median(ordered), ordered[int(0.95 * len(ordered))], seconds[0])], found


@torch.inference_mode()
def find_truth(folder: Path) -> dict[Any, dict[str, list[list[int]]]]:
    """Of each of ``ASKED``, component → the rows of the nearest samples, by a look at all of them."""
    bank = load_bank(folder / BANK_NAME, load_model(find_model())[0].config)
    queries = torch.load(folder / QUERIES_NAME, weights_only=True)
    truth: dict[Any, dict[str, list[list[int]]]] = {asked: {} for asked in ASKED}
    for asked in ASKED:
        members = None if asked[1] == "all" else bank.groups[asked[1]]
        for name, rows in bank.latents.items():
            truth[asked][name] = find_nearest(queries[asked[0]][name], rows, members)
    return truth


def find_nearest(queries: Tensor, rows: Tensor, members: Tensor | None) -> list[list[int]]:
    """The nearest rows of each query: by products, and of the nearest forty by differences."""
    distances, numbers = torch.empty(len(queries), 0), torch.empty(len(queries), 0, dtype=torch.int64)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[start : start + ROWS_AT_ONCE].float()
        away = part.square().sum(1) - 2 * queries @ part.T
        if members is not None:
            away[:, ~members[start : start + ROWS_AT_ONCE]] = torch.inf
        nearest = away.topk(min(4 * NUM_NEIGHBOURS, len(part)), largest=False)
        distances = torch.cat([distances, nearest.values], dim=1)
        numbers = torch.cat([numbers, nearest.indices + start], dim=1)
    candidates = numbers.gather(1, distances.topk(4 * NUM_NEIGHBOURS, largest=False).indices)
    exact = (rows[candidates].float() - queries[:, None]).norm(dim=2)
    return candidates.gather(1, exact.topk(NUM_NEIGHBOURS, largest=False).indices).tolist()


def share_of(found: list[list[int]], true: list[list[int]]) -> float:
    """How many of the true ones were found, 0…1."""
    return statistics.fmean(len(set(a) & set(b)) / len(b) for a, b in zip(found, true, strict=False))


def forget(path: Path) -> None:
    """Takes a file out of the disk's cache, where the system can."""
    if hasattr(os, "posix_fadvise") and path.is_file():
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def read_memory() -> tuple[float, float]:
    """This process's resident megabytes: all, and those that are no file's; 0 where the system does not say."""
    status = Path("/proc/self/status")
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines()) if status.is_file() else {}
    return tuple(int(lines.get(key, "0 kB").split()[0]) / 1000 for key in ("VmRSS", "RssAnon"))  # pyright: ignore


def name_machine() -> str:
    """The processor and how many of it."""
    info = Path("/proc/cpuinfo")
    names = (
        [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
        if info.is_file()
        else []
    )
    return f"{next(iter(names), platform.processor() or platform.machine())}, {os.cpu_count()} cores"


if __name__ == "__main__":
    main()

"""How long does a large bank take to open and to search, and are the neighbours that it finds the nearest?

    python benchmarks/banks.py [--rows 1000000] [--folder DIR] [--exact] [--page docs/performance.md]

Makes a bank of samples like the bundled one's (each lies between a sample and one of its ten nearest, moved by noise of
the bank's covariance, and the whole as wide as before), half of them feminine and one in a hundred rare; its index; and
opens it in a process of its own, first with none of it in the disk's cache. Queries are such samples that are not in
the bank, and the drawings of ``samples/``, moved about, as the bundled model encodes them; true neighbours are those of
a look at all samples.

``--exact``: the same bank also with a look at every sample, which takes its memory, for a few queries. ``--folder``:
keeps the files (some 1.7 GB), and takes those that are there. ``--page`` rewrites the tables of that page.
"""

from __future__ import annotations

import argparse
import gc
import json
import multiprocessing
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch
from machine import describe_machine
from page import rewrite
from sketches import read_sketches
from torch import Tensor

from deepfacedrawing.components import COMPONENT_NAMES
from deepfacedrawing.engine.bank_index import EXACT_ROWS, find_index, read_ahead
from deepfacedrawing.engine.checkpoint import BANK_NAME, Bank, find_bank, load_bank, load_model, map_bank, save_bank
from deepfacedrawing.engine.face_engine import find_model
from deepfacedrawing.engine.grouped_banks import GroupedBanks
from deepfacedrawing.engine.manifold import project
from deepfacedrawing.training.index_builder import write_index

NUM_QUERIES, NUM_EXACT, NUM_NEIGHBOURS = 200, 20, 10
NOISE = 0.5
ROWS_AT_ONCE = 2**16
# Pixels that drawings are moved down and to the right by.
SHIFTS = ((0, 0), (0, 5), (6, 0), (-3, -4), (-6, 8), (5, -9), (10, 3), (2, 12))
QUERIES_NAME, BUILDING_NAME = "queries.pt", "building.json"
CPU = torch.device("cpu")
# What is asked: the queries' name, and the group that is searched.
ASKED = (("held out", "all"), ("drawings", "all"), ("held out", "feminine"), ("drawings", "rare"))
GROUPS = {"all": "all samples", "feminine": "half of them", "rare": "one in a hundred"}

# The name of a component → a latent or rows for each query.
Table = dict[str, Tensor]


class Questions(NamedTuple):
    """``queries``: name → component → ``(Q, D)``. ``truth``: for each of ``ASKED`` component → ``(Q, 10)`` rows."""

    queries: dict[str, Table]
    truth: list[Table]


class Answers(NamedTuple):
    """The milliseconds of five projections: half, 95 % and all of them take at most that; and the share of the true
    neighbours that are found.
    """

    median: float
    slow: float
    longest: float
    recall: float


class Figures(NamedTuple):
    """Seconds to open, and to do so with nothing in the disk's cache; the answers to the first of ``ASKED`` right after
    that, and to all of them later; MB that are no file's.
    """

    warm: float
    cold: float
    first: Answers
    answers: list[Answers]
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--exact", action="store_true")
    parser.add_argument("--page", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / QUERIES_NAME).is_file():
            make_bank(folder, options.rows)
        if not (folder / BUILDING_NAME).is_file():
            build_index(folder)
        ways = {"index": (EXACT_ROWS, NUM_QUERIES)}
        if options.exact:
            ways["each sample"] = options.rows, NUM_EXACT
        machine = describe_machine(CPU)
        found = {way: in_new_process(measure, folder, *how) for way, how in ways.items()}
        tables = f"{machine}\n\n{describe_files(folder)}\n\n{format_tables(found)}"
    print(tables)
    if options.page:
        rewrite(options.page, "banks", tables)


# The bank, what is asked, and the index


def make_bank(folder: Path, num_rows: int) -> None:
    """Writes the bank and the questions."""
    model = load_model(find_model())[0]
    bundled = load_bank(find_bank(find_model()), model.config)
    generator = torch.Generator().manual_seed(0)
    made = {name: resample(rows, num_rows + NUM_QUERIES, generator) for name, rows in bundled.latents.items()}
    groups = {"feminine": torch.rand(num_rows, generator=generator) < 0.5}
    groups["rare"] = torch.rand(num_rows, generator=generator) < 0.01
    latents = {name: x[:num_rows] for name, x in made.items()}
    save_bank(folder / BANK_NAME, Bank(latents, groups, bundled.scales))
    queries = {"held out": {name: x[num_rows:].float() for name, x in made.items()}, "drawings": encode_drawings(model)}
    truth = [
        {name: find_nearest(queries[asked][name], rows, groups.get(group)) for name, rows in latents.items()}
        for asked, group in ASKED
    ]
    torch.save(tuple(Questions(queries, truth)), folder / QUERIES_NAME)


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
def encode_drawings(model: Any) -> Table:
    """Latents of the drawings that the program brings, each of them also moved by some pixels."""
    sketches = [torch.from_numpy(sketch.copy()) for sketch in read_sketches()]
    moved = torch.stack([sketch.roll(shift, (0, 1)) for sketch in sketches for shift in SHIFTS])[:, None]
    parts = [model.encode(model.crop(part.float() / 127.5 - 1)) for part in moved.split(8)]
    return {name: torch.cat([part[name] for part in parts]) for name in COMPONENT_NAMES}


def find_nearest(queries: Tensor, rows: Tensor, members: Tensor | None) -> Tensor:
    """The nearest rows of each query, ``(Q, 10)``: by products, and of the nearest forty by differences."""
    distances, numbers = torch.empty(len(queries), 0), torch.empty(len(queries), 0, dtype=torch.int64)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[start : start + ROWS_AT_ONCE].float()
        away = part.square().sum(1) - 2 * queries @ part.T
        if members is not None:
            away[:, ~members[start : start + ROWS_AT_ONCE]] = torch.inf
        nearest = away.topk(min(4 * NUM_NEIGHBOURS, len(part)), largest=False)
        distances = torch.cat([distances, nearest.values], dim=1)
        numbers = torch.cat([numbers, nearest.indices + start], dim=1)
    nearest = distances.topk(4 * NUM_NEIGHBOURS, largest=False)
    candidates = numbers.gather(1, nearest.indices)
    exact = (rows[candidates].float() - queries[:, None]).norm(dim=2).masked_fill(nearest.values.isinf(), torch.inf)
    return candidates.gather(1, exact.topk(NUM_NEIGHBOURS, largest=False).indices)


def build_index(folder: Path) -> None:
    """Writes the index, and how long that took."""
    start = time.perf_counter()
    recalls = write_index(folder / BANK_NAME)
    told = {"seconds": time.perf_counter() - start, "recalls": recalls}
    (folder / BUILDING_NAME).write_text(json.dumps(told))


# What is measured


def in_new_process(work: Callable[..., Any], *given: Any) -> Any:
    """What a function returns in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, given)


@torch.inference_mode()
def measure(folder: Path, exact_rows: int, num_queries: int) -> Figures:
    """Opens the bank, with an index if it has more rows than those, and asks."""
    config = load_model(find_model())[0].config
    questions = Questions(*torch.load(folder / QUERIES_NAME, weights_only=True))

    def open_bank() -> tuple[float, GroupedBanks]:
        start = time.perf_counter()
        banks = GroupedBanks.build(load_bank(folder / BANK_NAME, config, exact_rows), CPU, config.manifold)
        return time.perf_counter() - start, banks

    gc.collect()
    before = read_memory()
    for path in (folder / BANK_NAME, find_index(folder / BANK_NAME)):
        forget(path)
    cold, banks = open_bank()
    read_ahead(folder / BANK_NAME)  # as an engine does
    first, *_ = ask_all(banks, questions, num_queries)
    answers = ask_all(banks, questions, num_queries)
    memory = read_memory() - before
    del banks
    return Figures(open_bank()[0], cold, first, answers, memory)


def ask_all(banks: GroupedBanks, questions: Questions, num_queries: int) -> list[Answers]:
    """For each of ``ASKED``."""
    return [
        ask(banks, group, questions.queries[name], true, num_queries)
        for (name, group), true in zip(ASKED, questions.truth, strict=True)
    ]


def ask(banks: GroupedBanks, group: str, queries: Table, truth: Table, num_queries: int) -> Answers:
    """Projects each query's five latents and counts how many of the true neighbours these are among."""
    seconds, shares = [], []
    for number in range(min(num_queries, len(queries["nose"]))):
        start = time.perf_counter()
        found = {n: project(queries[n][number : number + 1], banks.groups[group][n]) for n in COMPONENT_NAMES}
        seconds.append(time.perf_counter() - start)
        shares += [torch.isin(truth[n][number], found[n].neighbours).float().mean().item() for n in COMPONENT_NAMES]
    ordered = sorted(1000 * x for x in seconds)
    slow = ordered[int(0.95 * len(ordered))]
    return Answers(statistics.median(ordered), slow, ordered[-1], statistics.fmean(shares))


def forget(path: Path) -> None:
    """Takes a file out of the disk's cache, where the system can."""
    if sys.platform == "linux":
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def read_memory() -> float:
    """This process's resident MB that are no file's; 0 where the system does not say."""
    status = Path("/proc/self/status")
    found = re.search(r"RssAnon:\s*(\d+) kB", status.read_text(encoding="utf-8")) if status.is_file() else None
    return int(found[1]) * 1024 / 1e6 if found else 0.0


# The page


def describe_files(folder: Path) -> str:
    """What was made, in a sentence."""
    told = json.loads((folder / BUILDING_NAME).read_text())
    bank, index = (path.stat().st_size / 1e6 for path in (folder / BANK_NAME, find_index(folder / BANK_NAME)))
    num_rows = map_bank(folder / BANK_NAME).num_rows
    return (
        f"{num_rows:,} samples of five components, {bank:,.0f} MB; their index, {index:,.0f} MB, took "
        f"{told['seconds']:.0f} s to make, which then expected a recall of {min(told['recalls'].values()):.3f} or more."
    )


def format_tables(found: dict[str, Figures]) -> str:
    """The figures of each way as Markdown."""
    lines = [
        "| search by | opened, s | with nothing cached, s | first answers then, ms: half, 95 %, all below | own MB |",
        "|---|---|---|---|---|",
    ]
    for way, x in found.items():
        first = f"{x.first.median:.1f}, {x.first.slow:.1f}, {x.first.longest:.0f}"
        lines.append(f"| {way} | {x.warm:.2f} | {x.cold:.2f} | {first} | {x.memory:,.0f} |")
    titles = "| search by | queries | among | half below, ms | 95 % below, ms | recall@10 |"
    lines += ["", titles, "|---|---|---|---|---|---|"]
    for way, figures in found.items():
        for (name, group), answers in zip(ASKED, figures.answers, strict=True):
            numbers = f"{answers.median:.1f} | {answers.slow:.1f} | {answers.recall:.3f}"
            lines.append(f"| {way} | {name} | {GROUPS[group]} | {numbers} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()

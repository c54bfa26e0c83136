"""From photos to a prepared data set: landmarks, parsing, line drawings; and photos from seeds."""

from __future__ import annotations

import json
import multiprocessing
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from tqdm import tqdm

from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.dataset import SHARD_SIZE, Face, save_index, shard_path
from deepfacedrawing.training.generator import RESERVED_SEEDS, VALIDATION_SEEDS, FrontalStyles, load_generator

PHOTO_SUFFIXES = {".webp", ".png", ".jpg", ".jpeg"}


@dataclass(frozen=True)
class PhotoTools:
    """Files of the helper networks: MediaPipe's ``face_landmarker.task``, BiSeNet's face parsing weights."""

    landmarks: Path
    parsing: Path


def prepare_photos(photos: Path, out: Path, tools: PhotoTools, attributes: Path | None, workers: int) -> None:
    """Turn a folder of aligned 512×512 photos into line drawings; goes on where it left off.

    Args:
        photos: FFHQ-aligned pictures (eye centres about (192, 241) and (320, 241)); ``msg_SEED`` names carry a seed;
            those of ``VALIDATION_SEEDS`` and ``RESERVED_SEEDS`` are passed over.
        out: the data set's folder.
        tools: the helper networks.
        attributes: JSON list of rows with ``file`` and ``masculine`` 0…100; without it every face counts as 50.
        workers: processes.
    """
    paths = sorted(path for path in photos.iterdir() if path.suffix.lower() in PHOTO_SUFFIXES)
    paths = [path for path in paths if not is_kept_apart(seed_of(path.stem))]
    if not paths:
        raise UserError(f"{photos} holds no pictures; expected {', '.join(sorted(PHOTO_SUFFIXES))}.")
    masculine = read_attributes(attributes) if attributes else {}
    done = read_shards(out)
    known = {name for names in done.values() for name in names}
    new = [path for path in paths if path.stem not in known]
    first = max(done, default=-1) + 1
    shards = [(first + i, new[start : start + SHARD_SIZE]) for i, start in enumerate(range(0, len(new), SHARD_SIZE))]
    context = multiprocessing.get_context("spawn")
    with context.Pool(workers, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        work = pool.imap(partial(_prepare_shard, out, tools), shards)
        for shard, names in tqdm(work, total=len(shards), unit="shard", mininterval=5):
            done[shard] = names
            rows = [(name, shard) for shard, names in sorted(done.items()) for name in names]
            save_index(out, [Face(n, seed_of(n), masculine.get(n, 50.0), shard) for n, shard in rows])


def read_attributes(file: Path) -> dict[str, float]:
    """Photo's name → how masculine it looks, 0…100, from a JSON list of rows with ``file`` (or ``id``), ``masculine``.

    Raises:
        UserError: the file is something else.
    """
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))
        return {Path(row.get("file") or row["id"]).stem: float(row["masculine"]) for row in rows}
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        hint = "expected a JSON list of rows with file and masculine"
        raise UserError(f"The attributes {file} cannot be read ({error}); {hint}.") from error


def read_shards(out: Path) -> dict[int, list[str]]:
    """Shard number → names of its faces, of those that are done."""
    (out / "lines").mkdir(parents=True, exist_ok=True)
    return {int(path.stem): json.loads(path.read_text()) for path in (out / "lines").glob("*.json")}


def is_kept_apart(seed: int | None) -> bool:
    """Whether a seed is kept for validation or comparison, and so never trained on."""
    return seed in VALIDATION_SEEDS or seed in RESERVED_SEEDS


def seed_of(name: str) -> int | None:
    """The generator's seed in a photo's name."""
    kind, _, number = name.partition("_")
    return int(number) if kind == "msg" and number.isdigit() else None


def _prepare_shard(out: Path, tools: PhotoTools, shard: tuple[int, list[Path]]) -> tuple[int, list[str]]:
    """Draw the lines of one shard's photos; returns its number and the names of those with a face."""
    from deepfacedrawing.training.landmarks import FaceLandmarker
    from deepfacedrawing.training.line_drawing import save_line_drawings
    from deepfacedrawing.training.lines import extract_lines
    from deepfacedrawing.training.parsing import FaceParser

    number, paths = shard
    path = shard_path(out, number)
    landmarker, parser = FaceLandmarker(tools.landmarks), FaceParser(tools.parsing)
    drawings = {}
    for photo in paths:
        rgb = np.array(Image.open(photo).convert("RGB"))
        if rgb.shape != (512, 512, 3):
            raise UserError(f"{photo} is not 512×512; align and resize the photos first.")
        landmarks = landmarker.detect(rgb)
        if landmarks is not None:
            drawings[photo.stem] = extract_lines(rgb, landmarks, parser.parse(rgb))
    save_line_drawings(path, drawings)
    path.with_suffix(".json").write_text(json.dumps(list(drawings)))
    return number, list(drawings)


def generate_photos(seeds: Iterable[int], out: Path, wheel: Path, threads: int = 0) -> None:
    """Make faces from seeds as ``msg_SEED.webp``; those that would look too young are skipped, existing files kept.

    Args:
        seeds: which.
        out: the folder.
        wheel: the random-face wheel.
        threads: for OpenVINO, which renders 2–4 times faster than eager torch on a CPU; 0: as many as it likes.
    """
    import openvino

    out.mkdir(parents=True, exist_ok=True)
    generator = load_generator(wheel)
    styles = FrontalStyles(generator)
    style = torch.from_numpy(styles.mean)[None]
    converted = openvino.convert_model(generator, example_input=style, input=list(style.shape))
    compiled = openvino.Core().compile_model(converted, "CPU", {"INFERENCE_NUM_THREADS": threads})
    for seed in tqdm(list(seeds), unit="face", mininterval=5):
        path = out / f"msg_{seed:06d}.webp"
        w = None if path.exists() else styles.style(seed)
        if w is None:
            continue
        face = compiled([w[None]])[0][0]
        pixels = ((face.clip(-1, 1) + 1) * 127.5 + 0.5).transpose(1, 2, 0).astype(np.uint8)
        Image.fromarray(pixels).save(path, quality=92)


def compute_styles(dataset: Path, wheel: Path) -> None:
    """Write ``styles.npy``, the generator's styles of the seeded faces of a prepared data set."""
    faces = [Face(**row) for row in json.loads((dataset / "index.json").read_text())]
    frontal = FrontalStyles(load_generator(wheel))
    styles = []
    for seed in (face.seed for face in faces if face.seed is not None):
        style = frontal.style(seed)
        if style is None:
            raise UserError(f"Seed {seed} gives no adult face with these directions; remove its photo.")
        styles.append(style)
    np.save(dataset / "styles.npy", np.stack(styles))

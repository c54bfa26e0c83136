"""The whole evaluation of one subject: sketches from photos, sketches that people drew, and their figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from deepfacedrawing.evaluation.cases import Case, SourceStyles, find_sketches, photo_cases, sketch_case
from deepfacedrawing.evaluation.distributions import PictureSet
from deepfacedrawing.evaluation.gallery import Gallery, choose_shown
from deepfacedrawing.evaluation.groups import fit_masculine, group_of, tone_ranges, tone_thirds
from deepfacedrawing.evaluation.photos import Photo, PhotoCabinet, find_photos
from deepfacedrawing.evaluation.protocol import Record, measure_face, measure_spread
from deepfacedrawing.evaluation.subject import Subject
from deepfacedrawing.evaluation.summary import References, scale_of, summarise
from deepfacedrawing.evaluation.tools import Tools
from deepfacedrawing.rendering import UserError
from deepfacedrawing.training.photos import read_attributes


@dataclass(frozen=True)
class Plan:
    """What is evaluated, and how thoroughly.

    ``photos``: aligned photos to sketch; ``sketches``: drawings without a source. ``reference``: photos that faces are
    compared to as a set, by default those that were sketched. ``floor``: the generator's own pictures, by default the
    sketched photos where there are other reference photos. ``wheel``: with it, generated photos are rendered in their
    own style. ``attributes``: JSON with ``masculine`` for each photo; ``data``: a prepared data set to estimate it from
    for generated photos. ``limit``: photos or sketches of a folder. ``shown``: faces on the report page.
    ``spread_sketches``: sketches that are rendered in several appearances.
    """

    photos: Path | None = None
    sketches: Path | None = None
    reference: Path | None = None
    floor: Path | None = None
    wheel: Path | None = None
    attributes: Path | None = None
    data: Path | None = None
    refinements: tuple[float, ...] = (0.0, 0.25, 0.5, 0.75, 1.0)
    roughness: tuple[float, ...] = (0.0, 0.33, 0.67, 1.0)
    limit: int | None = None
    shown: int = 48
    spread_sketches: int = 6


@dataclass(frozen=True)
class Batch:
    """Cases of one kind, made one after the other; ``shown``: numbers of those on the report page."""

    cases: Iterable[Case]
    count: int
    shown: frozenset[int]


def evaluate(subject: Subject, plan: Plan, tools: Tools, gallery: Gallery, cache: Path, label: str) -> dict[str, Any]:
    """Render and measure.

    Args:
        subject: what makes faces from sketches.
        plan: which sketches.
        tools: the helper networks; what they cannot measure is left out.
        gallery: where pictures go.
        cache: folder that keeps what is known of the photos.
        label: which helper files these are, so that others do not find the cached measurements.

    Returns:
        Plain data for JSON: ``absent`` measures, and for ``photos`` and ``sketches`` the figures and single faces.

    Raises:
        UserError: nothing to evaluate, or files that cannot be used.
    """
    if plan.photos is None and plan.sketches is None:
        raise UserError("There is nothing to evaluate; give --photos, --sketches or both.")
    cabinet = PhotoCabinet(cache, tools, label)
    sources = [] if plan.photos is None else read_sources(plan, tools, cabinet)
    references = gather_references(plan, tools, cabinet, sources)
    results: dict[str, Any] = {"absent": tools.absent()}
    if sources:
        results["photos"] = _evaluate_photos(subject, plan, tools, gallery, sources, references)
    if plan.sketches is not None:
        results["sketches"] = _evaluate_sketches(subject, plan, tools, gallery, references)
    return results


def read_sources(plan: Plan, tools: Tools, cabinet: PhotoCabinet) -> list[Photo]:
    """The photos to sketch, measured; those without a face are left out.

    Raises:
        UserError: no way to sketch them, or no face on any.
    """
    assert plan.photos is not None
    if tools.landmarker is None or tools.parser is None:
        raise UserError("Photos are sketched with --landmarks and --parsing; give both, or --sketches alone.")
    photos = [cabinet.source(path) for path in tqdm(find_photos(plan.photos, plan.limit), unit="photo", mininterval=5)]
    sources = [photo for photo in photos if photo.drawing is not None]
    if not sources:
        raise UserError(f"No face was found on the photos of {plan.photos}; align them as FFHQ does, at 512×512.")
    return sources


def gather_references(plan: Plan, tools: Tools, cabinet: PhotoCabinet, sources: Sequence[Photo]) -> References:
    """The photos that faces are compared to as a set, and the generator's own pictures; see ``Plan``."""
    if tools.inception is None:
        return References()
    known = [(photo.features, photo.name) for photo in sources if photo.features is not None]
    sketched = PictureSet(np.stack([features for features, _ in known]), [name for _, name in known]) if known else None
    if plan.reference is None:
        return References(sketched, _picture_set(plan.floor, cabinet), True)
    floor = sketched if plan.floor is None else _picture_set(plan.floor, cabinet)
    return References(_picture_set(plan.reference, cabinet), floor)


def _picture_set(folder: Path | None, cabinet: PhotoCabinet) -> PictureSet | None:
    if folder is None:
        return None
    paths = find_photos(folder)
    features = [cabinet.features(path) for path in tqdm(paths, unit="picture", mininterval=5)]
    return PictureSet(np.stack(features), [path.stem for path in paths])


def _evaluate_photos(
    subject: Subject, plan: Plan, tools: Tools, gallery: Gallery, sources: list[Photo], references: References
) -> dict[str, Any]:
    styles = SourceStyles(plan.wheel)
    groups, tones = masculine_groups(plan, sources, styles), tone_thirds(sources)
    levels = plan.roughness
    shown = choose_shown(len(sources), levels, _num_rows(plan))
    drawn: dict[str, list[NDArray[np.uint8]]] = {photo.name: [] for photo in sources}

    def cases() -> Iterable[Case]:
        for photo in sources:
            for case in photo_cases(photo, levels, styles.style(photo.name), groups, tones):
                drawn[photo.name].append(case.drawn)
                yield case

    numbers = frozenset(source * len(levels) + level for source, level in shown)
    batch = Batch(cases(), len(sources) * len(levels), numbers)
    records, first = render_all(subject, plan, tools, gallery, batch)
    return {
        "in_own_style": sum(styles.own(photo.name) is not None for photo in sources),
        "scale": scale_of(sources, drawn, tools),
        "tones": tone_ranges(sources, tones),
        **_figures(subject, plan, tools, records, first, references),
    }


def _evaluate_sketches(
    subject: Subject, plan: Plan, tools: Tools, gallery: Gallery, references: References
) -> dict[str, Any]:
    assert plan.sketches is not None
    paths = find_sketches(plan.sketches, plan.limit)
    shown = frozenset(number for number, _ in choose_shown(len(paths), (None,), _num_rows(plan)))
    batch = Batch((sketch_case(path) for path in paths), len(paths), shown)
    records, first = render_all(subject, plan, tools, gallery, batch)
    return _figures(subject, plan, tools, records, first, References(references.photos, references.floor))


def _num_rows(plan: Plan) -> int:
    return math.ceil(plan.shown / len(plan.refinements))


def _figures(
    subject: Subject, plan: Plan, tools: Tools, records: list[Record], first: list[Case], references: References
) -> dict[str, Any]:
    spread = [{"refinement": r} | measure_spread(subject, first, r, tools) for r in plan.refinements]
    faces = [
        {"name": r.name, "roughness": r.roughness, "refinement": r.refinement, "group": r.group, "tone": r.tone}
        | r.values
        for r in records
    ]
    return {"rows": summarise(records, references), "spread": spread, "faces": faces}


def render_all(
    subject: Subject, plan: Plan, tools: Tools, gallery: Gallery, batch: Batch
) -> tuple[list[Record], list[Case]]:
    """Every case at every refinement, measured; and the first case of each source, for the spread."""
    records: list[Record] = []
    first: dict[str, Case] = {}
    for number, case in enumerate(tqdm(batch.cases, total=batch.count, unit="sketch", mininterval=5)):
        if len(first) < plan.spread_sketches:
            first.setdefault(case.name, case)
        faces = {r: subject.render(case.sketch, r, case.style) for r in plan.refinements}
        records += [measure_face(face, case, refinement, tools) for refinement, face in faces.items()]
        if number in batch.shown:
            gallery.add(case, faces)
    return records, list(first.values())


def masculine_groups(plan: Plan, sources: Sequence[Photo], styles: SourceStyles) -> dict[str, str | None]:
    """Photo's name → feminine, masculine, or None: as the attributes say, else as estimated from the own style."""
    known = {} if plan.attributes is None else read_attributes(plan.attributes)
    estimate: Callable[[NDArray[np.float32]], float] | None = None if plan.data is None else fit_masculine(plan.data)
    groups: dict[str, str | None] = {}
    for photo in sources:
        own = styles.own(photo.name)
        guess = None if estimate is None or own is None else estimate(own)
        groups[photo.name] = group_of(known.get(photo.name, guess))
    return groups

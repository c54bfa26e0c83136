"""From single faces to figures: means and set distances, by roughness, refinement, group and skin tone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from deepfacedrawing.evaluation.distributions import PictureSet, fid, kid
from deepfacedrawing.evaluation.face_measures import landmark_distance, mean_pair_distance
from deepfacedrawing.evaluation.photos import Photo
from deepfacedrawing.evaluation.protocol import Record
from deepfacedrawing.evaluation.sketch_again import draw_with_care, line_distances
from deepfacedrawing.evaluation.tools import Tools

# Fewer faces give a KID that says nothing.
FEWEST_FOR_KID = 8
# A floor must be this many of its own errors above nought before anything is divided by it.
CLEAR_OF_ERROR = 2.0

Row = dict[str, Any]


@dataclass(frozen=True)
class References:
    """What rendered faces are compared to as a set.

    ``photos``: reference photos. ``floor``: the generator's own pictures. ``sources_only``: whether the photos are just
    those that were sketched, so that a group of faces is compared to the photos of that group.
    """

    photos: PictureSet | None = None
    floor: PictureSet | None = None
    sources_only: bool = False


def summarise(records: Sequence[Record], references: References) -> list[Row]:
    """One row a refinement of all faces, then of each roughness, group and third of the skin tones."""
    rows: list[Row] = []
    for label in ("all", "roughness", "group", "tone"):
        values = [None] if label == "all" else _values(records, label)
        for value in values:
            chosen = [r for r in records if label == "all" or getattr(r, label) == value]
            whole = label in ("all", "roughness") or not references.sources_only
            own = references if whole else _restrict(references, {record.name for record in chosen})
            for refinement in sorted({record.refinement for record in chosen}):
                part = [record for record in chosen if record.refinement == refinement]
                rows.append({"by": label, "of": value, "refinement": refinement} | summarise_part(part, own))
    return rows


def _values(records: Iterable[Record], label: str) -> list[Any]:
    return sorted({getattr(record, label) for record in records} - {None})


def _restrict(references: References, names: set[str]) -> References:
    """The reference photos of these names only."""
    photos = references.photos
    if photos is not None:
        rows = [i for i, name in enumerate(photos.names) if name in names]
        photos = PictureSet(photos.features[rows], [photos.names[i] for i in rows])
    return References(photos, references.floor, True)


def summarise_part(records: Sequence[Record], references: References) -> Row:
    """Means of what was measured on single faces, and the measures of the set."""
    names = list(dict.fromkeys(name for record in records for name in record.values))
    row: Row = {"faces": len(records)}
    for name in names:
        values = [record.values[name] for record in records if name in record.values]
        row[name] = float(np.mean(values))
    # Faces from one source differ by chance alone; variety is between sources.
    firsts = {record.name: record.landmarks for record in records if record.landmarks is not None}
    row["variety"] = mean_pair_distance(list(firsts.values()))
    if all(record.features is not None for record in records):
        features = np.stack([record.features for record in records if record.features is not None])
        row |= compare_sets(PictureSet(features, [record.name for record in records]), references)
    return row


def compare_sets(faces: PictureSet, references: References) -> Row:
    """KID with its error, FID, and the same of the floor with as many pictures for FID."""
    row: Row = {}
    if references.photos is None or len(set(faces.names)) < FEWEST_FOR_KID:
        return row
    found = kid(faces, references.photos)
    if found is not None:
        row |= {"kid": found[0], "kid_error": found[1], "fid": fid(faces.features, references.photos.features)}
    if references.floor is not None:
        row |= floor_figures(references.floor, references.photos, len(faces.names))
        if "kid" in row and row.get("kid_floor", 0.0) > CLEAR_OF_ERROR * row.get("kid_floor_error", 0.0):
            row["kid_ratio"] = row["kid"] / row["kid_floor"]
    return row


def floor_figures(floor: PictureSet, photos: PictureSet, num_faces: int) -> Row:
    """What the generator's own pictures reach: KID over all of them, FID over as many as there are faces."""
    row: Row = {}
    found = kid(floor, photos)
    if found is not None:
        row |= {"kid_floor": found[0], "kid_floor_error": found[1]}
    if len(floor.names) >= num_faces:
        row["fid_floor"] = fid(floor.features[:num_faces], photos.features)
    return row


def scale_of(photos: Sequence[Photo], drawn: Mapping[str, Sequence[Any]], tools: Tools) -> Row:
    """What the figures mean: the same measures between photos of different faces, and of the mean face.

    Args:
        photos: the sources, with faces found.
        drawn: photo's name → its simulated sketches' lines; how well the photo's own lines agree with them is what a
            perfect face would reach in sketching again.
        tools: the helper networks.
    """
    points = {photo.name: photo.landmarks for photo in photos if photo.landmarks is not None}
    row: Row = {"photos": len(photos), "landmarks_of_two_photos": mean_pair_distance(list(points.values()))}
    if points:
        mean = np.mean(list(points.values()), axis=0)
        row["landmarks_of_the_mean_face"] = float(np.mean([landmark_distance(own, mean) for own in points.values()]))
    row["identity_of_two_photos"] = _mean_of_pairs(
        [photo.identity for photo in photos], lambda a, b: float(np.linalg.norm(a - b))
    )
    if tools.lpips is not None:
        distance = tools.lpips.distance
        row["lpips_of_two_photos"] = _mean_of_pairs(photos, lambda a, b: distance(a.picture(), b.picture()))
    careful = {photo.name: draw_with_care(photo.drawing) for photo in photos if photo.drawing is not None}
    again = [line_distances(lines, careful[name]) for name, several in drawn.items() for lines in several]
    for name in ("again", "again_missing"):
        own = [distances[name] for distances in again if name in distances]
        row[f"{name}_of_the_photo"] = float(np.mean(own)) if own else None
    return {name: value for name, value in row.items() if value is not None}


def _mean_of_pairs(items: Sequence[Any], distance: Callable[[Any, Any], float]) -> float | None:
    """Mean distance of each item from the next one; None where there is no pair."""
    known = [item for item in items if item is not None]
    distances = [distance(a, b) for a, b in pairwise(known)]
    return float(np.mean(distances)) if distances else None

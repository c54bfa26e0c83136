"""The styles in which people draw: a pen, a mouse of one width, soft pencils, little or heavy shading."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from deepfacedrawing.training.pen import Hand

CLEAN_HAND = Hand(width=2.5)
# How often a sketch that is not careful is in pencil, and by mouse; the rest is by pen.
PENCIL_PART, MOUSE_PART = 0.4, 0.2


@dataclass(frozen=True)
class Style:
    """One artist on one day.

    ``doubled``: part of the strokes drawn twice. ``split``: whether long lines take several strokes. ``coarse``: pixels
    by which curves are simplified. ``strand_copies``: further strokes along each strand,
    along all the hair has where ``dense_hair``. ``curls``: radius in pixels of
    the loops that strands are drawn as. The fills are "none", "hatched" or "solid" (irises: "none", "pupil", "solid");
    ``beard`` is "strokes", "dense", "hatched" or "outline". ``lashes``: strokes a lid. ``heavy_lids``: times that the
    upper lids are drawn again. ``teeth``: whether they are parted by lines. ``patches``: number of hatched patches on
    the skin. Softly shaded, 0…1 of full ink: ``skin_tone`` the dark skin, ``eye_tone`` the sockets, ``hair_tone`` the
    hair, ``beard_tone`` the beard. ``grain``: 0…1 of the paper. ``blur``: sigma in pixels. ``smudge``: 0…1 of the ink
    that is rubbed around.
    """

    hand: Hand
    doubled: float = 0.0
    split: bool = False
    coarse: float = 0.0
    strand_copies: int = 0
    dense_hair: bool = False
    curls: float = 0.0
    hair_fill: str = "none"
    brow_fill: str = "none"
    iris_fill: str = "none"
    lip_fill: str = "none"
    skin_fill: str = "none"
    hat_fill: str = "none"
    beard: str = "strokes"
    lashes: int = 0
    heavy_lids: int = 0
    teeth: bool = False
    patches: int = 0
    skin_tone: float = 0.0
    eye_tone: float = 0.0
    hair_tone: float = 0.0
    beard_tone: float = 0.0
    grain: float = 0.0
    blur: float = 0.0
    smudge: float = 0.0


def choose_style(rng: np.random.Generator, roughness: float) -> Style:
    """Pen, mouse or pencil; the rougher, the less steady."""
    if roughness == 0:
        return Style(CLEAN_HAND)
    r = roughness
    hand = Hand(
        width=float(np.clip(2.8 * np.exp(0.3 * rng.standard_normal()), 1.0, 6.0)),
        width_spread=0.15 * r * rng.random(),
        pressure=0.3 * r * rng.random(),
        tone=int(rng.choice((0, 0, 0, 40, 90))),
        wobble=3.0 * r * rng.random() ** 1.5,
        wobble_length=float(rng.uniform(16, 70)),
        offset=1.5 * r * rng.random(),
        gaps=0.15 * r * rng.random() * (rng.random() < 0.4),
        overshoot=10 * r * rng.random() * (rng.random() < 0.4),
        tapered=bool(rng.random() < 0.3),
    )
    style = Style(
        hand,
        doubled=0.5 * r * rng.random() * (rng.random() < 0.25),
        split=bool(rng.random() < 0.5 * r),
        coarse=rng.uniform(2, 6) * (rng.random() < 0.35 * r),
        curls=rng.uniform(4, 9) * (rng.random() < 0.08),
        hair_fill=str(rng.choice(("none", "hatched", "solid"), p=(0.8, 0.12, 0.08))),
        brow_fill=str(rng.choice(("none", "hatched", "solid"), p=(0.55, 0.2, 0.25))),
        iris_fill=str(rng.choice(("none", "pupil", "solid"), p=(0.4, 0.35, 0.25))),
        lip_fill=str(rng.choice(("none", "hatched", "solid"), p=(0.82, 0.1, 0.08))),
        skin_fill=str(rng.choice(("none", "hatched", "solid"), p=(0.88, 0.09, 0.03))),
        hat_fill=str(rng.choice(("none", "hatched", "solid"), p=(0.75, 0.15, 0.1))),
        beard=str(rng.choice(("strokes", "dense", "hatched", "outline"), p=(0.5, 0.2, 0.2, 0.1))),
        lashes=int(rng.integers(4, 14)) * (rng.random() < 0.2),
        heavy_lids=int(rng.choice((0, 1, 2), p=(0.7, 0.2, 0.1))),
        teeth=bool(rng.random() < 0.2),
        blur=rng.uniform(0.3, 1.2) * (rng.random() < 0.3),
    )
    kind = rng.random()
    if kind < PENCIL_PART:
        return _as_pencil(style, rng)
    return _as_mouse(style, rng, r) if kind < PENCIL_PART + MOUSE_PART else style


def _as_mouse(style: Style, rng: np.random.Generator, roughness: float) -> Style:
    """One width, full ink, small jitter and corners."""
    hand = replace(
        style.hand,
        width=float(rng.choice((1, 2, 3, 4, 5, 6), p=(0.1, 0.25, 0.25, 0.2, 0.1, 0.1))),
        width_spread=0.0,
        pressure=0.0,
        tone=0,
        wobble=0.3 + 1.6 * roughness * rng.random(),
        wobble_length=float(rng.uniform(4, 24)),
        tapered=False,
    )
    coarse = rng.uniform(2, 8) * (rng.random() < 0.6 * roughness)
    return replace(style, hand=hand, coarse=coarse, lashes=min(style.lashes, 5), blur=0.0)


def _as_pencil(style: Style, rng: np.random.Generator) -> Style:
    """Thin grey strokes, from light lines to dense ones with shaded hair and skin."""
    shading = float(rng.choice((0.0, 0.5, 1.0), p=(0.25, 0.4, 0.35)))
    hand = replace(
        style.hand,
        width=float(rng.uniform(1.0, 3.0)),
        width_spread=0.25,
        pressure=0.35,
        tone=int(rng.integers(0, 110)),
        tone_spread=int(rng.integers(0, 120)),
        offset=0.7,
        tapered=True,
    )
    return replace(
        style,
        hand=hand,
        doubled=float(rng.uniform(0, 1)),
        split=True,
        strand_copies=int(rng.integers(0, 6)),
        dense_hair=bool(rng.random() < 0.5),
        hair_fill=str(rng.choice(("none", "hatched"), p=(0.8, 0.2))),
        brow_fill="hatched",
        iris_fill=str(rng.choice(("pupil", "solid"))),
        lip_fill=str(rng.choice(("none", "hatched"))),
        heavy_lids=int(rng.integers(0, 4)),
        patches=int(rng.integers(0, 5)),
        skin_tone=shading * rng.uniform(0.05, 0.7),
        eye_tone=shading * rng.uniform(0.0, 0.7),
        hair_tone=max(shading, 0.3) * rng.uniform(0.2, 1.0),
        beard_tone=shading * rng.uniform(0.0, 0.7),
        grain=float(rng.uniform(0, 0.9)),
        blur=float(rng.uniform(0.4, 1.3)),
        smudge=float(rng.uniform(0, 0.15)),
    )

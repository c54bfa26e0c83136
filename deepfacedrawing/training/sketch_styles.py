"""The styles in which people draw: mostly a pen of 2 to 4 px, sometimes pencil and shading."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from deepfacedrawing.training.pen import Hand

CLEAN_HAND = Hand(width=2.5)


@dataclass(frozen=True)
class Style:
    """One artist on one day.

    ``doubled``: part of the strokes drawn twice. ``split``: whether long lines take several strokes. ``coarse``: pixels
    by which curves are simplified. ``strand_copies``: further strokes along each strand. The fills are "none",
    "hatched" or "solid" (irises: "none", "pupil", "solid"). ``patches``: number of hatched patches on the skin.
    ``grain``: 0…1 of the paper.
    """

    hand: Hand
    doubled: float = 0.0
    split: bool = False
    coarse: float = 0.0
    strand_copies: int = 0
    hair_fill: str = "none"
    brow_fill: str = "none"
    iris_fill: str = "none"
    lip_fill: str = "none"
    patches: int = 0
    grain: float = 0.0


def choose_style(rng: np.random.Generator, roughness: float) -> Style:
    """Mostly a pen of 2 to 4 px; a fifth of the sketches is in pencil or heavily shaded."""
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
        hair_fill=str(rng.choice(("none", "hatched", "solid"), p=(0.9, 0.07, 0.03))),
        brow_fill=str(rng.choice(("none", "hatched", "solid"), p=(0.6, 0.2, 0.2))),
        iris_fill=str(rng.choice(("none", "pupil", "solid"), p=(0.5, 0.35, 0.15))),
        lip_fill=str(rng.choice(("none", "hatched", "solid"), p=(0.88, 0.08, 0.04))),
    )
    return _as_pencil(style, rng) if rng.random() < 0.16 else style


def _as_pencil(style: Style, rng: np.random.Generator) -> Style:
    """Dense thin grey strokes, shaded hair and skin."""
    hand = replace(
        style.hand,
        width=float(rng.uniform(1.0, 2.0)),
        width_spread=0.25,
        pressure=0.25,
        tone=int(rng.integers(20, 110)),
        tone_spread=int(rng.integers(0, 100)),
        offset=0.7,
        tapered=True,
    )
    return replace(
        style,
        hand=hand,
        doubled=float(rng.uniform(0, 1)),
        split=True,
        strand_copies=int(rng.integers(0, 7)),
        hair_fill=str(rng.choice(("none", "hatched"), p=(0.6, 0.4))),
        brow_fill="hatched",
        iris_fill=str(rng.choice(("pupil", "solid"))),
        lip_fill=str(rng.choice(("none", "hatched"))),
        patches=int(rng.integers(0, 5)),
        grain=float(rng.uniform(0, 0.6)),
    )

"""Affine maps of the plane over complex numbers: x + iy is a point."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from svgelements import Matrix

MAX_CHARACTERS = 2000


@dataclass(frozen=True)
class Affine:
    """z → p·z + q·conj(z) + t."""

    p: complex = 1.0
    q: complex = 0.0
    t: complex = 0.0

    def __call__(self, points: Any) -> Any:
        """Complex number or array → the same, mapped."""
        return points if self == IDENTITY else self.p * points + self.q * points.conjugate() + self.t

    def after(self, first: Affine) -> Affine:
        """``first``, then this one."""
        p, q = complex(first.p), complex(first.q)
        return Affine(
            self.p * p + self.q * q.conjugate(),
            self.p * q + self.q * p.conjugate(),
            complex(self(complex(first.t))),
        )

    @property
    def scale(self) -> float:
        """By how much lengths grow, in the geometric mean over the directions."""
        p, q = complex(self.p), complex(self.q)
        return math.sqrt(abs(p.real * p.real + p.imag * p.imag - q.real * q.real - q.imag * q.imag))


IDENTITY = Affine()


def read_transform(text: str, width: float, height: float) -> Affine:
    """An SVG ``transform`` attribute; percentages are of a viewport in pixels. Nonsense is no transform."""
    if len(text) > MAX_CHARACTERS:
        return IDENTITY
    try:
        matrix = Matrix(text)
        matrix.render(ppi=96.0, width=width, height=height)
        a, b, c, d, e, f = (float(getattr(matrix, name)) for name in "abcdef")
    except (ValueError, TypeError, IndexError, AttributeError, OverflowError):
        return IDENTITY
    return Affine(complex(a + d, b - c) / 2, complex(a - d, b + c) / 2, complex(e, f))

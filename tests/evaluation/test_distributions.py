from __future__ import annotations

import numpy as np
import pytest
import scipy.linalg

from deepfacedrawing.evaluation.distributions import PictureSet, fid, kid


def build_set(count: int, shift: float = 0.0, prefix: str = "", seed: int = 0) -> PictureSet:
    features = np.random.default_rng(seed).standard_normal((count, 12)).astype(np.float32) + shift
    return PictureSet(features, [f"{prefix}{i}" for i in range(count)])


def naive_kid(a: np.ndarray, b: np.ndarray) -> float:
    def kernel(x: np.ndarray, y: np.ndarray) -> float:
        return float((np.dot(x.astype(np.float64), y.astype(np.float64)) / len(x) + 1) ** 3)

    within = [np.mean([kernel(x, y) for i, x in enumerate(s) for j, y in enumerate(s) if i != j]) for s in (a, b)]
    return float(sum(within) - 2 * np.mean([kernel(x, y) for x in a for y in b]))


def test_kid_is_the_unbiased_polynomial_discrepancy() -> None:
    a, b = build_set(7, prefix="a"), build_set(9, 0.5, "b", seed=1)
    found = kid(a, b)
    assert found is not None
    assert found[0] == pytest.approx(naive_kid(a.features, b.features), rel=1e-9)
    assert found[1] > 0


def test_kid_of_one_distribution_is_within_its_error_and_of_two_beyond_it() -> None:
    same = kid(build_set(300, prefix="a"), build_set(300, prefix="b", seed=1))
    other = kid(build_set(300, prefix="a"), build_set(300, 0.3, "b", seed=1))
    assert same is not None
    assert other is not None
    assert abs(same[0]) < 3 * same[1]
    assert other[0] > 5 * other[1]


def test_a_face_is_not_compared_with_its_own_photo() -> None:
    # Copies of the photos are as believable as photos: their KID is nought, not below.
    photos = build_set(40)
    found = kid(PictureSet(photos.features, photos.names), photos)
    assert found is not None
    assert found[0] == pytest.approx(0.0, abs=1e-9)
    apart = kid(PictureSet(photos.features, [f"copy {name}" for name in photos.names]), photos)
    assert apart is not None
    assert apart[0] < -0.01


def test_several_faces_of_one_sketch_are_not_compared_with_each_other() -> None:
    once, photos = build_set(30, prefix="a"), build_set(30, prefix="b", seed=1)
    twice = PictureSet(np.concatenate([once.features] * 2), [*once.names, *once.names])
    first, second = kid(once, photos), kid(twice, photos)
    assert first is not None
    assert second is not None
    assert second[0] == pytest.approx(first[0], rel=1e-9)


def test_kid_of_one_picture_is_unknown() -> None:
    assert kid(build_set(1, prefix="a"), build_set(5, prefix="b")) is None


def test_kid_is_the_same_each_time() -> None:
    a, b = build_set(20, prefix="a"), build_set(20, 0.2, "b", seed=3)
    assert kid(a, b) == kid(a, b)


def test_fid_is_the_frechet_distance() -> None:
    a, b = build_set(40).features, build_set(50, 0.7, seed=2).features * 1.3
    covariances = [np.cov(x, rowvar=False) for x in (a, b)]
    root = np.real(scipy.linalg.sqrtm(covariances[0] @ covariances[1]))
    expected = np.square(a.mean(0) - b.mean(0)).sum() + np.trace(covariances[0] + covariances[1] - 2 * root)
    assert fid(a, b) == pytest.approx(expected, rel=1e-4)
    assert fid(a, a) == pytest.approx(0, abs=1e-4)
    assert fid(a[:1], b) is None

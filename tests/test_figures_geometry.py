"""Labels do not overlap, arrows end where they should."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.figures import geometry

SIZES = st.lists(st.tuples(st.integers(5, 90), st.integers(8, 30)), min_size=1, max_size=12)


def boxes(corners, sizes):
    return np.hstack([corners, corners + np.asarray(sizes, dtype=float)])


def overlaps(rectangles):
    return sum(geometry.overlap(one, rectangles[k + 1 :]).sum() for k, one in enumerate(rectangles))


def test_overlap_by_hand():
    assert geometry.overlap([0, 0, 4, 4], [[2, 2, 6, 3], [4, 0, 5, 5], [9, 9, 10, 10]]).tolist() == [2, 0, 0]


@given(SIZES)
@settings(max_examples=30, deadline=None)
def test_rectangles_all_in_one_place_are_separated(sizes):
    sizes = np.asarray(sizes, dtype=float)
    centres = geometry.separate(np.zeros_like(sizes), sizes, gap=2)
    assert overlaps(boxes(centres - sizes / 2, sizes)) == 0


def test_what_does_not_overlap_stays():
    centres = np.array([[0.0, 0.0], [100.0, 0.0]])
    assert geometry.separate(centres, [[10, 10], [10, 10]]) == pytest.approx(centres, abs=0.01)
    assert geometry.separate(np.zeros((0, 2)), np.zeros((0, 2))).shape == (0, 2)


def test_forty_crowded_labels_find_a_place():
    random = np.random.default_rng(3)
    points = random.normal([300, 200], [80, 60], size=(40, 2))
    sizes = np.column_stack([random.integers(30, 90, 40), np.full(40, 11)]).astype(float)
    corners = geometry.place_labels(points, sizes, bounds=[0, 0, 640, 440])
    rectangles = boxes(corners, sizes)
    assert overlaps(rectangles) == 0
    assert (corners >= 0).all()
    assert (rectangles[:, 2:] <= [640, 440]).all()


def test_part_of_a_curve_lies_on_the_curve():
    curve = geometry.bezier([0, 0], [10, 0], 0.3)
    piece = geometry.part(curve, 0.2, 0.7)
    steps = np.linspace(0, 1, 11)
    assert geometry.along(piece, steps) == pytest.approx(geometry.along(curve, 0.2 + 0.5 * steps))
    assert geometry.along(curve, np.array([0.5]))[0] == pytest.approx([5, 3])


def test_an_arrow_goes_round_what_is_in_its_way():
    start, end, obstacle = [0, 0], [100, 0], [45, 5, 55, 40]
    own = ([[-5, -5, 5, 5]], [[95, -5, 105, 5]])
    curve = geometry.route(start, end, own, [obstacle])
    assert not geometry.inside(geometry.along(curve), [obstacle]).any()
    assert 4 < curve[0][0] < 8
    assert 92 < curve[-1][0] < 96


def test_a_curve_in_a_ring_keeps_to_its_inside_and_is_no_hairpin():
    middle = np.array([0.0, 0.0])
    angles = np.linspace(0, 2 * np.pi, 40, endpoint=False)
    ring = 200 * np.column_stack([np.cos(angles), np.sin(angles)])
    own = ([[0, 0, 0, 0]], [[0, 0, 0, 0]])
    for k in (1, 2, 7, 20):
        points = geometry.along(geometry.inwards(ring[0], ring[k], middle, own=own))
        others = np.delete(ring, [0, k], axis=0)
        gaps = np.hypot(*(points[:, None] - others[None]).transpose(2, 0, 1))
        assert (np.hypot(*points.T) <= 200.001).all()
        assert gaps.min() > 8
    near = geometry.along(geometry.inwards(ring[0], ring[1], middle, own=own))
    assert np.hypot(*near.T).min() > 170


def test_a_curve_in_a_ring_and_the_one_back_stand_apart():
    own = ([[0, 0, 0, 0]], [[0, 0, 0, 0]])
    there = geometry.along(geometry.inwards([-100, 50], [100, 50], [0, 0], own=own, shift=0.07))
    back = geometry.along(geometry.inwards([100, 50], [-100, 50], [0, 0], own=own, shift=0.07))
    assert abs(there[50, 1] - back[50, 1]) > 20

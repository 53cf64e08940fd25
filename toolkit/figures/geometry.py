"""Rectangles and curves for figures: labels that do not overlap, arrows that go round them. Numbers in,
numbers out.

Nothing here is random: the same figure comes out the same. Lengths are in one unit throughout (points,
pixels).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

# Directions in which a label may stand from its point, the best readable first (right, left, above, below,
# corners).
_DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
# Further off there is room between these.
_MORE_DIRECTIONS = ((1, 0.5), (1, -0.5), (-1, 0.5), (-1, -0.5), (0.5, 1), (-0.5, 1), (0.5, -1), (-0.5, -1))
_RINGS = (1.0, 2.0, 3.0, 4.5, 6.0, 8.0, 10.5, 13.0, 16.0, 20.0, 25.0, 31.0, 38.0)
# Points at which a curve is looked at.
_STEPS = np.linspace(0, 1, 101)
# How far the control point of a curve within a ring lies inside at least, so that it clears what is on the ring.
_LEAST_DEPTH = 24.0
# How far an arrow may bend, as a share of its length; the first that meets nothing is taken.
BENDS = (0.12, -0.12, 0.25, -0.25, 0.4, -0.4, 0.0)


def overlap(one: ArrayLike, others: ArrayLike) -> np.ndarray:
    """Area that rectangle `one` (left, bottom, right, top) has in common with each of `others`."""
    a, b = np.asarray(one, dtype=float), np.asarray(others, dtype=float).reshape(-1, 4)
    width = np.minimum(a[2], b[:, 2]) - np.maximum(a[0], b[:, 0])
    height = np.minimum(a[3], b[:, 3]) - np.maximum(a[1], b[:, 1])
    return np.maximum(width, 0) * np.maximum(height, 0)


def separate(centres: ArrayLike, sizes: ArrayLike, *, gap: float = 0.0, rounds: int = 300) -> np.ndarray:
    """Centres moved as little as needed so that no two rectangles overlap or come nearer than `gap`.

    Shape: `centres` and `sizes` (width, height) are n x 2; returns n x 2.
    Overlapping pairs push each other apart along the shorter way; where that does not end within `rounds`,
    everything is spread by a tenth and tried again, so the answer is always free of overlap.
    """
    places = np.array(centres, dtype=float).reshape(-1, 2)
    reach = np.asarray(sizes, dtype=float).reshape(-1, 2) + gap
    # Equal places would push in no direction: a spiral of no visible size tells them apart.
    turn = np.arange(len(places))
    places += 1e-3 * np.column_stack([np.cos(turn), np.sin(turn)]) * (1 + turn[:, None])
    pairs = np.array(list(combinations(range(len(places)), 2)), dtype=int).reshape(-1, 2)
    wanted = (reach[pairs[:, 0]] + reach[pairs[:, 1]]) / 2
    while len(pairs):
        for _ in range(rounds):
            gaps = places[pairs[:, 1]] - places[pairs[:, 0]]
            short = wanted - np.abs(gaps)
            touching = np.flatnonzero((short > 1e-6).all(axis=1))
            if not touching.size:
                return places
            for k in touching:
                axis = int(short[k, 1] < short[k, 0])
                push = (0.5 * short[k, axis] + 1e-3) * (1 if gaps[k, axis] >= 0 else -1) * 0.9
                places[pairs[k, 0], axis] -= push
                places[pairs[k, 1], axis] += push
        places = places.mean(axis=0) + 1.1 * (places - places.mean(axis=0))
    return places


def place_labels(
    anchors: ArrayLike, sizes: ArrayLike, *, bounds: ArrayLike, gap: float = 4.0, obstacles: ArrayLike = ()
) -> np.ndarray:
    """Lower left corners of labels beside their anchors, without overlap where there is room.

    Shape: `anchors` and `sizes` are n x 2, `bounds` and each of `obstacles` a rectangle (left, bottom,
    right, top); returns n x 2. The first labels get the best places. Labels keep `gap` from their own point
    and stay off all points.
    """
    points, extent = (
        np.asarray(anchors, dtype=float).reshape(-1, 2),
        np.asarray(sizes, dtype=float).reshape(-1, 2),
    )
    blocked = [
        *np.asarray(obstacles, dtype=float).reshape(-1, 4),
        *np.hstack([points - gap / 2, points + gap / 2]),
    ]
    corners = np.zeros_like(points)
    for k, (point, size) in enumerate(zip(points, extent, strict=True)):
        candidates = _candidates(point, size, np.asarray(bounds, dtype=float), gap)
        costs = [
            overlap([*corner, *(corner + size)], blocked).sum() * 100 + np.hypot(*(corner + size / 2 - point))
            for corner in candidates
        ]
        corners[k] = candidates[int(np.argmin(costs))]
        blocked.append(np.array([*corners[k] - 1, *(corners[k] + size + 1)]))
    return corners


def _candidates(point: np.ndarray, size: np.ndarray, bounds: np.ndarray, gap: float) -> list[np.ndarray]:
    """Corners at which a label may stand: rings around its point, moved inwards at the border."""
    found = []
    for ring in _RINGS:
        for direction in np.array(_DIRECTIONS + (_MORE_DIRECTIONS if ring > 2 else ()), dtype=float):
            centre = point + direction * (size / 2 + gap * ring)
            found.append(np.clip(centre - size / 2, bounds[:2], np.maximum(bounds[2:] - size, bounds[:2])))
    return found


def bezier(start: ArrayLike, end: ArrayLike, bend: float) -> np.ndarray:
    """The three points of a quadratic curve that leaves the straight line by `bend` times its length."""
    a, b = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
    across = np.array([-(b - a)[1], (b - a)[0]])
    # The middle of a quadratic curve is half as far out as its control point.
    return np.array([a, (a + b) / 2 + 2 * bend * across, b])


def along(curve: np.ndarray, steps: np.ndarray = _STEPS) -> np.ndarray:
    """Points of the curve at `steps` (0 = start, 1 = end)."""
    t = steps[:, None]
    return (1 - t) ** 2 * curve[0] + 2 * t * (1 - t) * curve[1] + t**2 * curve[2]


def part(curve: np.ndarray, first: float, last: float) -> np.ndarray:
    """The three points of the stretch of a quadratic curve between two steps (de Casteljau)."""
    start, end = along(curve, np.array([first, last]))
    control = (1 - first) * ((1 - last) * curve[0] + last * curve[1]) + first * (
        (1 - last) * curve[1] + last * curve[2]
    )
    return np.array([start, control, end])


def inside(points: np.ndarray, rectangles: ArrayLike) -> np.ndarray:
    """Which points lie in which rectangles: an array of points x rectangles."""
    boxes = np.asarray(rectangles, dtype=float).reshape(-1, 4)
    x, y = points[:, :1], points[:, 1:]
    return (x >= boxes[:, 0]) & (x <= boxes[:, 2]) & (y >= boxes[:, 1]) & (y <= boxes[:, 3])


def route(
    start: ArrayLike,
    end: ArrayLike,
    own: tuple[ArrayLike, ArrayLike],
    others: ArrayLike,
    *,
    bends: tuple[float, ...] = BENDS,
) -> np.ndarray:
    """The visible stretch of an arrow from start to end that crosses as few of `others` as it can.

    Shape: points of two numbers; `own` holds the rectangles to leave at the start and those to stop at
    before the end; returns the three points of a quadratic curve.
    """
    curves = [bezier(start, end, bend) for bend in bends]
    crossings = [int(inside(along(curve), others).any(axis=0).sum()) for curve in curves]
    return _between(curves[int(np.argmin(crossings))], own)


def inwards(
    start: ArrayLike,
    end: ArrayLike,
    middle: ArrayLike,
    *,
    own: tuple[ArrayLike, ArrayLike],
    pull: float = 0.65,
    shift: float = 0.0,
) -> np.ndarray:
    """The visible stretch of a curve between two points of a ring that keeps to the inside of the ring.

    Shape: as in `route`; returns the three points of a quadratic curve. Its control point is the middle of
    start and end, drawn towards `middle` by the share `pull` (less where the two are neighbours, else the
    curve would be a hairpin), and moved to the left of the way by `shift` times its length, so that a curve
    and the one back stand apart.
    """
    a, b, centre = (np.asarray(point, dtype=float) for point in (start, end, middle))
    half = (a + b) / 2
    deep = np.hypot(*(centre - half))
    share = min(pull, (_LEAST_DEPTH + 0.5 * np.hypot(*(b - a))) / max(deep, 1e-9))
    control = half + share * (centre - half) + 2 * shift * np.array([-(b - a)[1], (b - a)[0]])
    return _between(np.array([a, control, b]), own)


def _between(curve: np.ndarray, own: tuple[ArrayLike, ArrayLike]) -> np.ndarray:
    """The stretch of the curve from where it leaves the first rectangles to where it reaches the second."""
    points = along(curve)
    leaving = np.flatnonzero(inside(points, own[0]).any(axis=1))
    reaching = np.flatnonzero(inside(points, own[1]).any(axis=1))
    first = _STEPS[leaving[-1]] if leaving.size else 0.0
    last = _STEPS[reaching[0]] if reaching.size else 1.0
    return part(curve, first, last) if first < last else curve

"""Which of several claimants each word of a text goes to, where every change costs something: a Viterbi search."""

from __future__ import annotations

from operator import add

import numpy as np

from toolkit.language.arithmetic import runs

_MARGIN = 0.01  # far above what adding numbers of this size can be wrong by


def share_words(claims: np.ndarray, border_cost: float) -> np.ndarray:
    """Which row of `claims` (claimants, words) each word goes to, -1 for none: the best sum less the borders' price.

    To take a word worse than -2 * border_cost never pays: giving it to nobody and starting anew costs no more. Such
    words part the text into stretches that hardly more than one claimant wants; each is searched for itself.

    >>> share_words(np.array([[3.0, -0.5, 2.0, -9.0], [-9.0, -9.0, -9.0, 4.0]]), 1.0)
    array([0, 0, 0, 1])
    """
    owner, total = np.full(claims.shape[1], -1), 0.0
    wanted = claims > -2 * border_cost - _MARGIN
    stretches = runs(np.flatnonzero(wanted.any(0)))
    borders = [border for stretch in stretches for border in stretch]
    by_stretch = np.logical_or.reduceat(np.pad(wanted, ((0, 0), (0, 1))), borders or [0], axis=1)[:, ::2]
    numbers, rows = np.nonzero(by_stretch.T)
    first = np.searchsorted(numbers, np.arange(len(stretches) + 1)).tolist()
    for (start, stop), low, high in zip(stretches, first, first[1:]):
        own = rows[low:high]
        at_end = stop == len(owner)
        if len(own) == 1:
            gains = claims[own[0], start:stop].tolist()
            taken, total = _search_one(gains, total, border_cost, at_end)
            owner[start:stop] = np.where(taken, own[0], -1)
        else:
            states, total = _search(claims[own, start:stop].T.tolist(), total, border_cost, at_end)
            owner[start:stop] = np.append(-1, own)[states]
    return owner


def _search(
    gains: list[list[float]], total: float, border_cost: float, at_end: bool
) -> tuple[list[int], float]:
    """The state of each word (0: nobody's, else a claimant's place in its row of gains), and the sum behind them.

    `total` is the best sum before, with nobody in possession, as behind them unless they are `at_end` of the text.
    """
    best, sums = [total, *[-np.inf] * len(gains[0])], []
    low = total - border_cost
    for row in gains:
        nobody, *rest = [before if before > low else low for before in best]
        best = [nobody, *map(add, rest, row)]
        low = max(best) - border_cost
        sums.append(best)
    state = best.index(max(best)) if at_end or best[0] < low else 0
    states = [state]
    for best in reversed(sums[:-1]):
        top = max(best)
        if best[state] < top - border_cost:
            state = best.index(top)
        states.append(state)
    return states[::-1], max(sums[-1][0], low)


def _search_one(
    gains: list[float], total: float, border_cost: float, at_end: bool
) -> tuple[list[bool], float]:
    """The same for one claimant, a few times faster: whether it gets each word, and the sum behind them."""
    nobody, taken, low = total, -np.inf, total - border_cost
    sums = []
    for gain in gains:
        if nobody < low:
            nobody = low
        taken = (taken if taken > low else low) + gain
        low = (nobody if nobody >= taken else taken) - border_cost
        sums.append((nobody, taken, low))
    has = taken > nobody if at_end else nobody < low
    states = [has]
    for nobody, taken, low in reversed(sums[:-1]):
        if (taken if has else nobody) < low:
            has = not has
        states.append(has)
    return states[::-1], max(sums[-1][0], sums[-1][2])

"""What the other modules share: an estimate with its interval, and checks of arguments."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from scipy import stats

# What stands in for a count of nought where a ratio would be infinite: Hardie 2014 for the log ratio,
# Haldane 1956 and Anscombe 1956 for odds.
HALF = 0.5


class Interval(NamedTuple):
    """An estimate with the lower and the upper end of its interval; floats, or arrays of one length."""

    estimate: Any
    low: Any
    high: Any


def normal_quantile(level: float) -> float:
    if not 0 < level < 1:
        raise ValueError(f"the level of an interval lies between 0 and 1 (0.95 for 95 %), found {level}")
    return float(stats.norm.ppf((1 + level) / 2))


def check_choice(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise ValueError(f"{name}={value!r} is none of {', '.join(choices)}")


def plain(array: Any) -> Any:
    """A float where there is one number, else the array."""
    return float(array) if np.ndim(array) == 0 else np.asarray(array)

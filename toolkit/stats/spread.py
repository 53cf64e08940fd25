"""How evenly a term is spread over the parts of a corpus."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy import sparse

from toolkit.stats.intervals import check_choice, plain

DISPERSION_MEASURES = ("dp", "dp_norm", "juilland_d")


def dispersion(
    counts_by_part: Any,
    part_sizes: ArrayLike,
    measure: Literal["dp", "dp_norm", "juilland_d"] = "dp",
    *,
    ddof: int = 0,
) -> Any:
    """How evenly a term is spread over the parts of a corpus.

    Shape: `counts_by_part` has one number per part, or one row per term and one column per part (an array
    or a scipy sparse matrix); `part_sizes` one number per part. Returns one value per term (a float for a
    single term), NaN for a term that occurs nowhere.
    Units: "dp" and "dp_norm" run from 0 (even) to 1 (all in one part); "juilland_d" from 1 (even) to 0.
    Juilland's D uses rates per part and the standard deviation of the population, or with `ddof=1` of the
    sample.
    Raises: ValueError if the numbers of parts differ or a part is empty.
    Sources: Gries 2008 (DP); Lijffijt & Gries 2012 (DPnorm); Juilland & Chang-Rodriguez 1964 (D).
    """
    check_choice("measure", measure, DISPERSION_MEASURES)
    counts = counts_by_part if sparse.issparse(counts_by_part) else np.asarray(counts_by_part, dtype=float)
    sizes = np.asarray(part_sizes, dtype=float)
    if sizes.ndim != 1 or counts.ndim not in (1, 2) or counts.shape[-1] != sizes.size:
        raise ValueError(
            f"counts of shape {counts.shape} do not fit {sizes.shape} part sizes (one size per part)"
        )
    held = counts.data if sparse.issparse(counts) else counts
    if np.any(~(sizes > 0)) or np.any(~(held >= 0)):
        raise ValueError("part sizes must be above 0 and counts 0 or more")
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "juilland_d":
            rates = (
                _sparse_rates(counts, sizes, ddof) if sparse.issparse(counts) else _rates(counts, sizes, ddof)
            )
            return plain(1 - rates[1] / rates[0] / np.sqrt(sizes.size - 1))
        shares = sizes / sizes.sum()
        if sparse.issparse(counts):
            deviation = _sparse_deviation(counts, shares)
        else:
            deviation = np.abs(counts / counts.sum(axis=-1, keepdims=True) - shares).sum(axis=-1) / 2
        return plain(deviation if measure == "dp" else deviation / (1 - shares.min()))


def _rates(counts: np.ndarray, sizes: np.ndarray, ddof: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the rates in the parts."""
    rates = counts / sizes
    return rates.mean(axis=-1), rates.std(axis=-1, ddof=ddof)


def _sparse_rates(counts: Any, sizes: np.ndarray, ddof: int) -> tuple[np.ndarray, np.ndarray]:
    cells = sparse.coo_matrix(counts)
    rates = cells.data / sizes[cells.col]
    mean = np.bincount(cells.row, weights=rates, minlength=cells.shape[0]) / sizes.size
    # Around the mean, so that rounding does not swallow small variances: the parts without the term are all at 0.
    around = np.bincount(cells.row, weights=(rates - mean[cells.row]) ** 2, minlength=cells.shape[0])
    empty = sizes.size - np.bincount(cells.row, minlength=cells.shape[0])
    return mean, np.sqrt((around + empty * mean**2) / (sizes.size - ddof))


def _sparse_deviation(counts: Any, shares: np.ndarray) -> np.ndarray:
    """Half the sum of distances of observed from expected parts: a part without the term is its share away."""
    cells = sparse.coo_matrix(counts)
    total = np.bincount(cells.row, weights=cells.data, minlength=cells.shape[0])
    expected = shares[cells.col]
    more = np.abs(cells.data / total[cells.row] - expected) - expected
    found = (1 + np.bincount(cells.row, weights=more, minlength=cells.shape[0])) / 2
    return np.where(total > 0, found, np.nan)

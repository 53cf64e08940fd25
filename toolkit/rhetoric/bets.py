"""Whether one would bet on a difference: many measures together, with sure quotes only, without known errors.

>>> units = pd.DataFrame({
...     "unit_id": list("abcdefgh"), "doc_id": list("11223344"), "side": ["X", "Y"] * 4, "n_words": [10] * 8,
...     "kind": ["direct", "indirect"] * 4, "confidence": [0.9] * 8,
... })
>>> found = bets(units, "side", {"Kind": "kind"}, permutations=99)
>>> found[["about", "measure", "bet"]].values.tolist()[0]
['Kind', 'kind: direct', 'no: few documents']
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from toolkit import stats
from toolkit.rhetoric.errors import CORRECTED_COLUMNS, SURE_COLUMNS, corrected, sensitivity
from toolkit.rhetoric.groups import COMPARE_COLUMNS, Groups

# The share of false discoveries that a bet may rest on (Benjamini & Hochberg 1995).
FALSE_DISCOVERIES = 0.05
BET_COLUMNS = ("about", *COMPARE_COLUMNS, *SURE_COLUMNS, *CORRECTED_COLUMNS, "bet")


def bets(
    units: pd.DataFrame,
    groups: Groups,
    measures: Mapping[str, Any],
    *,
    rates: Mapping[str, pd.DataFrame] | None = None,
    confidence: float = 0.8,
    seed: int = 0,
    **options: Any,
) -> pd.DataFrame:
    """Every difference between groups in several measures, and what speaks against betting on it; the surest first.

    `measures` maps what is compared to a measure as compare.compare takes it, `rates` to the error rates known of its
    items (errors.corrected). Options as in compare.compare.
    Shape: the columns of `BET_COLUMNS`: about (the measure's name), those of errors.sensitivity and errors.corrected,
    and bet; of two groups the first one's row, of more one row per group. q corrects for all rows of this table, so it
    is larger than in a table of one measure.
    - bet: "yes", or "no: " and the first reason of: no test (p is not known), few documents (`reliable` is false),
      chance (q above 0.05), sure quotes (with quotes above `confidence` only, the difference has another sign or leaves
      its interval), known errors (the corrected difference's interval holds 0).
    `attrs` are those of the first comparison, with "confidence", and "correction": what was corrected of which measure.
    Raises: ValueError as the functions named.
    """
    tables, said = [], {}
    corrections: dict[str, list[str]] = {}
    for name, measure in measures.items():
        one = sensitivity(units, groups, measure=measure, confidence=confidence, seed=seed, **options)
        two = corrected(units, groups, measure=measure, rates=(rates or {}).get(name), seed=seed, **options)
        said = said or dict(one.attrs)
        corrections.setdefault(two.attrs.get("correction", "nothing"), []).append(name)
        keys = ["measure", "group"]
        joined = one.merge(two[[*keys, *CORRECTED_COLUMNS]], on=keys, how="left")
        firsts = joined["group"].drop_duplicates()
        if len(firsts) == 2:
            joined = joined[joined["group"] == firsts.iloc[0]]
        tables.append(joined.assign(about=name))
    kept = [table for table in tables if len(table)]
    found = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=BET_COLUMNS[:-1])
    found["q"] = stats.benjamini_hochberg(found["p"].to_numpy(dtype=float))
    found["bet"] = pd.Series([_bet(row) for row in found.to_dict("records")], index=found.index, dtype="str")
    found = found.sort_values(["p", "about", "measure"], kind="stable", ignore_index=True)
    found = found[list(BET_COLUMNS)]
    found.attrs = said | {
        "correction": "; ".join(f"{', '.join(names)}: {text}" for text, names in corrections.items())
    }
    return found


def _bet(row: Mapping[str, Any]) -> str:
    if pd.isna(row["p"]):
        return "no: no test"
    if not row["reliable"]:
        return "no: few documents"
    if row["q"] > FALSE_DISCOVERIES:
        return "no: chance"
    if not row["holds"] or not row["effect"] * row["effect_sure"] > 0:
        return "no: sure quotes"
    low, high = row["corrected_difference_low"], row["corrected_difference_high"]
    if not (np.isfinite(low) and np.isfinite(high)) or low <= 0 <= high:
        return "no: known errors"
    return "yes"

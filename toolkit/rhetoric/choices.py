"""Choosing between two words for one thing: how often each group takes the one, out of both.

"Talks" out of "talks" and "negotiations": with either word as the denominator, how much a group speaks of the matter
falls out, and only the choice is left. Tested over documents, since words of one document are not independent.

>>> import pandas as pd
>>> documents = pd.DataFrame({"doc_id": ["a", "b"], "text": ["Talks, talks and negotiations.", "Negotiations failed."]})
>>> spans = {"a": [[0, 30]], "b": [[0, 20]]}
>>> units = pd.DataFrame({"doc_id": ["a", "b"], "spans": [spans["a"], spans["b"]], "side": ["east", "west"]})
>>> found = choice(units, [("talks", "negotiations")], documents=documents)
>>> found[["group", "n_a", "n_b", "estimate"]].values.tolist()
[['east', 2, 1, 0.6666666666666666], ['west', 0, 1, 0.0]]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from toolkit import permutation, resampling, stats, tables
from toolkit.rhetoric.groups import RESULT_COLUMNS, Grouped, check_numbers, grouped, shuffling

Term = str | Sequence[str]

CHOICE_COLUMNS = (
    *RESULT_COLUMNS,
    "term_a",
    "term_b",
    "n_a",
    "n_b",
    "difference",
    "difference_low",
    "difference_high",
    "reliable",
)
_APOSTROPHES = "['’‘ʼ]"


def choice(
    units: pd.DataFrame,
    terms: Iterable[tuple[Term, Term]],
    *,
    groups: str = "side",
    tokens: pd.DataFrame | None = None,
    documents: pd.DataFrame | None = None,
    pos: str = "NOUN",
    blocks: str = "auto",
    permutations: int = 9999,
    seed: int = 0,
    level: float = 0.95,
) -> pd.DataFrame:
    """How each group chooses between two terms, with either as the denominator; each group against all others.

    Shape: one row per pair of terms and group, the columns of `CHOICE_COLUMNS`. Worked value: 6 "talks" and 2
    "negotiations" in the units of a group give the estimate 6 / 8 = 0.75.
    - estimate, low, high: share of term_a among uses of both, jackknife over documents (over units where there is one
      document); n_a, n_b: uses of each; n_units and n_documents: those of the group that have either.
    - difference: this group's share less that of all other groups together, difference_low and difference_high made
      of both intervals; effect: Cohen's h of the same.
    - p: group names shuffled as in comparison.compare, among the documents with either term: those of one group
      exchange them as wholes, within a document of several groups `blocks` do (its speakers where `units` has them,
      else groups); q: corrected for all pairs of this table (Benjamini & Hochberg). Both are NaN where one side uses
      neither term, or where there is one document.
    - reliable: at least resampling.RELIABLE_DOCUMENTS documents hold term_a in the group, and as many term_b.
    A term is a word or an expression, or a list of forms that count as one. With `tokens` it is sought among words and
    lemmas ("talks" finds "talk" too) of the part of speech `pos` (expressions of several words, and pos="any", of any);
    with `documents` as it is written, whatever its capitals. `units` has doc_id, spans and the column named by
    `groups`; units without a group are left out.
    `attrs["note"]` says in words what cannot be said; `attrs["places"]` is the table of all uses: unit (row number of
    `units`), doc_id, start, end, pair, term (0 or 1).
    Raises: ValueError without tokens and documents, for an empty term or one on both sides, or for missing columns.
    Sources: variants of one variable, Labov 1972; Cohen 1988; those of permutation.label_p and resampling.
    """
    check_numbers(level=level, permutations=permutations)
    pairs = [tuple(map(_forms, pair)) for pair in _pairs(terms)]
    _check(units, groups, tokens, documents, pairs)
    places = _places(units, pairs, groups, tokens, documents, pos)
    found = grouped(units.assign(unit_id=np.arange(len(units))), groups, blocks=blocks)
    single = found.clustered_by.startswith("units")
    options = {"level": level, "permutations": permutations, "seed": seed, "single": single}
    rows = []
    for number, pair in enumerate(pairs):
        rows += _pair_rows(places[places["pair"] == number], pair, found, **options)
    table = pd.DataFrame(rows, columns=list(CHOICE_COLUMNS))
    table = table.assign(q=_q_values(table["p"].to_numpy(dtype=float), len(found.names)))
    table.attrs |= {"places": places, "note": _note(table, found.names, single)}
    return table


def _pairs(terms: Iterable[tuple[Term, Term]]) -> list[tuple[Term, Term]]:
    pairs = list(terms)
    for pair in pairs:
        if isinstance(pair, str) or len(pair) != 2:
            raise ValueError(
                f"terms: a list of pairs is wanted, such as [('talks', 'negotiations')]; found {pair!r} in it"
            )
    return pairs


def _forms(term: Term) -> tuple[str, ...]:
    forms = [term] if isinstance(term, str) else list(term)
    plain = tuple(" ".join(form.casefold().replace("’", "'").split()) for form in forms)
    if not plain or not all(plain):
        raise ValueError(f"a term is a word, an expression, or a list of them; found {term!r}")
    return plain


def _check(units: pd.DataFrame, groups: str, tokens: Any, documents: Any, pairs: list[Any]) -> None:
    remedy = "groups= names the one to compare by"
    tables.need_columns("units", units, ("doc_id", "spans", groups), remedy=remedy)
    if tokens is None and documents is None:
        raise ValueError(
            "choice needs tokens= (the tokens table) or documents= (texts) to look for the terms in"
        )
    for a, b in pairs:
        if both := sorted(set(a) & set(b)):
            raise ValueError(f"{both[0]!r} stands on both sides of a pair; a use can count for one term only")


def _places(
    units: pd.DataFrame, pairs: list[Any], groups: str, tokens: pd.DataFrame | None, documents: Any, pos: str
) -> pd.DataFrame:
    """Every use of a term inside of a unit that has a group."""
    own = units[units[groups].notna()]
    wanted = set(own["doc_id"])
    index = None if tokens is None else _index(tokens, wanted, pos)
    found = []
    for number, pair in enumerate(pairs):
        for which, forms in enumerate(pair):
            uses = _in_texts(documents, forms, wanted) if index is None else _in_tokens(index, forms)
            found.append(uses.assign(pair=number, term=which))
    columns = ["unit", "doc_id", "start", "end", "pair", "term"]
    if not found or own.empty:
        return pd.DataFrame(columns=columns)
    uses = pd.concat(found, ignore_index=True)
    numbered = pd.DataFrame({"unit": np.flatnonzero(units[groups].notna())}, index=own.index)
    pieces = own[["doc_id", "spans"]].assign(unit=numbered["unit"]).explode("spans").dropna(subset="spans")
    starts, ends = ([span[at] for span in pieces["spans"]] for at in (0, 1))
    outer, inner = stats.ranges_within(
        (pieces["doc_id"], starts, ends), (uses["doc_id"], uses["start"], uses["end"])
    )
    within = uses.iloc[inner].assign(unit=pieces["unit"].to_numpy()[outer])
    return within[columns].sort_values(["pair", "unit", "start"], kind="stable").reset_index(drop=True)


def _in_texts(documents: pd.DataFrame, forms: tuple[str, ...], wanted: set[str]) -> pd.DataFrame:
    longest = sorted(forms, key=len, reverse=True)
    sought = "|".join(
        r"\s+".join(re.escape(w).replace("'", _APOSTROPHES) for w in form.split()) for form in longest
    )
    pattern = re.compile(rf"(?<!\w)(?:{sought})(?!\w)", re.IGNORECASE)
    rows = [
        (doc_id, match.start(), match.end())
        for doc_id, text in zip(documents["doc_id"], documents["text"], strict=True)
        if doc_id in wanted and isinstance(text, str)
        for match in pattern.finditer(text)
    ]
    return _as_places(rows)


def _as_places(rows: Any) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["doc_id", "start", "end"])
    return table.astype({"start": "int64", "end": "int64"})


class _Index(NamedTuple):
    """The tokens as numbers, so that each term is found by comparing whole arrays once."""

    document: np.ndarray
    start: np.ndarray
    end: np.ndarray
    columns: tuple[tuple[np.ndarray, dict[str, int]], ...]  # lemma, then word where the table has it
    fits: np.ndarray | None


def _index(tokens: pd.DataFrame, wanted: set[str], pos: str) -> _Index:
    document = tokens["doc_id"].astype("category")
    inside = np.isin(document.cat.codes, np.flatnonzero(document.cat.categories.isin(list(wanted))))
    own = tokens[inside]
    columns = []
    for name in ("lemma", "word") if "word" in own else ("lemma",):
        cells = own[name].astype("category")
        columns.append(
            (cells.cat.codes.to_numpy(), {word: code for code, word in enumerate(cells.cat.categories)})
        )
    kinds = ["NOUN", "PROPN"] if pos == "NOUN" else [pos]
    fits = None if pos == "any" else own["pos"].isin(kinds).to_numpy()
    places = (own[name].to_numpy() for name in ("start", "end"))
    return _Index(own["doc_id"].to_numpy(dtype=object), *places, tuple(columns), fits)


def _in_tokens(index: _Index, forms: tuple[str, ...]) -> pd.DataFrame:
    """Uses of the forms: each word of a form equals the token's lemma or word."""
    size = len(index.start)
    taken = np.zeros(size, dtype=bool)
    rows = []
    for form in sorted(forms, key=lambda form: -form.count(" ")):
        words = form.split()
        first = np.flatnonzero(_single(index, words[0]) if len(words) == 1 else _equal(index, words[0]))
        first = first[first + len(words) <= size]
        for step, other in enumerate(words[1:], 1):
            same = index.document[first + step] == index.document[first]
            first = first[same.astype(bool) & _equal(index, other)[first + step]]
        for at in first.tolist():
            if not taken[at]:
                last = at + len(words)
                taken[at:last] = True
                rows.append((index.document[at], index.start[at], index.end[last - 1]))
    return _as_places(rows)


def _equal(index: _Index, sought: str) -> np.ndarray:
    """Which tokens have this word, or this lemma."""
    found = np.zeros(len(index.start), dtype=bool)
    for codes, known in index.columns:
        if sought in known:
            found |= codes == known[sought]
    return found


def _single(index: _Index, sought: str) -> np.ndarray:
    """Which tokens are any form of the word `sought`: those with a lemma that it has where it occurs."""
    fits = index.fits if index.fits is not None else np.ones(len(index.start), dtype=bool)
    own = _equal(index, sought) & fits
    lemma, known = index.columns[0]
    if own.any():
        return own | (fits & np.isin(lemma, np.unique(lemma[own])))
    return fits & (lemma == known.get(sought.removesuffix("s"), -1))


def _pair_rows(
    places: pd.DataFrame,
    pair: Any,
    found: Grouped,
    *,
    level: float,
    permutations: int,
    seed: int,
    single: bool,
) -> list[tuple[Any, ...]]:
    """One row for each group: its uses of both terms, and how it differs from the others."""
    unit = np.searchsorted(found.units["unit_id"], places["unit"].to_numpy(dtype=int))
    group, first = found.label[unit], places["term"].to_numpy(dtype=int) == 0
    clusters, row = np.unique(found.cluster[unit], return_inverse=True)
    p, test = np.full(len(found.names), np.nan), "no test"
    if not single and len(np.unique(group)) > 1:
        p, test = _p_values(found, unit, first, permutations=permutations, seed=seed)
    rows: list[tuple[Any, ...]] = []
    for number, name in enumerate(found.names):
        inside = group == number
        counts = [
            np.bincount(row[side & of], minlength=len(clusters)).astype(float)
            for side in (inside, ~inside)
            for of in (first, np.ones(len(first), bool))
        ]
        said = f"jackknife over {'units' if single else 'documents'}; {test}"
        rows.append(_group_row(name, pair, counts, places[inside], p[number], said, level, single))
    return rows


def _p_values(found: Grouped, unit: np.ndarray, first: np.ndarray, **options: int) -> tuple[np.ndarray, str]:
    """p of each group against all others, from the unit of each use and whether it is of the first term; and how."""
    using, row = np.unique(unit, return_inverse=True)
    parts, wholes = np.bincount(row, weights=first), np.bincount(row)
    label = found.label[using]
    layout = found.exchange[using], found.block[using]
    test = permutation.label_p(parts[:, None], wholes, label, *layout, **options)
    p = np.full(len(found.names), np.nan)
    p[np.unique(label)] = test.p[:, 0]
    return p, shuffling(found, test)


def _group_row(
    name: str, pair: Any, counts: list[np.ndarray], own: pd.DataFrame, p: float, said: str, level: float, single: bool
) -> tuple[Any, ...]:  # fmt: skip
    """`counts`: uses of the first term and of both, in this group and in the others."""
    numbers = _compared(*counts, level=level)
    n_a, n = int(counts[0].sum()), int(counts[1].sum())
    return (
        f"choice: {pair[0][0]} / {pair[1][0]}", name, *numbers["share"], numbers["effect"], p, float("nan"),
        own["unit"].nunique(), own["doc_id"].nunique(), said, pair[0][0], pair[1][0],
        n_a, n - n_a, *numbers["difference"], numbers["reliable"] and not single,
    )  # fmt: skip


def _compared(
    part: np.ndarray, whole: np.ndarray, rest: np.ndarray, rest_whole: np.ndarray, *, level: float
) -> dict[str, Any]:
    """A group's share with its interval, the difference from the rest, Cohen's h."""
    with np.errstate(invalid="ignore", divide="ignore"):
        own = resampling.column_intervals(part[:, None], whole, level=level)
        other = resampling.column_intervals(rest[:, None], rest_whole, level=level)
        correlation = resampling.share_correlation(part[:, None], whole, rest[:, None], rest_whole)[0]
        a, b = (
            stats.Interval(*(float(found[end][0]) for end in ("estimate", "low", "high")))
            for found in (own, other)
        )
        effect = 2 * np.arcsin(np.sqrt(a.estimate)) - 2 * np.arcsin(np.sqrt(b.estimate))
    difference = resampling.difference_interval(a, b, correlation=correlation)
    return {
        "share": a,
        "difference": difference,
        "effect": float(effect),
        "reliable": bool(own["reliable"][0]),
    }


def _q_values(p: np.ndarray, groups: int) -> np.ndarray:
    """Corrected for all tests: of two groups both rows of a pair are the same test, counted once."""
    q = np.full(len(p), np.nan)
    step = 2 if groups == 2 else 1
    tests = p[::step]
    known = ~np.isnan(tests)
    if known.any():
        corrected = np.full(len(tests), np.nan)
        corrected[known] = stats.benjamini_hochberg(tests[known])
        q[:] = np.repeat(corrected, step)
    return q


def _note(table: pd.DataFrame, names: list[str], single: bool) -> str:
    said = []
    if len(names) < 2:
        said.append(
            f"Two groups or more are wanted, found {', '.join(map(str, names)) or 'none'}: nothing to compare."
        )
    if single and len(table):
        said.append(
            "All units stand in one document: what it chooses is shown, but nothing can be tested, and the intervals "
            "do not speak of other articles."
        )
    uses = table.groupby(["term_a", "term_b"])[["n_a", "n_b"]].sum().reset_index()
    never = [f"{row.term_a} / {row.term_b}" for row in uses.itertuples() if not row.n_a + row.n_b]
    if never:
        said.append(f"Neither term occurs in the units: {', '.join(never)}.")
    if len(table) and not single and not table["reliable"].all():
        said.append(
            f"Where reliable is False, fewer than {resampling.RELIABLE_DOCUMENTS} documents hold one of the terms: the "
            f"intervals are rough."
        )
    return " ".join(said)

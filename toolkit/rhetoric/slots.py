"""Words that may name the same thing on different sides: they fill the same slots, and each side prefers one of them.

"Hold talks with Russia" on one side, "hold negotiations with Russia" on the other. Two nouns are candidates when they
share slots (the verb before, the preposition and its noun behind, modifiers, the verb whose agent or patient they are),
weighted by how telling a slot is (positive pointwise mutual information, compared by the cosine), and when one is
typical of one group and the other of the other (log-odds). Opposites and mere neighbours fill the same slots too
("gains" and "losses"), so these are candidates to read and then to test with `rhetoric.choices.choice`.

Sources: slots, Lin 1998 (Automatic retrieval and clustering of similar words); positive PMI with the cosine, Bullinaria
& Levy 2007; keyness, Monroe, Colaresi & Quinn 2008.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse

from toolkit import stats, tables
from toolkit.rhetoric.complements import TIMES

RIVAL_COLUMNS = (
    "term_a",
    "term_b",
    "group_a",
    "group_b",
    "score",
    "similarity",
    "z_a",
    "z_b",
    "n_a_in_a",
    "n_a_in_b",
    "n_b_in_a",
    "n_b_in_b",
    "n_documents",
    "shared_slots",
    "slots",
    "thin",
    "places",
)
# Below as many uses of either term in a group, or as many documents, a candidate rests on accidents of few texts.
FEW_USES, FEW_DOCUMENTS = 5, 5
SHOWN_SLOTS, SHOWN_PLACES = 5, 6
_NOUNS = frozenset({"NOUN"})
_MODIFIERS = frozenset({"ADJ", "NOUN", "PROPN", "NUM"})
_TOKEN_COLUMNS = ("doc_id", "start", "end", "lemma", "pos", "phrase")
# Fewer slots in common may be one phrase, repeated.
FEWEST_SLOTS = 2
_BLOCK = 512  # terms compared at once with all others
# Modifiers that make no other name of a noun: "such proposals" are proposals.
_PLAIN = frozenset(
    "such other same many own more most last first next new few several second third recent".split()
)
_CLAUSE_REACH = 3  # tokens behind a phrase in which its verb is looked for


class _Uses(NamedTuple):
    """Each use of a term: its row of tokens, its number among the terms."""

    rows: np.ndarray
    terms: np.ndarray


def rivals(
    tokens: pd.DataFrame,
    units: pd.DataFrame,
    *,
    groups: str = "side",
    pair: tuple[str, str] | None = None,
    clauses: pd.DataFrame | None = None,
    minimum: int = 3,
    top: int = 50,
) -> pd.DataFrame:
    """Pairs of nouns that fill the same slots and that two groups use differently; the strongest candidates first.

    Shape: one row per pair, the columns of `RIVAL_COLUMNS`: term_a is typical of group_a, term_b of group_b. Terms are
    the head nouns of noun phrases (lemmas), alone and with the word before them ("military operation"), used at least
    `minimum` times in the units of both groups together. n_a_in_b: uses of term_a in the units of group_b.
    - similarity: cosine of the two terms' positive PMI over slots, of all tokens, 0 to 1; shared_slots: how many they
      share (at least 2), slots: the most telling ones.
    - z_a, z_b: log-odds z scores of the terms, group_a against group_b (one positive, one negative); score: similarity
      times the smaller of their sizes, times shared / (shared + 2).
    - thin: fewer than 5 uses of a term by its own group, or fewer than 5 documents: read it, build nothing on it.
    - places: [doc_id, start, end] of some uses, of both terms by turns.
    `tokens` is the table of tokens, `units` has doc_id, spans and the column named by `groups`; `pair` names two of its
    groups (the two with most units otherwise). `clauses` adds slots of agents and patients.
    `attrs["note"]` says in words what the candidates rest on, or why there are none. On one document there is little to
    share: then see the explicit namings.
    Raises: ValueError for columns that are not there, or groups that are not in the units.
    """
    tables.need_columns("tokens", tokens, _TOKEN_COLUMNS)
    tables.need_columns("units", units, ("doc_id", "spans", groups))
    one, two = _two_groups(units, groups, pair)
    if one is None or tokens.empty:
        return _table([], "two groups with units and their tokens are wanted; found none to compare.")
    ordered = tokens.sort_values(["doc_id", "start"], kind="stable").reset_index(drop=True)
    in_a, in_b = (_inside(ordered, units[units[groups] == name]) for name in (one, two))
    uses, terms = _uses(ordered, in_a | in_b, minimum)
    if len(terms) < 2:
        return _table([], f"no two nouns are used {minimum} times or more by {one} and {two}.")
    counts = np.array(
        [np.bincount(uses.terms[inside[uses.rows]], minlength=len(terms)) for inside in (in_a, in_b)]
    )
    z = _keyness(counts)
    weights, slots = _slot_weights(ordered, uses, terms, clauses)
    rows = []
    for a, b, similarity, shared in _similar(weights, z):
        if terms[a].split()[-1] == terms[b].split()[-1]:
            continue  # "proposal" and "peace proposal"
        sure = similarity * shared / (shared + FEWEST_SLOTS)  # few slots in common say less
        rows.append((float(min(abs(z[a]), abs(z[b]))) * sure, similarity, a, b))
    rows.sort(key=lambda row: (-row[0], terms[row[2]], terms[row[3]]))
    found = [
        _row(row, terms, (one, two), counts, z, weights, slots, ordered, uses, in_a | in_b)
        for row in rows[:top]
    ]
    return _table(found, _note(found, one, two, ordered))


def _table(rows: list[dict[str, Any]], note: str) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=list(RIVAL_COLUMNS))
    table.attrs["note"] = note
    return table


def _note(rows: list[dict[str, Any]], one: str, two: str, tokens: pd.DataFrame) -> str:
    documents = tokens["doc_id"].nunique()
    where = f"{documents} document{'' if documents == 1 else 's'}"
    if not rows:
        return f"No two nouns share {FEWEST_SLOTS} slots and differ between {one} and {two} in {where}."
    thin = sum(row["thin"] for row in rows)
    found = f"{len(rows)} candidate{'' if len(rows) == 1 else 's'} from {where}"
    return (
        f"{found}, {thin} of them on few uses or documents. Words of opposite meaning fill the same slots too: "
        "read the places, then test with choice."
    )


def _two_groups(units: pd.DataFrame, groups: str, pair: tuple[str, str] | None) -> tuple[Any, Any]:
    sizes = units[groups].dropna().value_counts()
    if pair is not None:
        unknown = [name for name in pair if name not in sizes]
        if unknown:
            raise ValueError(
                f"{groups}: no unit of {', '.join(map(str, unknown))} (there are {', '.join(map(str, sizes.index))})"
            )
        return pair
    names = sorted(sizes.index, key=lambda name: (-sizes[name], str(name)))[:2]
    return (names[0], names[1]) if len(names) == 2 else (None, None)


def _inside(tokens: pd.DataFrame, units: pd.DataFrame) -> np.ndarray:
    """Which tokens stand inside of the units' spans."""
    pieces = units[["doc_id", "spans"]].explode("spans").dropna(subset="spans")
    starts, ends = ([span[at] for span in pieces["spans"]] for at in (0, 1))
    _, inner = stats.ranges_within(
        (pieces["doc_id"], starts, ends), (tokens["doc_id"], tokens["start"], tokens["end"])
    )
    found = np.zeros(len(tokens), dtype=bool)
    found[inner] = True
    return found


def _uses(tokens: pd.DataFrame, spoken: np.ndarray, minimum: int) -> tuple[_Uses, list[str]]:
    """Uses of head nouns, alone and with the word before them, that the units hold `minimum` times."""
    phrase = tokens["phrase"].to_numpy()
    document = pd.factorize(tokens["doc_id"])[0]
    noun = (tokens["pos"].isin(_NOUNS) & ~tokens["lemma"].isin(TIMES)).to_numpy()
    goes_on = np.zeros(len(tokens), dtype=bool)
    goes_on[:-1] = (phrase[:-1] == phrase[1:]) & (document[:-1] == document[1:]) & (phrase[:-1] >= 0)
    goes_on[:-1] &= tokens["pos"].isin(["NOUN", "PROPN"]).to_numpy()[1:]
    heads = np.flatnonzero(noun & ~goes_on)
    lemma = tokens["lemma"].to_numpy(dtype=object)
    before = heads - 1
    two = (
        (before >= 0)
        & (phrase[before] == phrase[heads])
        & (phrase[heads] >= 0)
        & (document[before] == document[heads])
    )
    two &= (tokens["pos"].isin(["ADJ", "NOUN"]) & ~tokens["lemma"].isin(_PLAIN)).to_numpy()[before]
    names = (
        np.concatenate([lemma[heads], lemma[before[two]] + " " + lemma[heads[two]]])
        if len(heads)
        else lemma[:0]
    )
    rows = np.concatenate([heads, heads[two]])
    codes, known = pd.factorize(names, sort=True)
    often = np.bincount(codes[spoken[rows]], minlength=len(known)) >= max(minimum, 1)
    number = np.cumsum(often) - 1
    chosen = often[codes]
    return _Uses(rows[chosen], number[codes[chosen]]), [str(name) for name in np.asarray(known)[often]]


def _keyness(counts: np.ndarray) -> np.ndarray:
    """z of each term's log-odds, first group against second, with the terms' own frequencies as prior."""
    prior = counts.sum(axis=0) + 0.5
    return stats.log_odds_dirichlet(counts[0], counts[1], prior / prior.sum() * min(prior.sum(), 500.0))


def _slot_weights(
    tokens: pd.DataFrame, uses: _Uses, terms: list[str], clauses: pd.DataFrame | None
) -> tuple[sparse.csr_matrix, list[str]]:
    """Positive PMI of each term with each slot, rows of length 1, and what the slots are called."""
    seen = set(_slots(tokens, uses, terms))
    if clauses is not None and len(clauses):
        seen |= set(_clause_slots(tokens, uses, clauses))  # what both see counts once
    found = sorted(seen)
    rows = np.array([term for _, term, _ in found], dtype=int)
    codes, names = pd.factorize(np.array([slot for *_, slot in found], dtype=object), sort=True)
    shape = (len(terms), len(names))
    counts = sparse.coo_matrix((np.ones(len(found)), (rows, codes)), shape=shape).tocsr()
    useful = np.asarray((counts > 0).sum(axis=0)).ravel() > 1  # of one term alone: nothing to share
    counts = counts[:, useful].tocoo()
    total, own, slot = (
        counts.sum(),
        np.asarray(counts.sum(axis=1)).ravel(),
        np.asarray(counts.sum(axis=0)).ravel(),
    )
    pmi = np.log(counts.data * total / (own[counts.row] * slot[counts.col])) if counts.nnz else counts.data
    weights = sparse.csr_matrix((np.maximum(pmi, 0), (counts.row, counts.col)), shape=counts.shape)
    length = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    scale = sparse.diags_array(np.divide(1, length, out=np.zeros_like(length), where=length > 0))
    return sparse.csr_matrix(scale @ weights), [str(name) for name in np.asarray(names)[useful]]


def _slots(tokens: pd.DataFrame, uses: _Uses, terms: list[str]) -> Iterator[tuple[int, int, str]]:
    """(token, term, slot) for what stands around each use: "hold _", "_ with russia", "round of _", "peace _"."""
    lemma, pos = tokens["lemma"].tolist(), tokens["pos"].tolist()
    phrase, document = tokens["phrase"].tolist(), pd.factorize(tokens["doc_id"])[0].tolist()
    size = len(lemma)
    for row, term in zip(uses.rows.tolist(), uses.terms.tolist(), strict=True):
        words = terms[term].count(" ") + 1
        inner = first = row - words + 1
        while first > 0 and phrase[first - 1] == phrase[row] >= 0 and document[first - 1] == document[row]:
            first -= 1
        for at in range(first, inner):
            if pos[at] in _MODIFIERS:
                yield row, term, f"{lemma[at]} _"
        before = first - 1
        if before >= 0 and document[before] == document[row]:
            if pos[before] == "VERB":
                yield row, term, f"{lemma[before]} _"
            elif pos[before] == "ADP" and before > 0 and pos[before - 1] in {"VERB", "NOUN"}:
                yield row, term, f"{lemma[before - 1]} {lemma[before]} _"
        yield from _slots_behind(lemma, pos, phrase, document, row, term, size)


def _slots_behind(
    lemma: list[str], pos: list[str], phrase: list[int], document: list[int], row: int, term: int, size: int
) -> Iterator[tuple[int, int, str]]:
    after = row + 1
    if after >= size or document[after] != document[row]:
        return
    if pos[after] == "ADP":
        yield row, term, f"_ {lemma[after]}"
        last = after + 1
        while (
            last + 1 < size
            and phrase[last] >= 0
            and phrase[last + 1] == phrase[last]
            and document[last + 1] == document[row]
        ):
            last += 1
        if last < size and document[last] == document[row] and phrase[last] >= 0:
            yield row, term, f"_ {lemma[after]} {lemma[last]}"
        return
    for at in range(after, min(after + _CLAUSE_REACH, size)):
        if document[at] != document[row] or pos[at] not in {"VERB", "AUX", "ADV", "PART"}:
            return
        if pos[at] == "VERB":
            yield row, term, f"_ {lemma[at]}"
            return


def _clause_slots(tokens: pd.DataFrame, uses: _Uses, clauses: pd.DataFrame) -> Iterator[tuple[int, int, str]]:
    """(token, term, slot) for agents ("_ fail") and patients ("hold _") of clauses, wherever they stand."""
    at: dict[tuple[Any, int], list[tuple[int, int]]] = {}
    documents, ends = tokens["doc_id"].to_numpy(dtype=object), tokens["end"].to_numpy()
    for row, term in zip(uses.rows.tolist(), uses.terms.tolist(), strict=True):
        at.setdefault((documents[row], int(ends[row])), []).append((row, term))
    for role, slot in (("agent", "_ {}"), ("patient", "{} _")):
        columns = (clauses[name].tolist() for name in ("doc_id", f"{role}_spans", "verb"))
        for document, spans, verb in zip(*columns, strict=True):
            for _, end in spans:
                for row, term in at.get((document, int(end)), ()):
                    yield row, term, slot.format(verb)


def _similar(weights: sparse.csr_matrix, z: np.ndarray) -> Iterator[tuple[int, int, float, int]]:
    """Pairs (typical of the first group, typical of the second, cosine, slots shared) that share enough slots."""
    first, second = np.flatnonzero(z > 0), np.flatnonzero(z < 0)
    right = weights[second].T.tocsc()
    shares = sparse.csr_matrix(weights > 0, dtype=float)
    right_shares = shares[second].T.tocsc()
    for low in range(0, len(first), _BLOCK):
        block = first[low : low + _BLOCK]
        common = (shares[block] @ right_shares).tocoo()
        enough = common.data >= FEWEST_SLOTS
        rows, columns, shared = common.row[enough], common.col[enough], common.data[enough]
        cosine = np.asarray((weights[block] @ right).tocsr()[rows, columns]).ravel() if len(rows) else shared
        for row, column, value, count in zip(rows, columns, cosine, shared, strict=True):
            yield int(block[row]), int(second[column]), float(value), int(count)


def _row(
    found: tuple[float, float, int, int],
    terms: list[str],
    names: tuple[Any, Any],
    counts: np.ndarray,
    z: np.ndarray,
    weights: sparse.csr_matrix,
    slots: list[str],
    tokens: pd.DataFrame,
    uses: _Uses,
    spoken: np.ndarray,
) -> dict[str, Any]:
    score, similarity, a, b = found
    both = weights[[a]].multiply(weights[[b]]).tocoo()
    best = both.col[np.lexsort((both.col, -both.data))]
    rows = [uses.rows[(uses.terms == term) & spoken[uses.rows]] for term in (a, b)]
    documents = tokens["doc_id"].iloc[np.concatenate(rows)].nunique()
    few = counts[0][a] < FEW_USES or counts[1][b] < FEW_USES or documents < FEW_DOCUMENTS
    return {
        "term_a": terms[a], "term_b": terms[b], "group_a": names[0], "group_b": names[1],
        "score": score, "similarity": similarity, "z_a": float(z[a]), "z_b": float(z[b]),
        "n_a_in_a": int(counts[0][a]), "n_a_in_b": int(counts[1][a]),
        "n_b_in_a": int(counts[0][b]), "n_b_in_b": int(counts[1][b]),
        "n_documents": int(documents), "shared_slots": int(both.nnz),
        "slots": [slots[at] for at in best[:SHOWN_SLOTS]], "thin": bool(few),
        "places": _places(tokens, rows, [terms[a], terms[b]]),
    }  # fmt: skip


def _places(tokens: pd.DataFrame, rows: list[np.ndarray], terms: list[str]) -> list[list[Any]]:
    """[doc_id, start, end] of some uses of both terms, by turns."""
    found = defaultdict(list)
    for number, (own, term) in enumerate(zip(rows, terms, strict=True)):
        for row in own[: SHOWN_PLACES // 2].tolist():
            first = row - term.count(" ")
            place = [
                tokens["doc_id"].iloc[row],
                int(tokens["start"].iloc[first]),
                int(tokens["end"].iloc[row]),
            ]
            found[number].append(place)
    longest = max((len(own) for own in found.values()), default=0)
    return [own[turn] for turn in range(longest) for own in found.values() if turn < len(own)]

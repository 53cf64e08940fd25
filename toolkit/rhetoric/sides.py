"""How the sides talk: quoted words, verbs of reporting, direct and indirect speech, distinctive terms.

Everything here compares *attributed speech*: the quotes of one side's speakers with those of another's.
`assign_sides` gives each quote a side; every other function takes such quotes, and counts only those that
have one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse
from scipy import stats as scipy_stats

from toolkit import resampling, stats, tables
from toolkit.actors import affiliations
from toolkit.rhetoric.groups import DOMINANT_SHARE, FEW_UNITS
from toolkit.rhetoric.key_terms import MOST_PRIOR_WORDS

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|\w+(?:[-'’]\w+)*")
_POSSESSIVE = re.compile(r"['’]s$")


def assign_sides(
    quotes: pd.DataFrame,
    actors: pd.DataFrame,
    sides: affiliations.Sides | None = None,
    *,
    on: str | None = None,
) -> pd.DataFrame:
    """A copy of `quotes` with the column `side` (missing where the speaker belongs to none).

    `sides` maps the name of each side to names of actors, affiliations, states ("US" and "United States" are
    one) or blocs ("bloc:NATO", as on the day `on`), or is a file that does (affiliations.read_sides). A speaker
    belongs to the first side that lists the speaker's own name, else to the first that lists its affiliation;
    affiliations.side_table has the whole rule, and what matched. Without sides, or when none of them has a
    speaker here, the two most quoted affiliations are compared. `attrs["sides"]` has the sides used, in order,
    and `attrs["sides_note"]` says in words how they came about.
    """
    tables.need_columns("quotes", quotes, ("actor_id",), remedy=tables.FILLED_QUOTES)
    used = affiliations.read_sides(sides) or {}
    note = (
        "The sides are those given: "
        + "; ".join(f"{name} ({', '.join(who)})" for name, who in used.items())
        + "."
    )
    side_of = affiliations.actor_sides(actors, used, on=on)
    if not set(quotes["actor_id"].dropna()) & set(side_of):
        reason = (
            "No sides were given"
            if not used
            else f"None of the given sides ({', '.join(used)}) has a speaker here"
        )
        ranked = affiliations.quoted(quotes, actors)
        used = {name: [name] for name in ranked.index[:2]}
        side_of = {actor: name for actor, name in affiliations.of_actors(actors).items() if name in used}
        note = f"{reason}; {_chosen(ranked)}"
    assigned = quotes.assign(side=quotes["actor_id"].map(side_of).astype("str"))
    assigned.attrs |= {"sides": used, "sides_note": note}
    return assigned


def _need(quotes: pd.DataFrame, *columns: str) -> None:
    """Nothing where the quotes have sides and these columns; else ValueError."""
    tables.need_columns("quotes", quotes, ("side",), remedy="assign_sides(quotes, actors) makes it")
    tables.need_columns("quotes", quotes, columns, remedy=tables.FILLED_QUOTES)


def _chosen(ranked: pd.Series) -> str:
    named = [f"{name} ({count} quote{'' if count == 1 else 's'})" for name, count in ranked.head(2).items()]
    if not named:
        return "and no quote has a speaker with a known affiliation, so there is nothing to compare."
    if len(named) == 1:
        return f"only one affiliation is quoted, {named[0]}, so there is nothing to compare it with."
    return f"the two most quoted affiliations are compared: {named[0]} and {named[1]}."


def words_by_side(quotes: pd.DataFrame, *, level: float = 0.95) -> pd.DataFrame:
    """How much each side is quoted.

    Shape: one row per side: side, speakers, quotes, documents, words, words_per_quote, word_share (of all
    sides' words) with low and high over documents, or over quotes where there is one document
    (`attrs["interval"]`); `reliable` as in resampling.column_intervals.
    """
    _need(quotes, "actor_id")
    own, names = quotes.dropna(subset="side"), _sides(quotes)
    by, unit = ("doc_id", "documents") if own["doc_id"].nunique() > 1 else ("quote_id", "quotes")
    row, clusters = pd.factorize(own[by])
    column = pd.Index(names).get_indexer(own["side"])
    matrix = sparse.coo_matrix(
        (own["n_words"].astype(float), (row, column)), shape=(len(clusters), len(names))
    )
    drawn = resampling.bootstrap_columns(matrix, seed=0, level=level)
    groups = own.groupby("side")
    count = pd.DataFrame(
        {
            "speakers": groups["actor_id"].nunique(),
            "quotes": groups.size(),
            "documents": groups["doc_id"].nunique(),
        }
    )
    table = count.reindex(names, fill_value=0).rename_axis("side").reset_index()
    table = table.assign(words=np.nan_to_num(drawn["total"]).astype("int64"))
    table["words_per_quote"] = table["words"] / table["quotes"].where(table["quotes"] > 0)
    table = table.assign(
        word_share=drawn["share"],
        low=drawn["share_low"],
        high=drawn["share_high"],
        reliable=drawn["share_reliable"],
    )
    table.attrs["interval"] = f"{level:.0%} intervals over {len(clusters)} {unit} (jackknife)"
    return table


def speakers_by_side(quotes: pd.DataFrame) -> pd.DataFrame:
    """Whose quotes make up each side: side, speaker, quotes, words; the most quoted words first."""
    _need(quotes, "speaker")
    groups = quotes.dropna(subset=["side", "speaker"]).groupby(["side", "speaker"])
    table = groups.agg(quotes=("quote_id", "size"), words=("n_words", "sum")).reset_index()
    place = table["side"].map({name: place for place, name in enumerate(_sides(quotes))})
    table = table.assign(place=place).sort_values(
        ["place", "words", "speaker"], ascending=[True, False, True]
    )
    return table.drop(columns="place").reset_index(drop=True)


def _sides(quotes: pd.DataFrame) -> list[str]:
    """The sides in the order in which they were given, or of the alphabet."""
    given = list(quotes.attrs.get("sides", {}))
    return given or sorted(quotes["side"].dropna().unique())


def shares_by_side(quotes: pd.DataFrame, column: str, *, level: float = 0.95) -> pd.DataFrame:
    """How each side's quotes divide over the values of `column` ("kind", "cue_verb", "cue_class", ...).

    Shape: one row per value and side, the most frequent value first: value, side, n, of (quotes of the
    side), share, low, high (Wilson), documents. Values that no side has are left out; zeros of one side are
    kept. The intervals take quotes as independent; quotes of one document are not, so they are too narrow: of
    several documents `compare(quote_units(quotes), "side", measure=column)` says more.
    """
    _need(quotes, column)
    own = quotes.dropna(subset=["side", column])
    order = own[column].value_counts(sort=True).rename_axis("value").reset_index(name="all")
    order = order.sort_values(["all", "value"], ascending=[False, True])["value"]
    full = pd.MultiIndex.from_product([order, _sides(quotes)], names=["value", "side"])
    groups = own.groupby([column, "side"])
    table = pd.DataFrame({"n": groups.size(), "documents": groups["doc_id"].nunique()})
    table = table.rename_axis(["value", "side"]).reindex(full, fill_value=0).reset_index()
    of = table["side"].map(own["side"].value_counts()).fillna(0).astype("int64")
    share = stats.wilson_interval(table["n"].to_numpy(), of.to_numpy(), level=level)
    table = table.assign(of=of, share=share.estimate, low=share.low, high=share.high)
    return table[["value", "side", "n", "of", "share", "low", "high", "documents"]]


def differences(quotes: pd.DataFrame, column: str, *, level: float = 0.95) -> pd.DataFrame:
    """How far apart the sides are in each value of `column`, with effect sizes.

    Shape: one row per value and pair of sides: value, side_a, side_b, n_a, of_a, n_b, of_b, difference
    (share in A minus share in B) with low and high (Newcombe), odds_ratio with odds_low and odds_high (0.5
    added to each cell), p (Fisher's exact test), q (Benjamini-Hochberg over the table). Pairs with an empty
    side are left out. Quotes are taken as independent, as in `shares_by_side`; `compare` shuffles documents.
    """
    shares = shares_by_side(quotes, column, level=level)
    columns = ["value", "side_a", "side_b", "n_a", "of_a", "n_b", "of_b", "difference", "low", "high"]
    columns += ["odds_ratio", "odds_low", "odds_high", "p", "q"]
    rows = []
    for value, group in shares[shares["of"] > 0].groupby("value", sort=False):
        for a, b in combinations(group.itertuples(), 2):
            counts = (a.n, a.of, b.n, b.of)
            p = float(scipy_stats.fisher_exact([[a.n, a.of - a.n], [b.n, b.of - b.n]]).pvalue)
            gap = stats.proportion_difference(*counts, level=level)
            odds = stats.odds_ratio(*counts, level=level)
            rows.append((value, a.side, b.side, *counts, *gap, *odds, p, np.nan))
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(q=stats.benjamini_hochberg(table["p"].to_numpy(dtype=float)))


def words(text: str) -> list[str]:
    """The words of a text in lower case: letters and digits, with inner hyphens and apostrophes; no
    possessive 's.

    >>> words("The U.S. doesn’t want Ukraine's ‘mid-range’ missiles.")
    ['the', 'u.s.', "doesn't", 'want', 'ukraine', 'mid-range', 'missiles']
    """
    plain = (_POSSESSIVE.sub("", word.casefold()).replace("’", "'") for word in _WORD.findall(text))
    return [word for word in plain if word]


def distinctive_terms(
    quotes: pd.DataFrame,
    documents: pd.DataFrame | None = None,
    *,
    pair: tuple[str, str] | None = None,
    min_count: int = 2,
    function_words: bool = False,
    prior_words: float | None = None,
    variance: Literal["two_term", "four_term"] = "two_term",
    level: float = 0.95,
) -> pd.DataFrame:
    """Words that are more typical of one side's speech than of the other's.

    Shape: one row per word, the most distinctive first: term, side (whose word it is rather), count_a,
    count_b, per_1000_a, per_1000_b, quotes (that have it), documents, log_odds (positive: side A) with low
    and high, z, p, q. `pair` names the two sides (the first two otherwise; `attrs["pair"]`; `attrs["words"]`
    is how many words both said). Words of fewer than `min_count` uses and, unless `function_words`, spaCy's
    English stop words are not listed, but they count as words of their side. The prior is `prior_words`
    pseudo-words (None: as many as the smaller side has, at most 500) that follow the frequencies in
    `documents` (in the quotes of both sides without), each word counted once more than it occurs;
    `attrs["prior"]` says so.
    z and p take words as independent; `keyness` shuffles documents, and has lemmas, phrases and dispersion.
    Source: Monroe, Colaresi & Quinn 2008, "Fightin' Words".
    """
    _need(quotes)
    names = [*(pair or _sides(quotes)[:2])]
    counts = [_term_counts(quotes[quotes["side"] == name]["text"]) for name in names]
    table = pd.DataFrame(columns=_TERM_COLUMNS).astype(_TERM_TYPES)
    if len(names) == 2 and all(counts):
        background = counts[0] + counts[1] if documents is None else _term_counts(documents["text"])
        terms = sorted(counts[0] | counts[1])
        a, b, prior = (np.array([count[term] for term in terms], float) for count in (*counts, background))
        prior_words = prior_words or min(MOST_PRIOR_WORDS, a.sum(), b.sum())
        prior = prior_words * (prior + 1) / (prior + 1).sum()
        estimate, low, high = stats.log_odds_interval(a, b, prior, variance, level=level)
        z = stats.log_odds_dirichlet(a, b, prior, variance)
        table = pd.DataFrame(
            {"term": terms, "side": np.where(estimate >= 0, *names), "count_a": a, "count_b": b}
        )
        table = table.assign(per_1000_a=1000 * a / a.sum(), per_1000_b=1000 * b / b.sum())
        table = table.assign(log_odds=estimate, low=low, high=high, z=z, p=stats.two_sided_p(z))
        table = _listed(table, quotes[quotes["side"].isin(names)], min_count, function_words)
    table.attrs["pair"] = names
    table.attrs["words"] = int(sum(count.total() for count in counts))
    where = "both sides' quotes" if documents is None else "the whole text of the documents"
    table.attrs["prior"] = (
        f"{prior_words or 0:g} pseudo-words with the frequencies of {where} (each count plus one)"
    )
    return table


_TERM_COLUMNS = ["term", "side", "count_a", "count_b", "per_1000_a", "per_1000_b", "quotes", "documents"]
_TERM_COLUMNS += ["log_odds", "low", "high", "z", "p", "q"]
_TERM_TYPES = dict.fromkeys(_TERM_COLUMNS[2:], "float64") | dict.fromkeys(_TERM_COLUMNS[:2], "str")


def _term_counts(texts: Iterable[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(words(text))
    return counts


def _listed(table: pd.DataFrame, quotes: pd.DataFrame, min_count: int, function_words: bool) -> pd.DataFrame:
    """The terms to be listed, with the quotes and documents that have them and corrected for their number."""
    table = table[table["count_a"] + table["count_b"] >= min_count]
    if not function_words:
        table = table[[not _is_function_word(term) for term in table["term"]]]
    in_quotes: Counter[str] = Counter()
    in_documents: dict[str, set[str]] = {}
    for doc_id, text in zip(quotes["doc_id"], quotes["text"], strict=True):
        for term in set(words(text)):
            in_quotes[term] += 1
            in_documents.setdefault(term, set()).add(doc_id)
    table = table.assign(
        quotes=[in_quotes[term] for term in table["term"]],
        documents=[len(in_documents[term]) for term in table["term"]],
        q=stats.benjamini_hochberg(table["p"]),
    )
    order = (
        table.assign(distance=table["z"].abs())
        .sort_values(["distance", "term"], ascending=[False, True])
        .index
    )
    return table.loc[order, _TERM_COLUMNS].astype(_TERM_TYPES).reset_index(drop=True)


def keywords(terms: pd.DataFrame, *, per_side: int = 2) -> list[str]:
    """The first words of each side in a table of `distinctive_terms`, to be read in their contexts."""
    return terms.groupby("side", sort=False).head(per_side)["term"].tolist()


@cache
def _is_function_word(term: str) -> bool:
    """Whether a word is on spaCy's English stop list, also as a contraction ("they're", "doesn't")."""
    from spacy.lang.en.stop_words import STOP_WORDS

    return term in STOP_WORDS or term.removesuffix("n't").partition("'")[0] in STOP_WORDS | {"wo", "sha"}


def in_speech(rows: pd.DataFrame, quotes: pd.DataFrame) -> pd.DataFrame:
    """Those of `rows` (doc_id, start, end: a concordance, say) that stand inside a quote.

    Shape: one row per row and quote that holds it, with quote_id, speaker and, if the quotes have one, side
    in front.
    """
    pieces = quotes[["quote_id", "doc_id", "spans"]].explode("spans").dropna(subset="spans")
    ends = [[span[place] for span in pieces["spans"]] for place in (0, 1)]
    outer, inner = stats.ranges_within(
        (pieces["doc_id"], *ends), (rows["doc_id"], rows["start"], rows["end"])
    )
    columns = [column for column in ("side", "speaker", "quote_id") if column in quotes]
    about = quotes.set_index("quote_id", drop=False).loc[pieces["quote_id"].iloc[outer], columns]
    found = rows.iloc[inner].reset_index(drop=True)
    return pd.concat([about.reset_index(drop=True), found], axis=1)


def cautions(quotes: pd.DataFrame) -> list[str]:
    """What forbids strong conclusions from these quotes, each in a plain sentence; an empty list when nothing does."""
    _need(quotes, "speaker")
    own, names = quotes.dropna(subset="side"), _sides(quotes)
    counts = own["side"].value_counts().reindex(names, fill_value=0)
    found = [
        f"No quote of {name} was found: there is nothing to compare." for name in names if not counts[name]
    ]
    if own["doc_id"].nunique() == 1:
        found.append(
            "All of these quotes stand in one document. The numbers describe that text; intervals say how much "
            "they rest on single quotes, not what other articles would show."
        )
    if len(names) > 1 and 0 < counts.min() < FEW_UNITS:
        few = " and ".join(f"{name} {counts[name]}" for name in names[:2])
        gap = stats.detectable_difference(int(counts.iloc[0]), int(counts.iloc[1]))
        shown = (
            "no difference between their shares"
            if gap >= 1
            else f"only a difference of some {100 * gap:.0f} points"
        )
        found.append(
            f"The sides have few quotes ({few}): in a share near one half, {shown} would be likely to show "
            f"(80 % power at the 5 % level)."
        )
    for name in names:
        spoken = own[own["side"] == name].groupby("speaker")["n_words"].sum().sort_values(ascending=False)
        if len(spoken) and spoken.iloc[0] > DOMINANT_SHARE * spoken.sum():
            share = spoken.iloc[0] / spoken.sum()
            who = spoken.index[0]
            found.append(
                f"{share:.0%} of the words of {name} are {who}'s: what is typical of {name} may be personal."
            )
    return found


def reading(quotes: pd.DataFrame) -> str:
    """How much the sides are quoted and how directly, in one or two sentences of plain text."""
    table = words_by_side(quotes)
    if not table["quotes"].sum():
        named = ", ".join(table["side"]) or "any affiliation"
        return (
            f"No quote of a speaker of {named} was found. Looked for: quotes, among the {len(quotes)} of this corpus, "
            f"whose speaker belongs to a side by name or affiliation."
        )
    kinds = shares_by_side(quotes, "kind")
    direct = {row.side: row for row in kinds[kinds["value"] == "direct"].itertuples()}
    parts = []
    for row in table.itertuples():
        part = f"{row.side}: {row.words} quoted words in {row.quotes} quote{'' if row.quotes == 1 else 's'}"
        if row.side in direct and row.quotes:
            one = direct[row.side]
            part += f", {one.share:.0%} of them direct (interval {one.low:.0%} to {one.high:.0%})"
        parts.append(part)
    return "; ".join(parts) + "."

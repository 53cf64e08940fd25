"""What a comparison of sides comes to, as a reader wants it: sentences, and tables with one row per item.

The tables of `comparison`, `key_terms`, `naming_contests` and `bets` have a row per item and group, and everything that
a check needs; here they become rows of text in which the groups stand side by side.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from toolkit import stats, wording
from toolkit.concordance import evidence
from toolkit.rhetoric import comparison, units
from toolkit.rhetoric.bets import FALSE_DISCOVERIES
from toolkit.rhetoric.naming_contests import NARRATION
from toolkit.rhetoric.sides import in_speech
from toolkit.wording import MISSING, number_of

# A term is compared from this number of uses on; where the smaller side says fewer words than SMALL_WORDS, fewer will
# do, because else there would be nothing to read. None of them is sure then, and q says so.
FEWEST_USES, FEWEST_USES_SMALL, SMALL_WORDS = 5, 3, 1000
# Outlets or periods with fewer quotes than this are not set beside others, and no more than so many are.
FEWEST_QUOTES, MOST_GROUPS = 10, 6


def side_by_side(table: pd.DataFrame, *, names: Mapping[str, str] | None = None) -> pd.DataFrame:
    """A table of compare, written out: one row per item, one column per group with its interval.

    Shape: Item, each group ("24% (9.3% to 49%)"), Counted ("5 : 2", what was counted of each), of two groups Ratio (of
    the first to the second, with its interval) and Effect, then p, q and Documents ("1 : 1"); "few" stands behind the
    documents where they are too few for the intervals to hold. Of more than two groups p and q are of all at once.
    `names` calls items otherwise.
    """
    groups = list(dict.fromkeys(table["group"])) if len(table) else []
    pair = len(groups) == 2
    rows = []
    for item, own in table.groupby("measure", sort=False):
        of = {row["group"]: row for row in own.to_dict("records")}
        first = of[groups[0]] if groups[0] in of else next(iter(of.values()))
        known = [of.get(group) for group in groups]
        row: dict[str, Any] = {"Item": (names or {}).get(str(item), item_name(item, first["scale"]))}
        for group, one in zip(groups, known):
            row[group] = _estimate(one) if one else MISSING
        row["Counted"] = " : ".join(f"{one['count']:,.0f}" if one else MISSING for one in known)
        if pair:
            row["Ratio"] = _interval(first, "ratio", _ratio)
            row["Effect"] = _number(first["effect"], "{:+.2f}")
        p, q = ("p", "q") if pair else ("omnibus_p", "omnibus_q")
        row |= {"p": _number(first[p], "{:.2g}"), "q": _number(first[q], "{:.2g}")}
        row["Documents"] = " : ".join(str(one["n_documents"]) if one else MISSING for one in known)
        row["Documents"] += "" if all(one and one["reliable"] for one in known) else " (few)"
        rows.append(row)
    return pd.DataFrame(rows)


def item_name(item: Any, scale: Any = "") -> str:
    """The item of a measure as a reader calls it: a value without its column, signs of names as spaces.

    >>> item_name("cue_class: directive", "share of units"), item_name("we: self_mention", "per 1,000 words")
    ('directive', 'we: self mention')
    """
    name = str(item)
    if str(scale).startswith("share of units"):
        name = name.split(": ", 1)[-1]
    return name.replace("_", " ")


def names_of(table: pd.DataFrame) -> dict[str, str]:
    """How each item of a table of compare is called in a figure."""
    once = table.drop_duplicates("measure")
    return {str(item): item_name(item, scale) for item, scale in zip(once["measure"], once["scale"])}


def _estimate(row: Mapping[str, Any]) -> str:
    if str(row["scale"]).startswith("share"):
        return _interval(row, "estimate", wording.percent, ("low", "high"))
    return _interval(row, "estimate", "{:,.3g}".format, ("low", "high"))


def _interval(row: Mapping[str, Any], name: str, write: Any, ends: Sequence[str] = ()) -> str:
    value, low, high = (float(row[end]) for end in (name, *(ends or (f"{name}_low", f"{name}_high"))))
    if math.isnan(value):
        return MISSING
    interval = "" if math.isnan(low) or math.isnan(high) else f" ({write(low)} to {write(high)})"
    return f"{write(value)}{interval}"


def _signed(value: float) -> str:
    """A number with its sign and two digits; nought has no sign.

    >>> _signed(12.3), _signed(-0.052), _signed(0.0)
    ('+12', '-0.052', '0')
    """
    return f"{value:+.2g}" if value else "0"


def _ratio(value: float) -> str:
    """A ratio with two digits; beyond 100 times its size says no more.

    >>> _ratio(0.456), _ratio(12.3), _ratio(180), _ratio(8e-12)
    ('0.46', '12', '>100', '<0.01')
    """
    return ">100" if value > 100 else "<0.01" if value < 0.01 else f"{value:.2g}"


def _number(value: float, form: str) -> str:
    return MISSING if pd.isna(value) else form.format(value)


def surest(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table of compare with the surest items first, items that nobody has at all left out."""
    used = table.groupby("measure")["count"].transform("sum") > 0
    kept = table[used]
    first = kept.groupby("measure")["p"].transform("min").fillna(2.0)
    found = kept.assign(_first=first, _place=pd.factorize(kept["measure"])[0])
    found = found.sort_values(["_first", "_place"], kind="stable").drop(columns=["_first", "_place"])
    found.attrs = table.attrs
    return found.reset_index(drop=True)


def by_kind(markers: pd.DataFrame, families: Sequence[str]) -> pd.DataFrame:
    """Markers of these families with `item`: family and kind in a word or two ("modality: volition", "we: unclear")."""
    own = markers[markers["family"].isin(list(families)) & markers["category"].notna()]
    kind = own["family"].astype(str) + ": " + own["category"].astype(str)
    we = {f"pronoun: {name}": f"we: {name}" for name in ("inclusive", "exclusive", "unclear")}
    return own.assign(item=kind.replace(we | {"pronoun: they": "they"}))


def sizes(among: pd.DataFrame) -> str:
    """How many quotes in how many documents, for a caption."""
    return f"n = {number_of(len(among), 'quote')} in {number_of(among['doc_id'].nunique(), 'document')}"


# --- words ----------------------------------------------------------------------------------------------------------


def fewest_uses(terms: Any, sides: pd.Series) -> int:
    """From how many uses on terms are compared: 5, or 3 where the smaller side says few words.

    `terms` are counted in units (terms.count_terms), `sides` has the side of each, in their order.
    """
    words = pd.Series(terms.totals).groupby(sides.to_numpy()).sum()
    return FEWEST_USES_SMALL if len(words) == 0 or words.min() < SMALL_WORDS else FEWEST_USES


def by_distance(words: pd.DataFrame, sure: pd.DataFrame | None = None) -> pd.DataFrame:
    """A table of keyness with the words furthest apart (by z) first, and, with `sure`, which of them hold.

    `sure` is the same table made of sure quotes only; `holds` is true where it has the word on the same side.
    """
    found = words.assign(_distance=words["z"].abs())
    found = found.sort_values(["_distance", "measure"], ascending=[False, True]).drop(columns="_distance")
    if sure is not None:
        keys = ["measure", "group"]
        both = found[keys].merge(sure[[*keys, "typical_of"]], on=keys, how="left")["typical_of"]
        found["holds"] = both.to_numpy() == found["typical_of"].to_numpy()
    found.attrs = words.attrs
    return found.reset_index(drop=True)


def word_table(words: pd.DataFrame) -> pd.DataFrame:
    """A table of keyness, written out: one row per word, A : B for the group and those it is held against.

    Shape: Word, Rather of, Uses, per 1,000, Log-odds (with its interval), z, G2, Log ratio, q, DP, Documents, Carried
    (by one document), Holds (with sure quotes; where `by_distance` knew).
    """
    rows = []
    for row in words.to_dict("records"):
        written = {
            "Word": row["measure"],
            "Rather of": row["typical_of"],
            "Uses": f"{row['count_a']:.0f} : {row['count_b']:.0f}",
            "per 1,000": f"{row['per_1000_a']:.2g} : {row['per_1000_b']:.2g}",
            "Log-odds": _interval(row, "estimate", "{:+.1f}".format, ("low", "high")),
            "z": _number(row["z"], "{:+.1f}"),
            "G2": _number(row["g2"], "{:+.1f}"),
            "Log ratio": _number(row["log_ratio"], "{:+.1f}"),
            "q": _number(row["q"], "{:.2g}"),
            "DP": _number(row["dp"], "{:.2f}"),
            "Documents": f"{row['documents_a']} : {row['documents_b']}",
            "Carried": "by one" if row["carried"] else "",
        }
        if "holds" in row:
            written["Holds"] = "yes" if row["holds"] else "no"
        rows.append(written)
    return pd.DataFrame(rows)


def keywords(words: pd.DataFrame, *, per_side: int = 2) -> list[str]:
    """The first words of each side in a table of keyness, those that one document carries last."""
    ordered = words.sort_values("carried", kind="stable")
    first = ordered.groupby("typical_of", sort=False).head(per_side)["measure"]
    return list(dict.fromkeys(first))


def words_reading(words: pd.DataFrame) -> str:
    """How many words set the sides apart, how many of them hold, and how many one document carries, in sentences."""
    if words.empty:
        return "No word is used often enough by two sides to be compared."
    clear = words[words["q"] <= FALSE_DISCOVERIES]
    carried = int(words["carried"].sum())
    said = (
        f"{len(clear) or 'None'} of {number_of(len(words), 'word')} set{'s' if len(clear) <= 1 else ''} the "
    )
    said += f"sides apart at q <= {FALSE_DISCOVERIES:g}"
    if len(clear):
        said += f" ({', '.join(clear['measure'].head(6))}{', ...' if len(clear) > 6 else ''})"
        if "holds" in clear:
            said += f"; with sure quotes only, {int(clear['holds'].sum())} still lean to the same side"
    said += "."
    where = "quote" if str(words.attrs.get("clusters", "")).startswith("units") else "document"
    if carried:
        said += f" {number_of(carried, 'word')} {'is' if carried == 1 else 'are'} carried by one {where}."
    return said


# --- naming, imagery, deeds -----------------------------------------------------------------------------------------


def contested(found: pd.DataFrame, sided: Collection[str] = (), *, slots: bool = False) -> pd.DataFrame:
    """Naming contests between different users, both namings and the sentences written out.

    Shape: name_a, users_a, name_b, users_b (each "Lena Orlo (2), not the text"), evidence, referent, n, documents, p,
    q, sentence (the first ones). A contest needs two names and two users, one of whom is somebody other than the text;
    those of one name only (so-called, scare quotes) need such a user. Those with a user among `sided` come first.
    `slots` gives the candidates that fill the same slots instead: tested ones first, those of most alike slots first.
    """
    rows = []
    for row in found.to_dict("records"):
        if (row["evidence"] == "slots") != slots:
            continue
        who = [{user for user, _ in [*row[f"users_{side}"], *row[f"refused_{side}"]]} for side in "ab"]
        if not slots and (not (who[0] | who[1]) - {NARRATION} or (row["name_b"] and who[0] == who[1])):
            continue
        sentences = [" ".join(place[3].split()) for place in row["sentences"][:2]]
        of_side = bool((who[0] | who[1]) & set(sided))
        rows.append(
            {
                "name_a": row["name_a"],
                "users_a": _users(row, "a"),
                "name_b": row["name_b"],
                "users_b": _users(row, "b"),
                "evidence": row["evidence"],
                "referent": row["referent"],
                "n": row["n"],
                "documents": row["n_documents"],
                "p": row["p"],
                "q": row["q"],
                "sentence": " | ".join(sentences),
                "doc_id": row["sentences"][0][0] if row["sentences"] else None,
                "_last": (pd.isna(row["p"]), -row["confidence"]) if slots else not of_side,
            }
        )
    rows.sort(key=_last)
    columns = ["name_a", "users_a", "name_b", "users_b", "evidence", "referent", "n", "documents", "p", "q"]
    return pd.DataFrame(rows, columns=[*columns, "sentence", "doc_id"])


def _last(row: Mapping[str, Any]) -> Any:
    return row["_last"]


def _users(row: Mapping[str, Any], side: str) -> str:
    uses = [f"{user} ({n})" if n > 1 else str(user) for user, n in row[f"users_{side}"]]
    refusals = [f"not {user}" for user, _ in row[f"refused_{side}"]]
    return ", ".join([*uses, *refusals]) or MISSING


def with_sides(namings: pd.DataFrame) -> pd.DataFrame:
    """A copy of namings with users (naming_contests.add_users) whose users carry their side: "Lena Orlo [North]".

    A user whose name has the side's in it ("North" of the North) stays as it is.
    """
    users = [
        f"{user} [{side}]" if isinstance(side, str) and side not in user else user
        for user, side in zip(namings["user"], namings["side"], strict=True)
    ]
    return namings.assign(user=pd.Series(users, index=namings.index, dtype="str"))


def of_sides(namings: pd.DataFrame) -> set[str]:
    """The users of names that belong to a side, as `with_sides` writes them; `namings` as it takes them."""
    return set(with_sides(namings)["user"][namings["side"].notna().to_numpy()])


def images(imagery: pd.DataFrame, quotes: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """Candidates for imagery in the speech of sides, each with its sentence: side, speaker, domain, item, status, ...

    Those that may well be literal come last; domains that have most candidates first.
    """
    own = in_speech(imagery, quotes.dropna(subset="side"))
    own = own.drop_duplicates("image_id")
    size = own["domain"].map(own["domain"].value_counts())
    own = own.assign(_literal=own["literal_word"].notna(), _size=size)
    own = own.sort_values(["_literal", "_size", "domain", "item"], ascending=[True, False, True, True])
    return evidence(own.drop(columns=["_literal", "_size"]), documents)


# --- who is compared ------------------------------------------------------------------------------------------------


def speech_and_narration(
    speech: pd.DataFrame, documents: pd.DataFrame, quotes: pd.DataFrame, tokens: pd.DataFrame
) -> pd.DataFrame:
    """The units of all quotes and the sentences of the paper's own voice, to be compared by `voice`."""
    own = units.narration_units(documents, quotes, tokens if len(tokens) else None)
    columns = ["unit_id", "doc_id", "spans", "n_words"]
    both = [speech[columns].assign(voice="speech"), own[columns].assign(voice="narration")]
    return pd.concat([each for each in both if len(each)] or both[:1], ignore_index=True)


def without_tests(table: pd.DataFrame) -> pd.DataFrame:
    """A copy of a table of compare without p and q where all units stand in one document.

    For units whose length goes with the group, as narration and quotes: exchanging them then tests their length too,
    and a word used once may seem to set the groups apart.
    """
    found = table.copy()
    if str(table.attrs.get("clusters", "")).startswith("units"):
        found[["p", "q", "omnibus_p", "omnibus_q"]] = float("nan")
    found.attrs = dict(table.attrs)
    return found


def reported_by(speech: pd.DataFrame, by: str, *, most: int = MOST_GROUPS, **options: Any) -> pd.DataFrame:
    """How each outlet (or whatever column `by` is) reports each side: direct words, and neutral verbs.

    Shape: the table of compare for the share of direct quotes and of neutral verbs among each side's quotes, items
    called "Russia, direct". Compared are the `most` groups with most quotes of sides, those with fewer than
    `FEWEST_QUOTES` left out; empty where fewer than two are left. q is over all rows.
    """
    own = speech.dropna(subset=["side", by]) if by in speech else speech.head(0)
    sizes = own[by].value_counts() if len(own) else pd.Series(dtype=int)
    chosen = sorted(sizes[sizes >= FEWEST_QUOTES].index[:most], key=str)
    tables = []
    if len(chosen) > 1:
        own = own[own[by].isin(chosen)]
        for side in dict.fromkeys([*own.attrs.get("sides", {}), *sorted(own["side"].unique())]):
            part = own[own["side"] == side]
            if part[by].nunique() < 2:
                continue
            for name, what in (
                ("direct", part["kind"] == "direct"),
                ("neutral verb", part["cue_class"] == "neutral"),
            ):
                item = f"{side}, {name}"
                tables.append(comparison.compare(part.assign(**{item: what}), by, measure=item, **options))
    if not tables:
        empty = comparison.compare(
            speech.head(0), by if by in speech else "unit_id", measure="kind", **options
        )
        return empty
    found = pd.concat(tables, ignore_index=True)
    found["q"] = stats.benjamini_hochberg(found["p"].to_numpy(dtype=float))
    found["omnibus_q"] = found["measure"].map(_omnibus(found))
    found.attrs = tables[0].attrs
    return found


def _omnibus(table: pd.DataFrame) -> dict[str, float]:
    once = table.drop_duplicates("measure")
    return dict(zip(once["measure"], stats.benjamini_hochberg(once["omnibus_p"].to_numpy(dtype=float))))


# --- the bet --------------------------------------------------------------------------------------------------------


def bet_table(found: pd.DataFrame) -> pd.DataFrame:
    """A table of bets, written out: one row per difference, with all quotes, with sure ones, and corrected.

    Shape: What, Item, Side, Its value (with its interval), with sure quotes only, Difference (to the others, with its
    interval: points of shares, or rates), corrected (the same without known errors), p, q (over all rows), Bet.
    """
    rows = []
    for row in found.to_dict("records"):
        share = str(row["scale"]).startswith("share")
        write = wording.points if share else _signed
        value = wording.percent if share else "{:.3g}".format
        rows.append(
            {
                "What": row["about"],
                "Item": item_name(row["measure"], row["scale"]),
                "Side": row["group"],
                "Its value": _estimate(row),
                "with sure quotes only": MISSING
                if pd.isna(row["estimate_sure"])
                else value(row["estimate_sure"]),
                "Difference": _interval(row, "difference", write),
                "corrected": _interval(row, "corrected_difference", write),
                "p": _number(row["p"], "{:.2g}"),
                "q": _number(row["q"], "{:.2g}"),
                "Bet": row["bet"],
            }
        )
    return pd.DataFrame(rows)


def bet_reading(found: pd.DataFrame) -> str:
    """How many differences were tested, how many one would bet on, and what speaks against the others."""
    if found.empty or found["p"].isna().all():
        return "There is no difference to bet on: two sides with quotes are wanted."
    yes = found[found["bet"] == "yes"]
    why = found.loc[found["bet"] != "yes", "bet"].str.removeprefix("no: ").value_counts()
    against = ", ".join(f"{reason} {n}" for reason, n in why.items())
    named = ", ".join(
        f"{item_name(row.measure, row.scale)} ({row.about.lower()})" for row in yes.head(5).itertuples()
    )
    said = f"Of {number_of(len(found), 'difference')} tested together, I would bet on {len(yes) or 'none'}"
    return (
        said
        + (f": {named}" if named else "")
        + (f". Against {'the others' if len(yes) else 'them'} speak: {against}." if against else ".")
    )


def answer(amounts: pd.DataFrame, found: pd.DataFrame, words: pd.DataFrame) -> str:
    """How differently the sides talk, and whether to bet on it: numbers with intervals, and what cannot be said.

    `amounts` is the table of sides.words_by_side, `found` of bets.bets, `words` of keyness.
    """
    if not amounts["quotes"].sum():
        named = ", ".join(amounts["side"]) or "any affiliation"
        return (
            f"No quote of a speaker of {named} was found. Looked for: quotes whose speaker belongs to a side by name "
            "or affiliation."
        )
    parts = [
        f"{row.side} has {row.words:,} quoted words in {number_of(row.quotes, 'quote')}"
        for row in amounts.itertuples()
    ]
    said = "; ".join(parts) + ". "
    if found.empty or found["p"].isna().all():
        return said + "Nothing can be compared: only one side is quoted."
    yes = found[found["bet"] == "yes"]
    one = found["method"].str.contains("units of one").any()
    tested = f"Of {len(found)} differences in how they are quoted and how they speak"
    if len(yes):
        said += f"{tested}, I would bet on {len(yes)}: {_differences(yes.head(3))}. "
    else:
        said += f"{tested}, I would bet on none; the nearest: {_differences(found.head(1))}. "
    clear = int((words["q"] <= FALSE_DISCOVERIES).sum())
    if len(words):
        said += f"{clear or 'None'} of {len(words)} words clearly set{'s' if clear < 2 else ''} them apart. "
    if one:
        said += "All of it stands in one article: how the sides talk elsewhere cannot be said."
    else:
        said += "What was said but not reported, and why it was chosen, cannot be said."
    return said


def _differences(rows: pd.DataFrame) -> str:
    said = []
    for row in rows.to_dict("records"):
        share = str(row["scale"]).startswith("share")
        unit = "" if share else f" {row['scale']}"
        other = row["estimate"] - row["difference"]
        against = wording.percent(other) if share else f"{other:.3g}"
        write = wording.points if share else _signed
        gap = f"{write(row['difference_low'])} to {write(row['difference_high'])}{' points' if share else ''}"
        said.append(
            f"{item_name(row['measure'], row['scale'])} ({row['about'].lower()}): {row['group']} {_value(row, share)}, "
            f"{row['against']} {against}{unit} (difference {gap}, q {row['q']:.2g})"
        )
    return "; ".join(said)


def _value(row: Mapping[str, Any], share: bool) -> str:
    return wording.percent(row["estimate"]) if share else f"{row['estimate']:.3g}"

"""Who the actors are, on one page each: kind, role, state, blocs, side; what was merged and why; what changed.

>>> from toolkit import tables
>>> profiles(tables.empty("actors"), tables.empty("documents"))["name"].tolist()
[]
"""

from __future__ import annotations

from collections import Counter

import pandas as pd

from toolkit import affiliations
from toolkit.affiliations import Sides

MERGE_COLUMNS = ("actor_id", "name", "reason", "mentions", "documents", "forms")
# Surface forms of a reason that are named; the rest is counted.
FORMS_NAMED = 6


def profiles(actors: pd.DataFrame, documents: pd.DataFrame, *, sides: Sides | None = None) -> pd.DataFrame:
    """Each actor with its state, its blocs and, where sides are given, its side; most mentioned first.

    Shape: the actors table with the columns state, state_rule (as affiliations.states gives them), blocs (list, on
    the latest date of publication), side and side_rule (affiliations.side_table; missing without sides).
    `attrs["note"]` says of which day the blocs are, `attrs["unmatched"]` which members of sides matched nobody.
    """
    placed = affiliations.states(actors)
    belongs = affiliations.blocs(actors, documents)
    table = actors.reset_index(drop=True).assign(
        state=placed["state"], state_rule=placed["rule"], blocs=list(belongs)
    )
    told = {"note": belongs.attrs["note"], "unmatched": []}
    table["side"] = table["side_rule"] = pd.Series([None] * len(table), dtype="str")
    if sides:
        found = affiliations.side_table(actors, sides, on=belongs.attrs["on"])
        table["side"], table["side_rule"] = found["side"], found["rule"]
        told["unmatched"] = found.attrs["unmatched"]
    ranked = table.sort_values(
        ["mentions", "name"], ascending=[False, True], ignore_index=True, kind="stable"
    )
    ranked.attrs = {**actors.attrs, **told}
    return ranked


def merges(mentions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Why the mentions of each actor were taken to mean it: one row per actor and reason.

    Shape: the columns of `MERGE_COLUMNS`; actors most mentioned first, of each the reason of most mentions first.
    forms: the surface forms of these mentions with their numbers, most frequent first, as text
    ("Lee 12, LEE 1"). Actors that are always called the same, and never by a pronoun or description, are left out:
    there is nothing to doubt. Reasons are those of mentions.actor_reason, corrections by the user among them.
    """
    known = mentions.dropna(subset=["actor_id", "actor_reason"])
    forms = known["text"].str.split().str.join(" ")
    known = known.assign(form=forms, folded=forms.str.casefold())
    several = known.groupby("actor_id")["folded"].nunique()
    known = known[known["actor_id"].isin(several.index[several > 1])]
    rows = [
        (actor_id, reason, len(rows), rows["doc_id"].nunique(), _counted(rows["form"]))
        for (actor_id, reason), rows in known.groupby(["actor_id", "actor_reason"], sort=False)
    ]
    table = pd.DataFrame(rows, columns=["actor_id", "reason", "mentions", "documents", "forms"])
    about = actors[["actor_id", "name"]].drop_duplicates("actor_id").assign(total=actors["mentions"])
    table = table.merge(about, on="actor_id")
    order = ["total", "name", "mentions", "reason"]
    table = table.sort_values(order, ascending=[False, True, False, True], ignore_index=True)
    return table[list(MERGE_COLUMNS)]


def _counted(forms: pd.Series) -> str:
    """Forms with their numbers, most frequent first, whatever their capitals: 'he 120, his 80, and 3 more forms'."""
    spelled = Counter(forms)
    counts: Counter[str] = Counter()
    for form, count in sorted(spelled.items(), key=lambda item: (-item[1], item[0])):
        counts[next((one for one in counts if one.casefold() == form.casefold()), form)] += count
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{form} {count}" for form, count in ranked[:FORMS_NAMED])
    rest = len(ranked) - FORMS_NAMED
    return named + (f", and {rest} more form{'' if rest == 1 else 's'}" if rest > 0 else "")


def changes(
    mentions: pd.DataFrame, actors: pd.DataFrame, documents: pd.DataFrame, *, each: int = 4
) -> pd.DataFrame:
    """The roles and affiliations of actors who are given more than one, with their dates.

    Shape: as affiliations.roles_over_time; of each actor the `each` most frequent, by date, the most mentioned actors
    first. Two of them with dates one after the other are a change of office; at the same time, two ways to say it.
    """
    said = affiliations.roles_over_time(mentions, actors, documents)
    several = said[said.duplicated("actor_id", keep=False)]
    frequent = several.sort_values("mentions", ascending=False, kind="stable").groupby("actor_id").head(each)
    return frequent.sort_index().reset_index(drop=True)

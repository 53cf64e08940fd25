"""Who the actors are: all that is known of each in one row, state, blocs and side with it; and which roles changed.

>>> from toolkit import tables
>>> profiles(tables.empty("actors"), tables.empty("documents"))["name"].tolist()
[]
"""

from __future__ import annotations

import pandas as pd

from toolkit.actors import affiliations
from toolkit.actors.affiliations import Sides


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

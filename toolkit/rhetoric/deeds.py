"""Agency by side or actor: how often each does something, has it done to it, and is left out as the one who did it.

Made from the table of clauses (`rhetoric.clauses.find_clauses`) without reading any text again.

>>> import pandas as pd
>>> clauses = pd.DataFrame({"clause_id": ["1"], "doc_id": ["a"], "agent_spans": [[[0, 6]]], "patient_spans": [[]]})
>>> mentions = pd.DataFrame({"mention_id": ["m"], "doc_id": ["a"], "start": [0], "end": [6], "actor_id": ["r"]})
>>> roles(clauses, mentions)[["role", "actor_id"]].values.tolist()
[['agent', 'r']]
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from toolkit import resampling, stats, tables
from toolkit.actors import affiliations
from toolkit.rhetoric.clauses import Frames, packaged_frames
from toolkit.rhetoric.comparison import compare
from toolkit.rhetoric.word_lists import read_rows

# What is counted, and of what. Each pair is a share of clauses in which the group has the role.
MEASURES: Mapping[str, tuple[str, str]] = {
    "agent_share": ("agent", "agent or patient"),
    "passive_share": ("passive", "patient of a verb"),
    "omitted_share": ("agent left out", "patient of a passive or of a noun for a deed"),
    "power_share": ("has power over another", "has power, or another has it"),
    "high_agency_share": ("verb of high agency", "agent of a verb of high or low agency"),
}
# The same as a reader of a table or figure sees it.
TITLES = {
    "agent_share": "acts, is not acted upon",
    "passive_share": "in the passive",
    "omitted_share": "agent left out",
    "power_share": "has the power",
    "high_agency_share": "verb of high agency",
}
AGENCY_COLUMNS = (
    "measure",
    "group",
    "estimate",
    "low",
    "high",
    "n",
    "n_units",
    "n_documents",
    "method",
    "reliable",
)
# The values of Sap et al.'s file (agency_power.csv) and of ours.
_VALUES = {
    "power_agent": "power_agent",
    "power_theme": "power_patient",
    "power_patient": "power_patient",
    "agency_pos": "agency_high",
    "agency_high": "agency_high",
    "agency_neg": "agency_low",
    "agency_low": "agency_low",
    "agent": "power_agent",
    "patient": "power_patient",
    "theme": "power_patient",
    "high": "agency_high",
    "low": "agency_low",
}
_NEITHER = frozenset({"", "power_equal", "agency_equal", "equal", "nan", "none"})


def read_frames(path: str | os.PathLike) -> dict[str, tuple[str, ...]]:
    """What each verb implies by the user's own CSV file: verb -> power_agent, power_patient, agency_high, agency_low.

    Shape: a column `verb` and one or both of `power` (agent or patient) and `agency` (high or low). The values of
    Sap et al.'s list are understood too: power_agent, power_theme, agency_pos, agency_neg; equal and empty cells say
    nothing.
    Raises: FileNotFoundError; ValueError for missing columns or other values, all faults in one message.
    """
    rows = read_rows(Path(path))
    found = ", ".join(name for name in rows if name != "line") or "none"
    if "verb" not in rows or not {"power", "agency"} & set(rows):
        raise ValueError(f"{path}: a column verb and one of power, agency are wanted (found {found})")
    frames: dict[str, tuple[str, ...]] = {}
    faults = []
    for row in rows.to_dict("records"):
        said = [str(row.get(name) or "").strip().casefold() for name in ("power", "agency")]
        strange = [value for value in said if value not in _VALUES and value not in _NEITHER]
        faults += [f"row {row['line']}: {value!r}" for value in strange]
        verb = " ".join(str(row["verb"] or "").casefold().split())
        if verb:
            frames[verb] = tuple(_VALUES[value] for value in said if value in _VALUES)
    if faults:
        raise ValueError(
            f"{path}: power is agent or patient, agency high or low; found {'; '.join(faults[:5])}. Leave a cell empty "
            f"where a verb implies neither"
        )
    return frames


def add_frames(clauses: pd.DataFrame, frames: Frames | None = None) -> pd.DataFrame:
    """A copy of `clauses` with the column frames of another list (the packaged one by default)."""
    known = packaged_frames() if frames is None else frames
    cells = [list(known.get(verb, ())) for verb in clauses["verb"]]
    return clauses.assign(frames=pd.Series(cells, index=clauses.index, dtype="object"))


def roles(clauses: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Which actor is agent or patient of which clause, by the place of its mentions.

    Shape: one row per clause, role and actor: clause_id, doc_id, role (agent or patient), actor_id, mention_id. An
    agent is the mention that holds the last character of its phrase (the head noun's or name's), of several the
    longest one.
    """
    wanted = []
    for role in ("agent", "patient"):
        own = clauses[["clause_id", "doc_id", f"{role}_spans"]].explode(f"{role}_spans")
        own = own.dropna(subset=f"{role}_spans")
        ends = own[f"{role}_spans"].map(lambda span: span[1]).astype("int64")
        wanted.append(own[["clause_id", "doc_id"]].assign(role=role, end=ends))
    places = pd.concat(wanted, ignore_index=True)
    found = actors_at(places, mentions)
    kept = places.assign(actor_id=found["actor_id"], mention_id=found["mention_id"]).dropna(subset="actor_id")
    kept = kept.drop_duplicates(["clause_id", "role", "actor_id"])
    return kept[["clause_id", "doc_id", "role", "actor_id", "mention_id"]].reset_index(drop=True)


def actors_at(places: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """The mention and actor at the last character of each place (doc_id, end); missing where there is none.

    Shape: one row per row of `places`, in their order and with their index: mention_id, actor_id.
    """
    end = pd.to_numeric(places["end"], errors="coerce").to_numpy(dtype=float)
    usable = np.flatnonzero(end > 0)
    last = end[usable].astype("int64")
    own = mentions.dropna(subset="actor_id")
    outer, inner = stats.ranges_within(
        (own["doc_id"], own["start"], own["end"]),
        (places["doc_id"].iloc[usable], last - 1, last),
    )
    length = (own["end"] - own["start"]).to_numpy()[outer]
    order = np.lexsort((-length, inner))
    first = order[np.unique(inner[order], return_index=True)[1]]
    found = pd.DataFrame({"mention_id": None, "actor_id": None}, index=places.index, dtype="object")
    rows = usable[inner[first]]
    for name in found:
        cells = found[name].to_numpy(copy=True)
        cells[rows] = own[name].to_numpy(dtype=object)[outer[first]]
        found[name] = cells
    return found


def agency(
    clauses: pd.DataFrame,
    mentions: pd.DataFrame,
    actors: pd.DataFrame,
    units: pd.DataFrame | None = None,
    *,
    by: Literal["side", "actor"] = "actor",
    sides: affiliations.Sides | None = None,
    on: str | None = None,
    minimum: int = 1,
    negated: bool = False,
    level: float = 0.95,
) -> pd.DataFrame:
    """How each side or actor figures in deeds: as agent or patient, in actives or passives, with or without an agent.

    Shape: one row per measure and group, groups with most clauses first: measure, group, estimate, low, high, n,
    n_units (clauses of which it is a share), n_documents, method, reliable. Worked value: agent in 6 clauses, patient
    in 2 gives agent_share 6 / 8 = 0.75.
    - agent_share: agent, of all clauses in which it is agent or patient.
    - passive_share: passives, of the verbs whose patient it is. omitted_share: of passives and nouns for deeds whose
      patient it is, those without their agent.
    - power_share: it has power over another, of the clauses whose verb gives power to agent or patient.
    - high_agency_share: verbs of high agency, of those of high or low agency whose agent it is.
    `by` "side" takes `sides` (as `assign_sides` does) on the day `on`; "actor" lists those with at least `minimum`
    clauses, by name. `units` (doc_id, spans: quotes, narration, ...) keeps the clauses inside of them: how one side
    speaks, or how the paper does. Negated clauses count only with `negated`.
    Intervals: jackknife over documents; over clauses where there is one document, which says nothing of others
    (`attrs["note"]`).
    Raises: ValueError for by="side" without sides, and for any other `by`.
    """
    if by not in ("side", "actor"):
        raise ValueError(
            f"by={by!r} is none of side, actor; for quotes or narration alone pass them as units"
        )
    if by == "side" and not sides:
        raise ValueError(
            "by='side' needs sides={'name': ['actor', ...], ...}; or compare actors with by='actor'"
        )
    named = affiliations.actor_sides(actors, sides or {}, on=on) if by == "side" else _names(actors)
    held = _held(clauses, mentions, named, units, negated)
    sizes = held.groupby("group")["clause_id"].nunique()
    order = {name: at for at, name in enumerate(dict.fromkeys(named.values()))}
    sizes = sizes[sizes >= minimum].reset_index(name="size")
    sizes = sizes.assign(place=sizes["group"].map(order)).sort_values(
        ["size", "place"], ascending=[False, True]
    )
    groups = sizes["group"].tolist()
    single = held["doc_id"].nunique() < 2
    rows = [row for measure in MEASURES for row in _measure(held, measure, groups, single, level)]
    table = pd.DataFrame(rows, columns=list(AGENCY_COLUMNS))
    table.attrs["note"] = _note(held, single)
    return table


def role_units(
    clauses: pd.DataFrame,
    mentions: pd.DataFrame,
    actors: pd.DataFrame,
    sides: affiliations.Sides,
    *,
    units: pd.DataFrame | None = None,
    on: str | None = None,
    negated: bool = False,
) -> pd.DataFrame:
    """One unit for each side's part in a clause, for rhetoric.compare: who acts, and how those acted upon are told.

    Shape: unit_id, doc_id, side, n_words (1), then a column for each of `MEASURES`, which is True or False where the
    clause counts for that measure and missing elsewhere; its share is what `agency` gives. Arguments as there.
    """
    held = _held(clauses, mentions, affiliations.actor_sides(actors, sides, on=on), units, negated)
    keys = zip(held["clause_id"], held["role"], held["group"], strict=True)
    found = pd.DataFrame(
        {
            "unit_id": pd.Series([tables.identifier("role", *key) for key in keys], dtype="str"),
            "doc_id": held["doc_id"],
            "side": held["group"],
            "n_words": 1,
        }
    )
    for measure in MEASURES:
        part, whole = _counted(held, measure)
        known = part.astype("object").where(whole, None)
        found[measure] = known
    found.attrs["sides"] = dict(sides) if isinstance(sides, Mapping) else {}
    return found


def compare_roles(parts: pd.DataFrame, **options: Any) -> pd.DataFrame:
    """Agency of sides, tested: the table of compare.compare for each of `MEASURES`, items called as there.

    `parts` come from `role_units`; options as in compare.compare. q corrects for all measures.
    """
    found = [compare(parts, "side", measure=measure, **options) for measure in MEASURES]
    kept = [table for table in found if len(table)]
    table = pd.concat(kept, ignore_index=True) if kept else found[0]
    once = table.drop_duplicates("measure") if table["group"].nunique() == 2 else table
    q = stats.benjamini_hochberg(once["p"].to_numpy(dtype=float))
    if len(once) < len(table):
        table["q"] = table["measure"].map(dict(zip(once["measure"], q)))
    else:
        table["q"] = q
    table.attrs = found[0].attrs
    return table


def who_to_whom(
    clauses: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame, sides: affiliations.Sides
) -> pd.DataFrame:
    """Deeds of one side's actors to another's (or their own): who, what, to whom, how often; between sides first.

    Shape: one row per agent, verb and patient of which at least one is of a side and both are known actors: agent,
    agent_side, verb, patient, patient_side, n (clauses), documents, and doc_id, start, end, sentence_start,
    sentence_end of the first of them. Negated clauses do not count.
    """
    own = clauses[~clauses["negated"].astype(bool)]
    held = roles(own, mentions)[["clause_id", "role", "actor_id"]]
    agents, patients = (held[held["role"] == role].drop(columns="role") for role in ("agent", "patient"))
    both = agents.merge(patients, on="clause_id", suffixes=("_agent", "_patient"))
    both = both[both["actor_id_agent"] != both["actor_id_patient"]]
    names, side_of = _names(actors), affiliations.actor_sides(actors, sides)
    for role in ("agent", "patient"):
        both[role] = both[f"actor_id_{role}"].map(names)
        both[f"{role}_side"] = both[f"actor_id_{role}"].map(side_of).astype("str")
    both = both[both["agent_side"].notna() | both["patient_side"].notna()]
    places = ["clause_id", "doc_id", "verb", "start", "end", "sentence_start", "sentence_end"]
    both = both.merge(own[places], on="clause_id")
    keys = ["agent", "agent_side", "verb", "patient", "patient_side"]
    groups = both.groupby(keys, sort=False, dropna=False)
    firsts = {name: (name, "first") for name in ("doc_id", "start", "end", "sentence_start", "sentence_end")}
    table = groups.agg(n=("clause_id", "nunique"), documents=("doc_id", "nunique"), **firsts).reset_index()
    table = table.assign(_both=table["agent_side"].notna() & table["patient_side"].notna())
    order = ["_both", "documents", "n", "agent", "verb", "patient"]
    table = table.sort_values(order, ascending=[False, False, False, True, True, True], ignore_index=True)
    return table.drop(columns="_both")


def _held(
    clauses: pd.DataFrame,
    mentions: pd.DataFrame,
    named: Mapping[str, str],
    units: pd.DataFrame | None,
    negated: bool,
) -> pd.DataFrame:
    """Which group is agent or patient of which clause, with what the clause says."""
    own = clauses if negated else clauses[~clauses["negated"].astype(bool)]
    own = own if units is None else _inside(own, units)
    held = roles(own, mentions)
    held = held.assign(group=held["actor_id"].map(named)).dropna(subset="group")
    return held.drop_duplicates(["clause_id", "role", "group"]).merge(
        own[["clause_id", "voice", "agent_omitted", "frames"]], on="clause_id"
    )


def _names(actors: pd.DataFrame) -> dict[str, str]:
    """Actor by its name; two of one name are told apart by a number."""
    seen: dict[str, int] = {}
    found = {}
    for actor_id, name in zip(actors["actor_id"], actors["name"], strict=True):
        seen[name] = seen.get(name, 0) + 1
        found[actor_id] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return found


def _note(held: pd.DataFrame, single: bool) -> str:
    if held.empty:
        return "No agent or patient belongs to any of the groups: there is nothing to compare."
    if single:
        return (
            "All clauses stand in one document. Intervals say how much the numbers rest on single clauses, not what "
            "other articles would show."
        )
    return ""


def _inside(clauses: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """The clauses whose verb stands inside of one of the units' spans."""
    pieces = units[["doc_id", "spans"]].explode("spans").dropna(subset="spans")
    starts, ends = ([span[at] for span in pieces["spans"]] for at in (0, 1))
    _, inner = stats.ranges_within(
        (pieces["doc_id"], starts, ends), (clauses["doc_id"], clauses["verb_start"], clauses["verb_end"])
    )
    return clauses.iloc[np.unique(inner)]


def _counted(held: pd.DataFrame, measure: str) -> tuple[pd.Series, pd.Series]:
    """Which rows are part and which are whole of a measure."""
    agent = held["role"] == "agent"
    if measure == "agent_share":
        return agent, agent | True
    if measure == "passive_share":
        whole = ~agent & held["voice"].isin(["active", "passive"])
        return whole & (held["voice"] == "passive"), whole
    if measure == "omitted_share":
        whole = ~agent & held["voice"].isin(["passive", "nominal"])
        return whole & held["agent_omitted"].astype(bool), whole
    power = [_has(held["frames"], name) for name in ("power_agent", "power_patient")]
    if measure == "power_share":
        return (agent & power[0]) | (~agent & power[1]), power[0] | power[1]
    high, low = (_has(held["frames"], name) for name in ("agency_high", "agency_low"))
    return agent & high, agent & (high | low)


def _has(frames: Iterable[Any], name: str) -> pd.Series:
    return pd.Series([name in cell for cell in frames], index=getattr(frames, "index", None), dtype=bool)


def _measure(
    held: pd.DataFrame, measure: str, groups: list[str], single: bool, level: float
) -> list[tuple[Any, ...]]:
    part, whole = _counted(held, measure)
    kept = held[whole & held["group"].isin(groups)]
    row, clusters = pd.factorize(kept["clause_id" if single else "doc_id"])
    column = pd.Index(groups).get_indexer(kept["group"])
    shape = (len(clusters), len(groups))
    counts = [
        sparse.coo_matrix((cells.astype(float), (row, column)), shape=shape)
        for cells in (part[kept.index].to_numpy(), np.ones(len(kept)))
    ]
    if not len(groups):
        return []
    found = resampling.column_intervals(*counts, level=level)
    sums = [np.asarray(matrix.sum(axis=0)).ravel().astype(int) for matrix in counts]
    documents = kept.groupby("group")["doc_id"].nunique().reindex(groups, fill_value=0)
    method = f"jackknife over {'clauses' if single else 'documents'}"
    return [
        (
            measure, group, found["estimate"][at], found["low"][at], found["high"][at], sums[0][at], sums[1][at],
            documents[group], method, bool(found["reliable"][at]) and not single,
        )
        for at, group in enumerate(groups)
    ]  # fmt: skip

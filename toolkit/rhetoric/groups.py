"""Units with their groups and clusters, as numbers: what every comparison of this package starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from toolkit import permutation, stats, tables
from toolkit.resampling import RELIABLE_DOCUMENTS

# What every comparison gives of each item and group, first and in this order, see comparison.compare.
RESULT_COLUMNS = (
    "measure",
    "group",
    "estimate",
    "low",
    "high",
    "effect",
    "p",
    "q",
    "n_units",
    "n_documents",
    "method",
)
COMPARE_COLUMNS = (
    *RESULT_COLUMNS,
    "against",
    "scale",
    "count",
    "total",
    *(f"difference{end}" for end in ("", "_low", "_high")),
    *(f"ratio{end}" for end in ("", "_low", "_high")),
    "omnibus_p",
    "omnibus_q",
    "reliable",
)
REST = "all others"
Groups = str | pd.Series | Mapping[str, Any]
# Columns that say who speaks, the surest first.
SPEAKERS = ("actor_id", "speaker")
# Below this many units a group's shares are a description of the texts at hand and little else: with 30 against 30
# only differences of some 36 percentage points would be likely to show (`stats.detectable_difference`).
FEW_UNITS = 30
# A group most of whose words come from one speaker is a comparison of persons.
DOMINANT_SHARE = 0.5
# Where more than this part of the units come from speakers who are quoted in several documents, documents are not
# independent in what is personal: see "same speakers" in benchmarks/RESULTS.md.
RECURRING_SHARE = 0.5


@dataclass(frozen=True)
class Grouped:
    """The units that have a group: number of the group (`names`), cluster and block of each.

    `cluster` is what is left out for intervals; `exchange` what exchanges labels as a whole where it has one group (the
    clusters, or the blocks of a single one), `block` what does so within it; in words in `clustered_by` and `shuffled`.
    """

    units: pd.DataFrame
    names: list[str]
    label: np.ndarray
    cluster: np.ndarray
    exchange: np.ndarray
    block: np.ndarray
    clustered_by: str
    shuffled: str

    @property
    def clusters(self) -> int:
        """Number of clusters."""
        return int(self.cluster.max(initial=-1)) + 1

    def by_cluster(self, matrix: Any, which: np.ndarray) -> sparse.csc_matrix:
        """Sums of the rows (units) in `which`, one row per cluster."""
        return _added(matrix, which, self.cluster)

    def by_exchange(self, matrix: Any, which: np.ndarray) -> sparse.csc_matrix:
        """Sums of the rows (units) in `which`, one row for each that exchanges its label as a whole."""
        return _added(matrix, which, self.exchange)


def _added(matrix: Any, which: np.ndarray, number: np.ndarray) -> sparse.csc_matrix:
    rows = np.flatnonzero(which)
    shape = (int(number.max(initial=-1)) + 1, len(number))
    return sparse.csc_matrix(
        sparse.csr_matrix((np.ones(len(rows)), (number[rows], rows)), shape=shape) @ matrix
    )


def grouped(units: pd.DataFrame, groups: Groups, *, cluster: str = "doc_id", blocks: str = "auto") -> Grouped:
    """The units with a known group, as numbers; arguments as in compare.compare.

    Raises: ValueError for columns that are not there, or repeated unit_ids.
    """
    _check(units, cluster)
    labels = _labels(units, groups)
    known = labels.notna().to_numpy()
    names = _names(units, groups, labels)
    kept = units[known].reset_index(drop=True)
    label = pd.Index(names, dtype="object").get_indexer(labels[known].astype("object"))
    cluster_number = pd.factorize(kept[cluster])[0].astype("int64")
    lost = cluster_number < 0  # no speaker, say: a cluster of its own
    cluster_number[lost] = cluster_number.max(initial=-1) + 1 + np.arange(lost.sum())
    what = "documents" if cluster == "doc_id" else f"values of {cluster}"
    single = len(np.unique(cluster_number)) < 2
    block, shuffled = _blocks(kept, label, cluster_number, blocks, single)
    exchange = block if single else cluster_number
    if single:
        # Nothing but the units of one document is there: the intervals are over them, and say so.
        cluster_number, what = (
            np.arange(len(kept)),
            f"units of one {'document' if cluster == 'doc_id' else cluster}",
        )
    names = [str(name) for name in names]
    return Grouped(kept, names, label, cluster_number, exchange, block, what, shuffled)


def check_numbers(*, level: float, permutations: int) -> None:
    """Nothing where these can be the level of an interval and a number of shuffles; else ValueError."""
    if not 0 < level < 1:
        raise ValueError(f"level={level}: the level of an interval lies between 0 and 1; pass 0.95, say")
    if permutations < 1:
        raise ValueError(
            f"permutations={permutations}: 1 or more is wanted; with 1999 p is known to 0.01 or so"
        )


def _check(units: pd.DataFrame, cluster: str) -> None:
    tables.need_columns("units", units, ("unit_id", "doc_id", cluster), remedy="see rhetoric.units")
    again = units["unit_id"].duplicated()
    if again.any():
        raise ValueError(
            f"units: the unit_id {units['unit_id'][again].iloc[0]!r} stands in more than one row"
        )


def _labels(units: pd.DataFrame, groups: Groups) -> pd.Series:
    if isinstance(groups, str):
        if groups not in units:
            found = ", ".join(map(str, units.columns))
            raise ValueError(f"units: no column {groups!r} to group by (found {found})")
        return units[groups]
    given = dict(pd.Series(groups, dtype="object").items())
    if len(units) and not units["unit_id"].isin(list(given)).any():
        raise ValueError(
            f"groups: none of the {len(units)} units is among its {len(given)} keys, such as "
            f"{next(iter(given), None)!r}; they are unit_ids, such as {units['unit_id'].iloc[0]!r}"
        )
    return pd.Series([given.get(unit) for unit in units["unit_id"]], index=units.index, dtype="object")


def _names(units: pd.DataFrame, groups: Groups, labels: pd.Series) -> list:
    """Groups that have units: in the order of sides as given, of a categorical, else of the alphabet."""
    there = set(labels.dropna().unique())
    if isinstance(labels.dtype, pd.CategoricalDtype):
        return [name for name in labels.cat.categories if name in there]
    given = list(units.attrs.get("sides", {})) if isinstance(groups, str) and groups == "side" else []
    return [name for name in given if name in there] + sorted(there - set(given), key=str)


def _blocks(
    units: pd.DataFrame, label: np.ndarray, cluster: np.ndarray, blocks: str, single: bool
) -> tuple[np.ndarray, str]:
    """What keeps its label within a document, as numbers and in words."""
    if blocks == "auto":
        blocks = next((name for name in SPEAKERS if _speakers_serve(units, label, cluster, name)), "")
        blocks = blocks or ("unit" if single else "group")
    if blocks == "unit":
        return np.arange(len(units)), "units"
    if blocks == "group":
        return label, "groups"
    if blocks not in units:
        raise ValueError(f"blocks={blocks!r} is none of auto, unit, group, nor a column of the units")
    number = pd.factorize(units[blocks])[0].astype("int64")
    number[number < 0] = number.max(initial=-1) + 1 + np.arange((number < 0).sum())
    return number, "speakers" if blocks in SPEAKERS else f"values of {blocks}"


def _speakers_serve(units: pd.DataFrame, label: np.ndarray, cluster: np.ndarray, name: str) -> bool:
    """Whether groups are groups of speakers: each group has some, and none has two groups in one document."""
    if name not in units:
        return False
    known = units[name].notna().to_numpy()
    if not known.any() or len(np.unique(label[known])) < len(np.unique(label)):
        return False
    pairs = pd.DataFrame(
        {"cluster": cluster[known], "who": units[name].to_numpy()[known], "label": label[known]}
    )
    return bool((pairs.groupby(["cluster", "who"])["label"].nunique() == 1).all())


def warnings(found: Grouped, *, smallest_p: float) -> list[str]:
    """What forbids strong conclusions, each in a plain sentence; an empty list when nothing does."""
    said = []
    if len(found.names) < 2:
        there = found.names[0] if found.names else "no group"
        return [f"Two groups are wanted, found {there}: there is nothing to compare."]
    documents = (
        found.units["doc_id"].groupby(found.label).nunique().reindex(range(len(found.names)), fill_value=0)
    )
    units = np.bincount(found.label, minlength=len(found.names))
    if found.clustered_by.startswith("units"):
        said.append(
            "All units stand in one document. The numbers describe that text; intervals say how much they rest on "
            "single units, not what other articles would show."
        )
    elif (few := documents < RELIABLE_DOCUMENTS).any():
        named = _listed(found.names, documents, few)
        said.append(f"Few documents ({named}): below {RELIABLE_DOCUMENTS} the intervals are rough.")
    if (units < FEW_UNITS).any():
        gap = stats.detectable_difference(*(int(number) for number in np.sort(units)[:2]))
        shown = (
            "no difference between shares"
            if gap >= 1
            else f"only a difference of some {100 * gap:.0f} points"
        )
        said.append(
            f"Few units ({_listed(found.names, units, units < FEW_UNITS)}): in a share near one half, {shown} would be "
            "likely to show (80 % power at the 5 % level, if units were independent)."
        )
    if smallest_p > 0.05:
        said.append(
            f"There are so few ways to exchange labels that no outcome could have given a p below {smallest_p:.2g}: "
            "a high p says nothing here."
        )
    return said + _dominated(found) + _recurring(found)


def _listed(names: list[str], numbers: Any, which: Any) -> str:
    return ", ".join(f"{name} {int(n)}" for name, n, few in zip(names, numbers, which) if few)


def _dominated(found: Grouped) -> list[str]:
    """A sentence for each group most of whose words are one speaker's."""
    units, said = found.units, []
    if "speaker" not in units or "n_words" not in units:
        return said
    for number, name in enumerate(found.names):
        own = units[found.label == number]
        spoken = own.groupby("speaker")["n_words"].sum().sort_values(ascending=False)
        if len(spoken) and spoken.index[0] != name and spoken.iloc[0] > DOMINANT_SHARE * own["n_words"].sum():
            share = spoken.iloc[0] / own["n_words"].sum()
            said.append(
                f"{share:.0%} of the words of {name} are {spoken.index[0]}'s: what is typical of it may be personal."
            )
    return said


def _recurring(found: Grouped) -> list[str]:
    """A sentence where groups are groups of speakers most of whom are quoted in several documents."""
    if found.shuffled != "speakers" or found.clustered_by != "documents":
        return []
    name = next(name for name in SPEAKERS if name in found.units and found.units[name].notna().any())
    documents = found.units.groupby(name)["doc_id"].nunique()
    again = found.units[name].map(documents) > 1
    if again.mean() <= RECURRING_SHARE:
        return []
    people = found.units[name].groupby(found.label).nunique()
    listed = ", ".join(f"{group} {people.get(number, 0)}" for number, group in enumerate(found.names))
    return [
        f"{again.mean():.0%} of the units come from speakers who are quoted in several documents (speakers: {listed}). "
        f'p and intervals are about these persons; cluster="{name}" asks whether the groups differ beyond them.'
    ]


def opponents(found: Grouped, reference: Any) -> list[list[int]]:
    """For each group the numbers of those that it is held against; none for the reference of more than two groups.

    Raises: ValueError where the reference is no group.
    """
    numbers = range(len(found.names))
    if reference is None:
        return [[other for other in numbers if other != number] for number in numbers]
    if str(reference) not in found.names:
        there = ", ".join(found.names) or "there is none"
        raise ValueError(f"reference={reference!r} is none of the groups ({there})")
    base = found.names.index(str(reference))
    rest = [number for number in numbers if number != base]
    return [[base] if number != base else (rest if len(rest) == 1 else []) for number in numbers]


def shuffling(found: Grouped, test: permutation.LabelTest) -> str:
    """How labels were shuffled, in words."""
    how = (
        f"all {test.ways:.0f} labellings"
        if test.exact
        else f"labels shuffled {round(1 / test.smallest) - 1} times"
    )
    if found.clustered_by.startswith("units"):
        return f"p: {how} of {found.shuffled}"
    return f"p: {how} of {found.clustered_by}, and of {found.shuffled} within those of several groups"

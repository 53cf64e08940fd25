"""A mentions table as lists: what the steps of `actors.resolve` read, since a corpus has millions of mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from toolkit import lexicons

if TYPE_CHECKING:
    import pandas as pd


class Columns:
    """The columns of a mentions table as lists, in text order within each document; links as row numbers (-1: none)."""

    def __init__(self, mentions: pd.DataFrame, speaking: set[str]):
        self.size = len(mentions)
        self.doc, self.text = _strings(mentions, "doc_id"), _strings(mentions, "text")
        self.label, self.role = _strings(mentions, "label"), _strings(mentions, "role")
        self.affiliation, self.gender = _strings(mentions, "affiliation"), _strings(mentions, "gender")
        self.shared_surname = _strings(mentions, "shared_surname")
        self.start: list[int] = mentions["start"].tolist()
        ids = mentions["mention_id"].tolist()
        at_id = {identifier: at for at, identifier in enumerate(ids)}
        self.antecedent = _links(mentions, "antecedent_id", at_id)
        self.owner = _links(mentions, "owner_id", at_id)
        self.short_for = _links(mentions, "short_for", at_id)
        self.speaking = {at_id[one] for one in speaking if one in at_id}
        for at, owner in enumerate(self.owner):
            if owner >= 0:
                self.affiliation[at] = None  # written there by an earlier resolve: see actors.resolve
        folded: dict[str, str] = {}
        self.key = [folded.get(t) or folded.setdefault(t, lexicons.fold(t)) for t in self.text]


def _strings(mentions: pd.DataFrame, column: str) -> list[Any]:
    """A column of text as a list in which equal cells are one object and missing ones None."""
    if column not in mentions:
        return [None] * len(mentions)
    codes, values = mentions[column].factorize()
    texts = [value or None for value in values.tolist()] if column != "text" else values.tolist()
    texts.append("" if column == "text" else None)  # for -1, missing
    return [texts[code] for code in codes.tolist()]


def _links(mentions: pd.DataFrame, column: str, at_id: dict[str, int]) -> list[int]:
    if column not in mentions:
        return [-1] * len(mentions)
    return [at_id.get(one, -1) if isinstance(one, str) else -1 for one in mentions[column].tolist()]

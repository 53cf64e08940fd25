"""What stands inside quotes: the actors that each one mentions, and the quotes within quotes.

Tables in, tables out. A mention belongs to every quote that contains it: in "Lee said that Ek had warned Russia", with
a quote of Lee around one of Ek, both mention Russia, and only Lee's mentions Ek. `toolkit.quotes.add_about` and
`toolkit.network` rest on the same `mentioned`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit import lexicons, stats, tables

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

# Words with the noun of a body at their end that may be somebody's officials: "Russian officials", "U.S. lawmakers".
LONGEST_OFFICIALS = 6


def mentioned(quotes: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """Each mention of an actor inside each quote, in the order of `quotes` and then of the text.

    Shape: one row per quote and mention: quote_id, actor_id, mention_id, start, end, confidence, own. `confidence` is
    the mention's, for pronouns and descriptions multiplied along their chain of antecedents. `own` says that it is the
    speaker's own person: "I" and "we", or a pronoun that stands for the speaker ("Lee said she would go"). A mention
    counts when it lies within one of the quote's spans and has an actor.
    """
    import pandas as pd

    named = mentions.dropna(subset="actor_id")
    spans = [
        (row.quote_id, row.doc_id, row.actor_id, start, end)
        for row in quotes[["quote_id", "doc_id", "actor_id", "spans"]].itertuples()
        for start, end in row.spans
    ]
    columns = ["quote_id", "actor_id", "mention_id", "start", "end", "confidence", "own"]
    if named.empty or not spans:
        types = ["str", "str", "str", "int64", "int64", "float64", "bool"]
        return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in zip(columns, types)})
    inside = pd.DataFrame(spans, columns=["quote_id", "doc_id", "speaker", "start", "end"])
    at, which = stats.ranges_within(
        (inside["doc_id"], inside["start"], inside["end"]), (named["doc_id"], named["start"], named["end"])
    )
    found = (
        named[["actor_id", "mention_id", "start", "end", "text", "label"]].iloc[which].reset_index(drop=True)
    )
    speaker = inside["speaker"].iloc[at].reset_index(drop=True)
    sure = _confidences(mentions)
    first = found["text"].str.lower().isin(_first_persons())
    pronoun = found["label"] == "PRONOUN"
    found = found.assign(
        quote_id=inside["quote_id"].iloc[at].to_numpy(),
        confidence=[sure[mention] for mention in found["mention_id"]],
        own=(pronoun & (first | (found["actor_id"] == speaker).fillna(False))).astype(bool),
    )
    return found[columns].drop_duplicates(["quote_id", "mention_id"], ignore_index=True)


def _first_persons() -> set[str]:
    return {form for form, entry in lexicons.pronouns().items() if entry["person"] == 1}


def _confidences(mentions: pd.DataFrame) -> dict[str, float]:
    """How sure it is that each mention means its actor: the product of confidences up to the name."""
    rows = {row["mention_id"]: row for row in mentions.to_dict("records")}
    found = {}
    for mention_id, row in rows.items():
        product, seen = float(row["confidence"]), {mention_id}
        while row["label"] in {"PRONOUN", "NOMINAL"}:
            row = rows.get(row["antecedent_id"])
            if row is None or row["mention_id"] in seen:
                break
            seen.add(row["mention_id"])
            product *= float(row["confidence"]) if row["label"] in {"PRONOUN", "NOMINAL"} else 1.0
        found[mention_id] = round(product, 4)
    return found


def add_about(
    quotes: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame, *, self_mentions: bool = False
) -> pd.DataFrame:
    """The quotes with what each one is about: `about`, a list of actor_ids, and `about_names`, in order of mention.

    `mentions` and `actors` come from actors.resolve, `quotes` from resolve_speakers. The speaker's own person ("I", or
    "she" for Lee in "Lee said she would go") is left out, unless `self_mentions`; a speaker who is named counts.
    Shape: quotes as given, in the same order; an empty list where no actor is mentioned.
    """
    found = mentioned(quotes, mentions)
    found = found if self_mentions else found[~found["own"]]
    names = dict(zip(actors["actor_id"], actors["name"], strict=True))
    about: dict[str, dict[str, None]] = defaultdict(dict)
    for quote_id, actor_id in zip(found["quote_id"], found["actor_id"], strict=True):
        about[quote_id][actor_id] = None
    ids = [list(about.get(quote_id, {})) for quote_id in quotes["quote_id"]]
    called = [[names.get(actor_id, actor_id) for actor_id in cell] for cell in ids]
    return _with(quotes, {"about": ids, "about_names": called})


def resolve_addressees(quotes: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """The quotes with addressee_id, the actor to whom each one was said.

    A name or pronoun is its mention's actor; "Russian officials" are their state; "me" and "us" within a quote are who
    utters that quote. An audience ("reporters"), a place and an unknown person have none: `addressee` has the words.
    Shape: quotes as given, in the same order.
    """
    meant = dict(zip(mentions["mention_id"], mentions["actor_id"], strict=True))
    people = {row["actor_id"]: row["kind"] for row in actors.to_dict("records")}
    states = {row["name"]: row["actor_id"] for row in actors.to_dict("records") if row["kind"] == "state"}
    rows = tables.table("quotes", quotes).to_dict("records")
    speakers = {row["quote_id"]: row["actor_id"] for row in rows}
    found = []
    for row in rows:
        actor_id = meant.get(row["addressee_mention"])
        words = row["addressee"] if isinstance(row["addressee"], str) else ""
        if words.lower() in {"me", "us"}:
            actor_id = speakers.get(row["nested_in"])
        elif not isinstance(actor_id, str):
            actor_id = states.get(_officials_of(words))
        found.append(actor_id if isinstance(actor_id, str) and people.get(actor_id) != "place" else None)
    return _with(quotes, {"addressee_id": found})


def _officials_of(words: str) -> str | None:
    """The state whose officials or body the words describe: 'the Russian government' -> 'Russia'."""
    parts = words.split()
    if not 1 < len(parts) <= LONGEST_OFFICIALS or not lexicons.is_collective(parts[-1]):
        return None
    states = (lexicons.state_of_demonym(part) or lexicons.state_of(part) for part in parts[:-1])
    return next((state for state in states if state), None)


def _with(quotes: pd.DataFrame, columns: dict[str, list]) -> pd.DataFrame:
    """A copy of the quotes table with these columns, typed as the contract says."""
    import pandas as pd

    cells = {name: pd.Series(values, index=quotes.index, dtype="object") for name, values in columns.items()}
    result = tables.table("quotes", quotes.assign(**cells))
    order = list(dict.fromkeys([*quotes.columns, *columns]))
    return result[order].set_axis(quotes.index)


def enclosing(rows: list[Row]) -> dict[str, str]:
    """quote_id -> quote_id of the innermost quote whose content its cue stands in; `rows` are one document's.

    Only a longer quote can enclose one, so there is no circle.
    """
    spans = sorted((low, high, at) for at, row in enumerate(rows) for low, high in row["spans"])
    sizes = [sum(high - low for low, high in row["spans"]) for row in rows]
    found, around, position = {}, [], 0
    for at in sorted((at for at, row in enumerate(rows) if row["cue_start"] is not None), key=_cue(rows)):
        cue = rows[at]["cue_start"]
        while position < len(spans) and spans[position][0] <= cue:
            around.append(spans[position])
            position += 1
        around = [span for span in around if span[1] > cue]
        longer = [
            (sizes[other], rows[other]["quote_id"]) for _, _, other in around if sizes[other] > sizes[at]
        ]
        if longer:
            found[rows[at]["quote_id"]] = min(longer)[1]
    return found


def _cue(rows: list[Row]) -> Callable[[int], int]:
    return lambda at: rows[at]["cue_start"]

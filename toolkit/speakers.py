"""From a quote's source, the words that name who said it, to its speaker, the actor who is meant.

Every step has a reason and a confidence. `toolkit.quotes.resolve_speakers` is the same function.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit import lexicons, tables

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]

# A pronoun whose chain leads nowhere is looked for this far back: some six paragraphs of news text.
PRONOUN_REACH = 1500


class Speaker(NamedTuple):
    """Who a source is: name, actor_id, how sure, and why."""

    name: str | None
    actor_id: str | None
    confidence: float | None
    reason: str


# How sure each step from source to speaker is where no model says: set by hand in the order of how often it errs. A
# coreference chain has the product of its links' confidences instead.
CONFIDENCE = {
    "full name": 1.0,
    "surname": 0.95,
    "state": 1.0,
    "organisation": 1.0,
    "group": 0.9,
    "capital or seat for its state": 0.9,
    "people for their state": 0.9,
    "officials of a state": 0.9,
    "officials of an organisation": 0.9,
    "office": 0.8,
    "first person": 0.8,
    "pronoun, previous speaker of that gender": 0.6,
    "pronoun, nearest person of that gender": 0.5,
    "pronoun, previous speaker": 0.45,
    "pronoun, nearest person": 0.35,
    "unnamed source": 0.9,
}


def resolve_speakers(quotes: pd.DataFrame, mentions: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """The quotes with speaker, actor_id, speaker_confidence and speaker_reason.

    `mentions` and `actors` come from actors.resolve. A name is its actor; officials, bodies and capitals are their
    state or organisation; a pronoun follows its coreference chain, and where that leads to nobody who fits, the
    previous speaker or else the nearest person of its gender, with less confidence; "I" inside a quote is who utters
    that quote. An unnamed source ("a senior official") stays what it is: its words as the speaker, no actor. A place is
    no speaker. `speaker_reason` names the step, and CONFIDENCE says how sure each one is.

    Shape: quotes as given, in the same order.
    """
    cast = _Cast(mentions, actors)
    rows = quotes.to_dict("records")
    found: list[Speaker] = [Speaker(None, None, None, "no source in the text")] * len(rows)
    previous: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for at in sorted(range(len(rows)), key=lambda at: (rows[at]["doc_id"], _place(rows[at]))):
        found[at] = cast.speaker(rows[at], previous[rows[at]["doc_id"]])
        if found[at].actor_id in cast.people:
            previous[rows[at]["doc_id"]].append((_place(rows[at]), found[at].actor_id))
    _first_persons(rows, found, cast)
    result = quotes.copy()
    columns = ("speaker", "actor_id", "speaker_confidence", "speaker_reason")
    for number, column in enumerate(columns):
        result[column] = [speaker[number] for speaker in found]
    return tables.table("quotes", result)[list(dict.fromkeys([*quotes.columns, *columns]))]


def _place(row: Row) -> int:
    """Where the source stands, or the quote where there is none."""
    start = row["speaker_start"]
    return int(start) if isinstance(start, int | float) and start == start else int(row["start"])


class _Cast:
    """Mentions and actors, indexed for looking speakers up."""

    def __init__(self, mentions: pd.DataFrame, actors: pd.DataFrame):
        self.actors = {row["actor_id"]: row for row in actors.to_dict("records")}
        self.people = {actor_id for actor_id, row in self.actors.items() if row["kind"] == "person"}
        self.mentions = {row["mention_id"]: row for row in mentions.to_dict("records")}
        self.named: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.votes: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row in self.mentions.values():
            if row["actor_id"] in self.people:
                if row["label"] == "PERSON":
                    self.named[row["doc_id"]].append((row["start"], row["actor_id"]))
                gender = _gender(row)
                if gender in {"male", "female"}:
                    # A title is surer than a pronoun, which may be linked to the wrong person.
                    weight = 3 if row["label"] == "PERSON" else 1
                    self.votes[row["doc_id"], row["actor_id"]][gender] += weight
        for places in self.named.values():
            places.sort()

    def gender(self, doc_id: str, actor_id: str) -> str | None:
        """The gender that most pronouns and titles of a person in the document have."""
        votes = self.votes.get((doc_id, actor_id), {})
        male, female = votes.get("male", 0), votes.get("female", 0)
        return None if male == female else "male" if male > female else "female"

    def speaker(self, quote: Row, previous: list[tuple[int, str]]) -> Speaker:
        """Whom the quote's source means."""
        mention = self.mentions.get(quote["speaker_mention"])
        if mention is None:
            missing = quote["speaker_start"] is None or quote["speaker_start"] != quote["speaker_start"]
            return Speaker(
                None, None, None, "no source in the text" if missing else "source without a mention"
            )
        actor = self.actors.get(mention["actor_id"])
        if mention["label"] == "PRONOUN":
            return self._pronoun(quote, mention, actor, previous)
        if mention["label"] == "NOMINAL":
            return self._description(mention, actor)
        return self._name(mention, actor)

    def _name(self, mention: Row, actor: Row | None) -> Speaker:
        if actor is None:
            return Speaker(mention["text"], None, CONFIDENCE["unnamed source"], "unnamed source")
        if actor["kind"] == "place":
            return Speaker(None, None, None, "a place, no speaker")
        if actor["kind"] == "person":
            return _speaks(actor, "full name" if len(mention["text"].split()) > 1 else "surname")
        if actor["kind"] != "state":
            return _speaks(actor, actor["kind"])
        if mention["label"] == "NORP":
            return _speaks(actor, "people for their state")
        known = lexicons.state_of(mention["text"]) == actor["name"]
        return _speaks(actor, "state" if known else "capital or seat for its state")

    def _description(self, mention: Row, actor: Row | None) -> Speaker:
        if actor is None:
            return Speaker(mention["text"], None, CONFIDENCE["unnamed source"], "unnamed source")
        if mention["affiliation"] == actor["name"]:
            article = "a state" if actor["kind"] == "state" else "an organisation"
            return _speaks(actor, f"officials of {article}")
        text, forms = lexicons.fold(mention["text"]), [lexicons.fold(form) for form in actor["variants"]]
        if text in forms or (actor["kind"] == "person" and text in {form.split(" ")[-1] for form in forms}):
            return self._name(mention, actor)
        if isinstance(mention["antecedent_id"], str):
            return _speaks(actor, "description, coreference chain", self._chain_confidence(mention))
        return _speaks(actor, "office")

    def _pronoun(
        self, quote: Row, mention: Row, actor: Row | None, previous: list[tuple[int, str]]
    ) -> Speaker:
        entry = lexicons.pronouns().get(mention["text"].lower(), {})
        if entry.get("person") == 1:
            return Speaker(None, None, None, "first person")
        gender = _gender(mention)
        if actor is not None and self._fits(quote["doc_id"], actor, gender):
            relative = entry.get("kind") == "relative"
            reason = "relative pronoun" if relative else "pronoun, coreference chain"
            return _speaks(actor, reason, self._chain_confidence(mention))
        if gender in {"male", "female"}:
            return self._nearest(quote, gender, previous)
        return Speaker(mention["text"], None, 0.0, "pronoun, not resolved")

    def _fits(self, doc_id: str, actor: Row, gender: str | None) -> bool:
        """Whether a pronoun of that gender can mean the actor, by what the rest of the document says of it."""
        if gender not in {"male", "female"}:
            return True
        return actor["kind"] == "person" and self.gender(doc_id, actor["actor_id"]) in {gender, None}

    def _nearest(self, quote: Row, gender: str, previous: list[tuple[int, str]]) -> Speaker:
        """The person that an unresolved "he" or "she" most likely means."""
        doc_id, place = quote["doc_id"], _place(quote)
        speakers = [actor_id for at, actor_id in reversed(previous) if place - PRONOUN_REACH <= at < place]
        places = self.named[doc_id]
        low, high = bisect_left(places, (place - PRONOUN_REACH, "")), bisect_left(places, (place, ""))
        people = [actor_id for _, actor_id in reversed(places[low:high])]
        for wanted, suffix in ((gender, " of that gender"), (None, "")):
            for candidates, who in ((speakers, "previous speaker"), (people, "nearest person")):
                for actor_id in candidates:
                    if self.gender(doc_id, actor_id) == wanted:
                        return _speaks(self.actors[actor_id], f"pronoun, {who}{suffix}")
        return Speaker(None, None, 0.0, "pronoun, not resolved")

    def _chain_confidence(self, mention: Row) -> float:
        """Product of the confidences along the chain of antecedents."""
        product, seen = 1.0, set()
        while mention and mention["label"] in {"PRONOUN", "NOMINAL"} and mention["mention_id"] not in seen:
            seen.add(mention["mention_id"])
            product *= mention["confidence"]
            mention = self.mentions.get(mention["antecedent_id"])
        return round(product, 4)


def _speaks(actor: Row, reason: str, confidence: float | None = None) -> Speaker:
    sure = CONFIDENCE[reason] if confidence is None else confidence
    return Speaker(actor["name"], actor["actor_id"], sure, reason)


def _gender(row: Row) -> str | None:
    value = row.get("gender")
    if isinstance(value, str) and value:
        return value
    entry = lexicons.pronouns().get(row["text"].lower()) if row["label"] == "PRONOUN" else None
    return entry["gender"] if entry else None


def _first_persons(rows: list[Row], found: list[Speaker], cast: _Cast) -> None:
    """Give "I" and "we" as a source the speaker of the quote that they stand in, in place."""
    enclosing: dict[str, list[int]] = defaultdict(list)
    for at, speaker in enumerate(found):
        if speaker.actor_id is not None:
            enclosing[rows[at]["doc_id"]].append(at)
    for at, speaker in enumerate(found):
        if speaker.reason != "first person":
            continue
        place = _place(rows[at])
        around = [
            o for o in enclosing[rows[at]["doc_id"]] if any(a <= place < b for a, b in rows[o]["spans"])
        ]
        if around:
            outer = min(around, key=lambda other: rows[other]["end"] - rows[other]["start"])
            found[at] = _speaks(cast.actors[found[outer].actor_id], "first person")
        else:
            found[at] = Speaker(None, None, 0.0, "first person, outside any quote")

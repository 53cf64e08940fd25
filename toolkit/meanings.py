"""Whom each mention of a corpus means, and why: the steps behind `actors.resolve`.

Rows are those of the mentions table. Names come first, then descriptions that shorten a name, stand for a body or name
a person by office, then pronouns and descriptions along their coreference links.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import Any, NamedTuple

from toolkit import lexicons, names

Row = dict[str, Any]

NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP", "EVENT", "MISC"})

# "he" -> "the minister" -> "Rau": real chains are short; a longer one is a circle.
LONGEST_CHAIN = 20

_COUNTED = frozenset(
    "a an one two three four five six seven eight nine ten dozen some several many few most other another both no any "
    "either neither half".split()
)
_LINKS = frozenset(
    {"of", "for", "to", "at", "in", "from", "with", "who", "that", "on", "and", "or", "by", "like"}
)
# What news text says of sources that stay unnamed; AP Stylebook 2022, "anonymous sources".
_UNNAMED = ("anonym", "not to be named", "not be named", "not authorized", "not authorised", "familiar with")


class Meant(NamedTuple):
    """Whom a mention means: kind and key of the actor, why, and its name where that is fixed."""

    kind: str
    key: str
    reason: str
    name: str | None = None


def meant_by(rows: list[Row], speaking: set[str]) -> dict[int, Meant]:
    """Row number -> whom the mention in that row means; rows that mean nobody are left out.

    `speaking` are the mention_ids that are a quote's source: a capital among them counts as its state.
    """
    step = _Steps(rows, speaking)
    step.names()
    step.short_names()
    step.bodies()
    step.offices()
    step.references()
    step.bodies()  # of owners that are pronouns: "its spokesman"
    step.references()
    return step.meant


def office(role: str) -> str:
    """The noun of a role: 'deputy foreign minister for trade' -> minister."""
    parts = role.lower().split(",")[0].split()
    first = next((at for at, part in enumerate(parts) if at and part in _LINKS), len(parts))
    return parts[first - 1] if parts else ""


def standing(row: Row) -> str | None:
    """How a description stands for the body it belongs to: 'spokesperson', 'body', 'officials', or None.

    None for one of many ("a senior official"), for counted ones ("two officials"), for those who ask not to be named,
    and for former ones: they are sources of their own, without a name.
    """
    role, text = cell(row["role"]), row["text"].lower()
    known = lexicons.collective(office(role)) if role else None
    if known is None or role.startswith("former") or any(words in text for words in _UNNAMED):
        return None
    if known.speaks_for:
        return "spokesperson"
    first = text.split()[0]
    if known.body:
        return "body"
    counted = first in _COUNTED or first.isdigit() or text.startswith(("at least", "more than"))
    return "officials" if known.plural and known.together and not counted else None


def whole_name(row: Row) -> str:
    """The name with the surname that another one behind "and" gives it."""
    return f"{row['text']} {cell(row.get('shared_surname')) or ''}".strip()


_STANDING = {"spokesperson": "its spokesperson", "body": "a body of it", "officials": "its officials"}


class _Steps:
    """The rows, whom they mean so far, and indexes over them."""

    def __init__(self, rows: list[Row], speaking: set[str]):
        self.rows, self.speaking = rows, speaking
        self.meant: dict[int, Meant] = {}
        self.at_id = {row["mention_id"]: at for at, row in enumerate(rows)}
        self.longer: dict[str, str] = {}  # key of an acronym -> key of its full name

    def names(self) -> None:
        """Add names: states and places by themselves, people and organisations by the other names around them."""
        rows, meant = self.rows, self.meant
        labels = _usual_labels(rows, self.speaking)
        for at, label in enumerate(labels):
            found = _fixed(rows[at], label, rows[at]["mention_id"] in self.speaking)
            if found:
                meant[at] = found
        people = [at for at, label in enumerate(labels) if label == "PERSON" and at not in meant]
        bearers = [
            names.Bearer(rows[at]["doc_id"], whole_name(rows[at]), cell(rows[at].get("gender")))
            for at in people
        ]
        for at, (key, reason) in zip(people, names.tell_people_apart(bearers)):
            place = rows[at]["label"] in {"GPE", "LOC"}
            if place:
                rows[at]["affiliation"] = None  # that of the state which the place would have stood for
            meant[at] = Meant("person", key, "surname that is a place's name too" if place else reason)
        bodies = [at for at, label in enumerate(labels) if label == "ORG" and at not in meant]
        self.longer = names.expansions((rows[at]["doc_id"], rows[at]["text"]) for at in bodies)
        for at in bodies:
            key = names.organisation_key(rows[at]["text"])
            reason = "acronym of the name" if key in self.longer else "name of an organisation"
            meant[at] = Meant("organisation", self.longer.get(key, key), reason)

    def body(self, name: str, reason: str) -> Meant:
        """The state called `name`, or the organisation of that name."""
        state = lexicons.state_of(name)
        if state:
            return _state(state, reason)
        key = names.organisation_key(name)
        return Meant("organisation", self.longer.get(key, key), reason)

    def short_names(self) -> None:
        """Add "the ministry" after "the Russian Foreign Ministry": the last word of a name of the document."""
        known: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
        for at, row in enumerate(self.rows):
            last = row["text"].split()[-1].casefold() if row["text"].split() else ""
            if at in self.meant and self.meant[at].kind == "organisation" and len(row["text"].split()) > 1:
                known[row["doc_id"], last].append((row["start"], at))
        for at, row in enumerate(self.rows):
            parts = row["text"].split()
            if row["label"] != "NOMINAL" or len(parts) != 2 or parts[0].lower() != "the":
                continue
            places = sorted(known.get((row["doc_id"], parts[1].casefold()), []))
            if places and parts[1].islower():
                nearest = places[max(0, bisect_left(places, (row["start"], -1)) - 1)][1]
                self.meant[at] = self.meant[nearest]._replace(reason="last word of its name")

    def owner(self, row: Row) -> Meant | None:
        """Whom the "its" of "its president" or the "Obama" of "Obama's aides" means."""
        return self.meant.get(self.at_id.get(cell(row.get("owner_id")), -1))

    def bodies(self) -> None:
        """Add descriptions that stand for a state or organisation: "Russian officials", "the ministry's spokesman"."""
        for at, row in enumerate(self.rows):
            how = standing(row) if row["label"] == "NOMINAL" and at not in self.meant else None
            if how is None:
                continue
            affiliation, owner = cell(row["affiliation"]), self.owner(row)
            if affiliation:
                self.meant[at] = self.body(affiliation, _STANDING[how])
            elif owner and owner.kind in {"state", "organisation"}:
                self.meant[at] = owner._replace(reason=_STANDING[how])

    def offices(self) -> None:
        """Add descriptions that name a person by office ("the foreign minister"), where the document says who it is."""
        holders: dict[str, list[int]] = defaultdict(list)
        for at, row in enumerate(self.rows):
            if cell(row["role"]) and at in self.meant and self.meant[at].kind == "person":
                holders[row["doc_id"]].append(at)
        for at, row in enumerate(self.rows):
            if at not in self.meant and _names_an_office(row):
                found = self.holder(row, holders[row["doc_id"]])
                if found:
                    self.meant[at] = found

    def holder(self, row: Row, candidates: list[int]) -> Meant | None:
        """The person who holds the office: whose role fits best.

        Of several the one who is named with it twice as often as the next, else the one named last before, or first.
        """
        ranked = [(self.fit(row, self.rows[at]), at) for at in candidates]
        top = max((rank for rank, _ in ranked), default=0)
        if top <= 0:
            return None
        fitting = [at for rank, at in ranked if rank == top]
        people = Counter(self.meant[at].key for at in fitting).most_common(2)
        before = [at for at in fitting if self.rows[at]["start"] < row["start"]]
        chosen = max(before, key=lambda at: self.rows[at]["start"]) if before else fitting[0]
        reason = "holder of the office"
        if len(people) > 1 and people[0][1] >= 2 * people[1][1]:
            chosen = next(at for at in fitting if self.meant[at].key == people[0][0])
            reason += ", most named of several"
        elif len(people) > 1:
            reason += ", nearest of several"
        return self.meant[chosen]._replace(reason=reason)

    def fit(self, row: Row, holder: Row) -> int:
        """How well a person's role fits the description, 0 for not at all."""
        wanted, has = _role_words(row["role"]), _role_words(holder["role"])
        if office(row["role"]) != office(holder["role"]) or ("former" in wanted) != ("former" in has):
            return 0
        if not wanted <= has and not has <= wanted:
            return 0
        place, home = cell(row["affiliation"]), cell(holder["affiliation"])
        if place and home and place != home:
            return 0
        owner, other = self.owner(row), self.owner(holder)
        if owner and other and owner[:2] != other[:2]:
            return 0
        rank = 4 if wanted == has else 2
        # "the president" alone is a state's rather than a company's.
        own = place == home or (place is None and owner is None and home is not None and _is_state(home))
        return rank + own

    def references(self) -> None:
        """Add pronouns and descriptions: whom the mention at the end of their chain means."""
        for at, row in enumerate(self.rows):
            if at in self.meant or row["label"] not in {"PRONOUN", "NOMINAL"}:
                continue
            target = self.end_of_chain(at)
            if target is not None and agrees(row, self.meant[target].kind):
                self.meant[at] = self.meant[target]._replace(reason="coreference chain")

    def end_of_chain(self, at: int) -> int | None:
        for _ in range(LONGEST_CHAIN):
            at = self.at_id.get(cell(self.rows[at]["antecedent_id"]), -1)
            if at < 0 or at in self.meant:
                break
        return at if at >= 0 and at in self.meant else None


def _names_an_office(row: Row) -> bool:
    """Whether a description can name one person by office: "the minister", not "a minister", "ministers"."""
    role = cell(row["role"])
    if row["label"] != "NOMINAL" or not role or row["text"].lower().startswith(("a ", "an ")):
        return False
    known = lexicons.roles().get(office(role))
    return known is not None and not known.plural and standing(row) is None


def _role_words(role: str) -> frozenset[str]:
    parts = lexicons.fold(role.replace("-", " ")).split()
    return frozenset(part for part in parts if part not in _LINKS | {"the", "a", "an"})


def _is_state(name: str) -> bool:
    return lexicons.state_of(name) is not None


def _usual_labels(rows: list[Row], speaking: set[str]) -> list[str]:
    """Each row's label, or a better one where the other mentions of that name tell.

    A name that the model labels in several ways gets the label that clearly prevails in its document or, for names that
    are no place and no state, in the corpus. A description that is nothing but a name that is known from elsewhere
    ("PENCE:" in a transcript) gets that name's label.
    """
    counts: dict[tuple[str, str], Counter] = defaultdict(Counter)
    keys = [lexicons.fold(row["text"]) for row in rows]
    for row, key in zip(rows, keys):
        if row["label"] in NAME_LABELS and row["label"] not in {"MISC", "EVENT"}:
            counts[row["doc_id"], key][row["label"]] += 1
            counts["", key][row["label"]] += 1
        if row["label"] == "PERSON":
            counts[row["doc_id"], "surname " + key.split(" ")[-1]]["PERSON"] += 1
    return [
        "PERSON"
        if row["mention_id"] in speaking and _is_a_surname(row, key, counts)
        else _usual_label(row, key, counts)
        for row, key in zip(rows, keys)
    ]


def _is_a_surname(row: Row, key: str, counts: dict[tuple[str, str], Counter]) -> bool:
    """Whether a place that speaks is a person of the document: "Washington" beside "Kerry Washington"."""
    if row["label"] not in {"GPE", "LOC"} or " " in key:
        return False
    return counts.get((row["doc_id"], f"surname {key}"), Counter())["PERSON"] > 0


def _usual_label(row: Row, key: str, counts: dict[tuple[str, str], Counter]) -> str:
    label, text = row["label"], row["text"]
    unnamed = (
        label == "NOMINAL" and text.replace(" ", "").isalpha() and all(w[0].isupper() for w in text.split())
    )
    if label not in {"PERSON", "ORG", "GPE", "LOC", "MISC"} and not unnamed:
        return label
    surname = key if " " not in key else names.person(text).surname
    if unnamed and counts.get((row["doc_id"], f"surname {surname}")):
        return "PERSON"
    known = lexicons.state_of(text) or lexicons.state_of_capital(text)
    for place in (row["doc_id"],) if known else (row["doc_id"], ""):
        ranked = counts.get((place, key), Counter()).most_common(2)
        # Only a clear majority: "Jordan" may be a man and a country in one text.
        if (
            ranked
            and (len(ranked) == 1 or ranked[0][1] > 2 * ranked[1][1])
            and (ranked[0][0] != label or not place)
        ):
            return ranked[0][0]
    return label


def _fixed(row: Row, label: str, speaks: bool) -> Meant | None:
    """The state, place or group that a name means by itself."""
    if label not in {"GPE", "LOC", "ORG", "NORP", "MISC"}:
        return None
    text, given = row["text"], cell(row["affiliation"])
    state = lexicons.state_of(text) if label != "NORP" else None
    if state:
        return _state(state, "name of a state")
    seat, capital = lexicons.seats().get(lexicons.fold(text)), lexicons.state_of_capital(text)
    if seat and (given == seat.stands_for or (speaks and not given)):
        if seat.kind == "state":
            return _state(seat.stands_for, "seat of power")
        key = names.organisation_key(seat.stands_for)
        return Meant("organisation", key, "seat of power", seat.stands_for)
    if capital and label != "NORP" and (given == capital or speaks):
        return _state(capital, "capital for its state")
    if label == "NORP":
        if given and given == lexicons.state_of_demonym(text):
            return _state(given, "the people for the state")
        plural = text.endswith("s") and lexicons.state_of_demonym(text) is None
        return Meant("group", lexicons.fold(text), "name of a group") if plural else None
    if label in {"GPE", "LOC"} or capital:
        return Meant("place", lexicons.fold(text), "name of a place")
    return None


def _state(name: str, reason: str) -> Meant:
    return Meant("state", lexicons.fold(name), reason, name)


def agrees(row: Row, kind: str) -> bool:
    """Whether a pronoun can mean an actor of that kind: "she" only a person, "it" none."""
    gender = cell(row.get("gender"))
    if row["label"] != "PRONOUN" or gender is None:
        return True
    return (
        kind != "person"
        if gender == "neuter" and row["text"].lower() != "that"
        else (kind == "person" or gender == "neuter")
    )


def cell(value: Any) -> str | None:
    """A cell's text, None where it is missing (None, NaN, NA)."""
    return value if isinstance(value, str) and value else None

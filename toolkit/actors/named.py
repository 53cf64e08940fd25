"""Whom names mean: states and places by themselves, people and bodies by the other names around them."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from toolkit import lexicons
from toolkit.actors import kinds, metonymy, names
from toolkit.actors.columns import Columns
from toolkit.actors.crowds import Bearer, Crowd
from toolkit.actors.descriptions import STANDING, office
from toolkit.actors.meant import KINDS_OF_BODY, Found, Meant, is_state, state_meant, whole_name

# "The bank" is the one body that is named within so many characters before: some two sentences.
NEAR_BODY = 300
_FIXED = frozenset({"GPE", "LOC", "ORG", "NORP", "MISC"})


def add_fixed_names(found: Found, everywhere: kinds.LabelCounts) -> None:
    """Add states, places and groups, whose names mean them by themselves; say which rows name people and bodies.

    `everywhere` is how often each name of the whole corpus has which label.
    """
    of = found.of
    labels = kinds.usual_labels(of, everywhere)
    elsewhere, halves = kinds.namesakes(of), kinds.halves(of)
    for at, label in enumerate(labels):
        if label in _FIXED:
            speaks = at in of.speaking
            if (of.doc[at], of.key[at]) in halves:
                got = state_meant(halves[of.doc[at], of.key[at]], "name of a state")
            elif (of.doc[at], of.key[at]) in elsewhere:
                got = Meant("place", of.key[at], "name of a place")
            else:
                got = _fixed(of.text[at], label, of.affiliation[at], speaks)
            if got:
                found.note(at, got)
    for at, home in enumerate(of.affiliation if elsewhere else ()):
        if home and (of.doc[at], lexicons.fold(home)) in elsewhere:
            of.affiliation[at] = None
    rows = [at for at, label in enumerate(labels) if label == "PERSON" and not found.meant[at]]
    found.people = sorted(rows, key=lambda at: (of.doc[at], of.start[at]))
    found.bodies = [at for at, label in enumerate(labels) if label == "ORG" and not found.meant[at]]


def crowd(found: Found) -> Crowd:
    """The people's names of these documents, to be told apart."""
    return Crowd([_bearer(found.of, at) for at in found.people])


def add_people(found: Found, told: Sequence[tuple[str, str]]) -> None:
    """Add the people: key and reason of each row of `found.people`."""
    of = found.of
    for at, (key, reason) in zip(found.people, told, strict=True):
        if of.label[at] in {"GPE", "LOC"}:
            of.affiliation[at] = None  # that of the state which the place would have stood for
            reason = "surname that is a place's name too"
        found.note(at, Meant("person", key, reason))


def learn_acronyms(found: Found, known: names.Acronyms) -> None:
    """Let `known` be told of the acronyms of these documents, and keep what they tell by themselves."""
    of, rows = found.of, found.bodies
    told = ((of.doc[at], of.text[at], of.text[of.short_for[at]]) for at in rows if of.short_for[at] >= 0)
    written = (at for at, label in enumerate(of.label) if label == "ORG")  # laws too
    found.acronyms = known.learn({(of.doc[at], of.text[at]) for at in written}, told)


def add_organisations(found: Found) -> None:
    """Add organisations, by their names and by what acronyms stand for in the whole corpus."""
    of, rows = found.of, found.bodies
    for at in rows:
        home = of.affiliation[at]
        if home and _is_body_of_a_state(of.text[at]) and is_state(home):
            found.note(at, found.body(of.doc[at], home, STANDING["body"]))
            continue
        key, reason = found.acronyms.key(of.doc[at], of.text[at])
        if kinds.of_body(key) == "ORG":
            found.note(at, Meant("organisation", key, reason))
    _parts_of_names(found, [at for at in rows if found.meant[at] and found.meant[at].kind == "organisation"])


def _parts_of_names(found: Found, rows: list[int]) -> None:
    """Let one word stand for the one longer name of the document that it is a part of: "Post", "Justice"."""
    of = found.of
    longer: dict[tuple[str, str], set[Meant]] = defaultdict(set)
    for at in rows:
        words = of.key[at].split(" ")
        if 1 < len(words) < 5:
            meant = found.meant[at]._replace(reason="name of an organisation")
            longer[of.doc[at], words[-1]].add(meant)
            if words[-1] in KINDS_OF_BODY:
                longer[of.doc[at], words[0]].add(meant)
    for at in rows:
        key = of.key[at]
        got = longer.get((of.doc[at], key))
        acronym = of.text[at].isupper() and key in lexicons.media()  # "NBC" beside "NBC Nightly News"
        if got and len(got) == 1 and key not in lexicons.known_bodies() and not acronym:
            found.note(at, next(iter(got)))


def add_short_names(found: Found) -> None:
    """Add "the ministry" after "the Russian Foreign Ministry": the last word of a name of the document."""
    of = found.of
    wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at in found.nominal:
        parts = of.text[at].split()
        if len(parts) == 2 and parts[0].lower() == "the" and parts[1].islower():
            wanted[of.doc[at], parts[1].casefold()].append(at)
    documents = {document for document, _ in wanted}
    known: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for at, meant in enumerate(found.meant if wanted else ()):
        if meant and meant.kind == "organisation" and of.doc[at] in documents:
            parts = of.text[at].split()
            if len(parts) > 1:
                known[of.doc[at], parts[-1].casefold()].append((of.start[at], at))
    for key, rows in wanted.items():
        places = sorted(known.get(key, []))
        for at in rows if places else ():
            nearest = places[max(0, bisect_left(places, (of.start[at], -1)) - 1)][1]
            found.note(at, found.meant[nearest]._replace(reason="last word of its name"))
    _described_bodies(found, wanted)


def _described_bodies(found: Found, wanted: dict[tuple[str, str], list[int]]) -> None:
    """Add "the chain" after "the bakery chain X", and "the bank" right behind the only body named so far nearby.

    `wanted` are the rows of "the NOUN" by document and noun.
    """
    of = found.of
    nouns = lexicons.words("organisation_nouns", "noun")
    asking = {at: key for key, rows in wanted.items() if key[1] in nouns for at in rows}
    documents = {of.doc[at] for at in asking if found.meant[at] is None}
    bodies: dict[str, list[int]] = defaultdict(list)
    for at, meant in enumerate(found.meant if documents else ()):
        if meant and meant.kind == "organisation" and of.doc[at] in documents and of.label[at] == "ORG":
            bodies[of.doc[at]].append(at)
    for at, (document, noun) in asking.items():
        if found.meant[at] is not None:
            continue
        before = [one for one in bodies[document] if of.start[one] < of.start[at]]
        called = [one for one in before if of.role[one] and office(of.role[one]) == noun]
        if called:
            found.note(at, found.meant[called[-1]]._replace(reason="what the text calls it"))
        elif at in of.speaking:
            near = [one for one in before if of.start[at] - of.start[one] <= NEAR_BODY]
            if len({found.meant[one].key for one in near}) == 1 and not _is_of_another_kind(
                of.key[near[0]], noun
            ):
                found.note(at, found.meant[near[0]]._replace(reason="only body named just before"))


def _bearer(of: Columns, at: int) -> Bearer:
    """The occurrence of a person's name in a row."""
    role = of.role[at]
    noun = office(role) if role else None
    introduced = role is not None and of.owner[at] < 0 and not (noun and lexicons.noun_gender(noun))
    return Bearer(of.doc[at], whole_name(of, at), of.gender[at], noun, introduced)


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def _is_of_another_kind(name: str, noun: str) -> bool:
    """Whether a folded name says that its bearer is no NOUN: "acme university" is no company; nor is a medium."""
    last = name.rsplit(" ", 1)[-1]
    known = lexicons.words("organisation_nouns", "noun") | KINDS_OF_BODY
    other = last in known and last != noun and noun not in {"company", "group", "firm", "business"}
    return other or name in lexicons.media() or name in lexicons.known_bodies()


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def _is_body_of_a_state(name: str) -> bool:
    """Whether the name is that of a body which every state has, without saying of which: "Foreign Ministry"."""
    words = name.split()
    if words[-1].lower() not in metonymy.BODIES_OF_STATES:
        return False
    return not (lexicons.state_of_demonym(words[0]) or lexicons.state_of(words[0]))


@lru_cache(maxsize=lexicons.CACHED_FORMS)
def _fixed(text: str, label: str, given: str | None, speaks: bool) -> Meant | None:
    """The state, place or group that a name means by itself; `given` is its affiliation."""
    state = lexicons.state_of(text) if label != "NORP" else None
    if state:
        return state_meant(state, "name of a state")
    seat, capital = lexicons.seats().get(lexicons.fold(text)), lexicons.state_of_capital(text)
    if seat and (given == seat.stands_for or (speaks and not given)):
        if seat.kind == "state":
            return state_meant(seat.stands_for, "seat of power")
        key = names.organisation_key(seat.stands_for)
        return Meant("organisation", key, "seat of power", seat.stands_for)
    if capital and label != "NORP" and (given == capital or speaks):
        return state_meant(capital, "capital for its state")
    if label == "NORP":
        if given and given == lexicons.state_of_demonym(text):
            return state_meant(given, "the people for the state")
        plural = text.endswith("s") and lexicons.state_of_demonym(text) is None
        return Meant("group", lexicons.fold(text), "name of a group") if plural else None
    if label in {"GPE", "LOC"} or capital:
        return Meant("place", lexicons.place_key(text), "name of a place")
    return None

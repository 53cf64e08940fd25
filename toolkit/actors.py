"""Who appears: mentions in one document, and the actors they belong to across a corpus.

A mention is a stretch of text that refers to somebody: a name, a pronoun, or a description ("the minister"). An actor
is who is meant: a person, state, organisation, group or place. `find_mentions` reads one Doc; `resolve` merges whole
tables. Every merge carries its reason in `actors.reason`.

What stands for a state: its names ("U.S.", "Britain"), its people as a whole ("the Russians"), its officials and bodies
("Russian officials", "the British government"), a seat of power ("the Kremlin"), and its capital where that speaks or
acts ("Moscow demanded"). "In Moscow" stays a place, and the adjective "Russian" alone refers to nobody.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit import lexicons, names, phrases, tables
from toolkit.phrases import Entity

if TYPE_CHECKING:
    import pandas as pd
    from spacy.tokens import Doc

Row = dict[str, Any]

# spaCy's own pipelines have finer labels than the contract.
LABELS = {label: label for label in ("PERSON", "ORG", "GPE", "LOC", "NORP", "EVENT", "MISC")} | {
    "FAC": "LOC",
    "LAW": "MISC",
    "PRODUCT": "MISC",
    "WORK_OF_ART": "MISC",
}

# "he" -> "the minister" -> "Rau": real chains are short; a longer one is a circle.
LONGEST_CHAIN = 20

_LOCATIVE = frozenset("in at near outside around inside across through into to from throughout via".split())
_FACING = frozenset("with against between by toward towards".split())


class Meant(NamedTuple):
    """Whom a mention means: kind and key of the actor, its name where that is fixed, and why."""

    kind: str
    key: str
    reason: str
    name: str | None = None


def find_mentions(doc: Doc, *, doc_id: str) -> list[Row]:
    """The mentions of one document, in text order: rows of the mentions table without actor_id.

    Found are named entities (without title, article or possessive), pronouns and descriptions that a coreference link
    or an attribution's source involves. Beyond the table's columns a row has `gender` ('male', 'female', 'neuter' or
    None), as far as a title, a role noun or the pronoun tells. For a capital, seat of power or people that stands for a
    state, `affiliation` is that state.
    """
    entities = list(_entities(doc))
    found = _Found(doc, doc_id, entities)
    for entity in entities:
        found.add_name(entity)
    for attribution in doc._.attributions or []:
        if attribution["source"]:
            found.add_source(*attribution["source"], attribution.get("source_confidence", 1.0))
    for at, antecedent, confidence in doc._.coreference or []:
        found.add_link(at, antecedent, confidence)
    return sorted(found.rows.values(), key=lambda row: (row["start"], row["end"], row["label"]))


class _Found:
    """The mentions found so far, by token range, so that a second way to the same mention does not add it twice."""

    def __init__(self, doc: Doc, doc_id: str, entities: list[Entity]):
        self.doc, self.doc_id, self.entities = doc, doc_id, entities
        self.rows: dict[tuple[int, int], Row] = {}
        self.covering: dict[int, tuple[int, int]] = {}
        self.starts = [entity.start for entity in entities]
        self.bounds = phrases.sentence_bounds(doc)

    def near(self, start: int, end: int) -> list[Entity]:
        """The entities around a range, as far as a role can stretch."""
        reach = 2 * phrases.LONGEST_ROLE
        low, high = bisect_left(self.starts, start - reach), bisect_left(self.starts, end + reach)
        return self.entities[low:high]

    def add(self, start: int, end: int, label: str, confidence: float, given: phrases.Given) -> Row:
        """The row of the mention doc[start:end], made if it is new."""
        key = (start, end)
        if key not in self.rows:
            span = self.doc[start:end]
            low, high = span.start_char, span.end_char
            sentence = phrases.sentence(self.bounds, start, end)
            self.rows[key] = {
                "mention_id": tables.identifier(self.doc_id, low, high, label),
                "doc_id": self.doc_id,
                "start": low,
                "end": high,
                "text": span.text,
                "label": label,
                "actor_id": None,
                "confidence": float(confidence),
                "role": given.role,
                "affiliation": given.affiliation,
                "antecedent_id": None,
                "sentence_start": sentence[0],
                "sentence_end": sentence[1],
                "gender": given.gender,
            }
            for at in range(start, end):
                if at not in self.covering or label in LABELS:
                    self.covering[at] = key
        return self.rows[key]

    def add_name(self, entity: Entity) -> Row:
        near = self.near(entity.start, entity.end)
        if entity.label == "PERSON":
            given = phrases.role_of(self.doc, entity, near)
        else:
            given = phrases.Given(affiliation=_stands_for(self.doc, entity) or _home(self.doc, entity))
        return self.add(entity.start, entity.end, entity.label, entity.confidence, given)

    def add_source(self, start: int, end: int, confidence: float) -> None:
        """The mention that an attribution's source is, unless it is a name that is there already."""
        start, end = phrases.trim(self.doc, start, end)
        if start >= end or phrases.named(self.doc, start, end, self.near(start, end)):
            return
        top = phrases.head(self.doc, start, end)
        if self._is_pronoun(top):
            row = self.add_pronoun(top, confidence)
            if lexicons.pronouns()[self.doc[top].lower_]["kind"] == "relative":
                self._link_relative(row, top)
        else:
            self.add_description(start, end, confidence)

    def add_pronoun(self, at: int, confidence: float) -> Row:
        gender = lexicons.pronouns()[self.doc[at].lower_]["gender"]
        return self.add(at, at + 1, "PRONOUN", confidence, phrases.Given(gender=gender))

    def add_description(self, start: int, end: int, confidence: float) -> Row:
        given = phrases.describe(self.doc, start, end, self.near(start, end)) or phrases.Given()
        return self.add(start, end, "NOMINAL", confidence, given)

    def add_link(self, at: int, antecedent: int, confidence: float) -> None:
        """The two mentions of a coreference link, the first one pointing to the second."""
        later, earlier = self._at(at, confidence), self._at(antecedent, 1.0)
        if later and earlier and later is not earlier and later["label"] in {"PRONOUN", "NOMINAL"}:
            later["antecedent_id"] = earlier["mention_id"]
            later["confidence"] = min(later["confidence"], float(confidence))

    def _at(self, at: int, confidence: float) -> Row | None:
        """The mention whose head is token `at`."""
        if self._is_pronoun(at):
            return self.rows.get((at, at + 1)) or self.add_pronoun(at, confidence)
        if at in self.covering:
            return self.rows[self.covering[at]]
        if not phrases.is_noun(self.doc[at]):
            return None
        return self.add_description(*phrases.widen(self.doc, at), confidence)

    def _is_pronoun(self, at: int) -> bool:
        return (self.doc[at].lower_ in lexicons.pronouns() and not self.doc[at].text.isupper()) or self.doc[
            at
        ].text == "I"

    def _link_relative(self, row: Row, at: int) -> None:
        """Point a relative pronoun to the noun phrase before it."""
        before = phrases.phrase_before(self.doc, at)
        earlier = self._at(before[1] - 1, row["confidence"]) if before else None
        if earlier and row["antecedent_id"] is None:
            row["antecedent_id"] = earlier["mention_id"]


def _entities(doc: Doc) -> Iterator[Entity]:
    """The named entities of the contract's labels, trimmed to the name; "Full Name (FN)" gives two.

    Entities of another pipeline, which says nothing of how sure it is, count as sure (1).
    """
    known = doc.has_extension("entity_confidence") and doc._.entity_confidence
    for span, sure in zip(doc.ents, known or [1.0] * len(doc.ents), strict=True):
        label = LABELS.get(span.label_)
        if label is None:
            continue
        for start, end in phrases.segments_in_brackets(doc, span.start, span.end):
            start, end = phrases.trim(doc, start, end)
            if label == "PERSON":
                start = phrases.strip_titles(doc, start, end) if start < end else start
            elif start < end - 1 and doc[start].lower_ in {"the", "a", "an"}:
                start += 1
            only_role = label == "PERSON" and end - start == 1 and doc[start].lower_ in lexicons.roles()
            if (
                start < end
                and any(character.isalnum() for character in doc[start:end].text)
                and not (only_role and doc[start].text.islower())
            ):
                yield Entity(start, end, label, sure)


def _stands_for(doc: Doc, entity: Entity) -> str | None:
    """The state (or body) that a seat of power, capital or people stands for at this place, or None."""
    text = doc[entity.start : entity.end].text
    seat = lexicons.seats().get(lexicons.fold(text))
    if seat and not _is_locative(doc, entity):
        return seat.stands_for
    if entity.label == "NORP":
        return lexicons.state_of_demonym(text) if _is_people(doc, entity) else None
    state = lexicons.state_of_capital(text)
    return state if state and entity.label in {"GPE", "LOC", "ORG"} and _acts(doc, entity) else None


def _home(doc: Doc, entity: Entity) -> str | None:
    """The state in an organisation's own name: 'Russia' for 'Russian Foreign Ministry'."""
    if entity.label != "ORG" or entity.end - entity.start < 2:
        return None
    first = doc[entity.start].text
    return lexicons.state_of_demonym(first) or lexicons.state_of(first)


def _before(doc: Doc, entity: Entity) -> int:
    """The last token before the entity and its article."""
    at = entity.start - 1
    return at - 1 if at >= 0 and doc[at].lower_ == "the" else at


def _is_locative(doc: Doc, entity: Entity) -> bool:
    at = _before(doc, entity)
    return at >= 0 and doc[at].lower_ in _LOCATIVE


def _is_people(doc: Doc, entity: Entity) -> bool:
    """Whether a demonym means the people ("the Russians", "the French") and does not describe a noun."""
    last = doc[entity.end - 1]
    if phrases.word_class(last) in {"NNS", "NNPS"}:
        return True
    after = doc[entity.end] if entity.end < len(doc) else None
    describes = after is not None and phrases.word_class(after).startswith(("NN", "JJ", "CD", "HYPH"))
    article = entity.start > 0 and doc[entity.start - 1].lower_ == "the"
    return not describes and (article or last.text.endswith("s"))


def _acts(doc: Doc, entity: Entity) -> bool:
    """Whether a capital speaks, wants, is negotiated with, or is the origin of words at this place."""
    for attribution in doc._.attributions or []:
        source = attribution["source"]
        if source and source[0] <= entity.start and phrases.head(doc, *source) == entity.end - 1:
            return True
    at, end = _before(doc, entity), entity.end
    before = doc[at].lower_ if at >= 0 else ""
    nouns = lexicons.words("agent_nouns", "noun")
    if before == "from" and at > 0 and doc[at - 1].lower_ in nouns:
        return True
    if end < len(doc) and doc[end].text in {"'s", "’s", "'", "’"}:
        return any(token.lower_ in nouns for token in doc[end + 1 : end + 3])
    if before in _LOCATIVE:
        return False
    if before in _FACING or (end < len(doc) and doc[end].lower_ in nouns and doc[end].text.islower()):
        return True
    return _is_agent(doc, end)


def _is_agent(doc: Doc, at: int) -> bool:
    """Whether a verb of speech, will or decision follows at `at`, auxiliaries and adverbs in between allowed."""
    for token in doc[at : at + 4]:
        kind = phrases.word_class(token)
        if kind.startswith("VB") and phrases.is_form_of(token, lexicons.words("agent_verbs", "lemma")):
            return True
        if not (
            kind in {"MD", "RB"}
            or token.lower_ in {"has", "had", "have", "does", "did", "not", "n't", "n’t", "also"}
        ):
            return False
    return False


def resolve(mentions: pd.DataFrame, quotes: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The mentions with their actor_id, and the actors table.

    Names are merged first within a document, then across the corpus: a surname goes to the one person of the document
    who bears it, else to the one of the corpus; people of one surname and different given names stay apart. Pronouns
    and descriptions go where their antecedent goes. With `quotes`, a capital that is a quote's source counts as its
    state. `actors.mentions` counts names, pronouns and descriptions alike. Attributive demonyms ("Russian troops"),
    events and other names get no actor.

    Shape: mentions as given, in the same order; actors by falling number of mentions, then name.
    """
    import pandas as pd

    rows = mentions.to_dict("records")
    speaking = set() if quotes is None else set(quotes["speaker_mention"].dropna())
    meant = _meant_by_names(rows, speaking)
    _meant_by_descriptions(rows, meant)
    _meant_by_reference(rows, meant)
    actors, identifiers = _actors(rows, meant)
    found = [identifiers[meant[at][:2]] if at in meant else None for at in range(len(rows))]
    return mentions.assign(actor_id=pd.Series(found, index=mentions.index, dtype="str")), actors


def _meant_by_names(rows: list[Row], speaking: set[str]) -> dict[int, Meant]:
    """Row number -> whom the name in that row means."""
    labels = _usual_labels(rows)
    meant: dict[int, Meant] = {}
    for at, label in enumerate(labels):
        found = _fixed(rows[at], label, rows[at]["mention_id"] in speaking)
        if found:
            meant[at] = found
    people = [at for at, label in enumerate(labels) if label == "PERSON" and at not in meant]
    bearers = [
        names.Bearer(rows[at]["doc_id"], rows[at]["text"], _text(rows[at].get("gender"))) for at in people
    ]
    for at, (key, reason) in zip(people, names.tell_people_apart(bearers)):
        meant[at] = Meant("person", key, reason)
    bodies = [at for at, label in enumerate(labels) if label == "ORG" and at not in meant]
    longer = names.expansions((rows[at]["doc_id"], rows[at]["text"]) for at in bodies)
    for at in bodies:
        key = names.organisation_key(rows[at]["text"])
        meant[at] = Meant(
            "organisation", longer.get(key, key), "acronym of the name" if key in longer else "name"
        )
    return meant


def _usual_labels(rows: list[Row]) -> list[str]:
    """Each row's label, or a better one where the other mentions of that name tell.

    A name that the model labels in several ways gets the label that clearly prevails in its document or, for names that
    are no place and no state, in the corpus. A description that is nothing but a name that is known from elsewhere
    ("PENCE:" in a transcript) gets that name's label.
    """
    counts: dict[tuple[str, str], Counter] = defaultdict(Counter)
    keys = [lexicons.fold(row["text"]) for row in rows]
    for row, key in zip(rows, keys):
        if row["label"] in LABELS and row["label"] not in {"MISC", "EVENT"}:
            counts[row["doc_id"], key][row["label"]] += 1
            counts["", key][row["label"]] += 1
        if row["label"] == "PERSON":
            counts[row["doc_id"], "surname " + key.split(" ")[-1]]["PERSON"] += 1
    return [_usual_label(row, key, counts) for row, key in zip(rows, keys)]


def _usual_label(row: Row, key: str, counts: dict[tuple[str, str], Counter]) -> str:
    label, text = row["label"], row["text"]
    unnamed = (
        label == "NOMINAL" and text.replace(" ", "").isalpha() and all(w[0].isupper() for w in text.split())
    )
    if label not in {"PERSON", "ORG", "GPE", "LOC", "MISC"} and not unnamed:
        return label
    if unnamed and counts.get((row["doc_id"], f"surname {key}")):
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
    text, given = row["text"], _text(row["affiliation"])
    state = lexicons.state_of(text) if label != "NORP" else None
    if state:
        return _state(state, "name of a state")
    seat, capital = lexicons.seats().get(lexicons.fold(text)), lexicons.state_of_capital(text)
    if seat and (given == seat.stands_for or speaks):
        return _body(seat.stands_for, "seat of power", seat.kind)
    if capital and label != "NORP" and (given == capital or speaks):
        return _state(capital, "capital for its state")
    if label == "NORP":
        if given and given == lexicons.state_of_demonym(text):
            return _state(given, "the people for the state")
        plural = text.endswith("s") and lexicons.state_of_demonym(text) is None
        return Meant("group", lexicons.fold(text), "name") if plural else None
    if label in {"GPE", "LOC"} or capital:
        return Meant("place", lexicons.fold(text), "name")
    return None


def _state(name: str, reason: str) -> Meant:
    return Meant("state", lexicons.fold(name), reason, name)


def _body(name: str, reason: str, kind: str | None = None) -> Meant:
    """The state called `name`, or the organisation of that name."""
    if kind == "state" or (kind is None and lexicons.state_of(name)):
        return _state(lexicons.state_of(name) or name, reason)
    return Meant("organisation", names.organisation_key(name), reason)


def _meant_by_descriptions(rows: list[Row], meant: dict[int, Meant]) -> None:
    """Add descriptions that stand for a body ("Russian officials") or name a known person by office."""
    offices: dict[tuple[str, str], set[tuple[str | None, str]]] = defaultdict(set)
    known = {}
    for at, row in enumerate(rows):
        role = _text(row["role"])
        if role and at in meant and meant[at].kind == "person":
            offices[row["doc_id"], _office(role)].add((_text(row["affiliation"]), meant[at].key))
            known[meant[at].key] = meant[at]
    for at, row in enumerate(rows):
        role, affiliation = _text(row["role"]), _text(row["affiliation"])
        if row["label"] != "NOMINAL" or not role:
            continue
        if affiliation and lexicons.stands_for_body(_office(role)):
            meant[at] = _body(affiliation, "officials or body of it")
        elif _text(row["antecedent_id"]) is None and not row["text"].lower().startswith(("a ", "an ")):
            holders = {
                key
                for place, key in offices[row["doc_id"], _office(role)]
                if place == affiliation or not affiliation
            }
            if len(holders) == 1:
                meant[at] = known[holders.pop()]._replace(reason="office")


def _office(role: str) -> str:
    """The noun of a role: 'deputy foreign minister for trade' -> minister."""
    parts = role.lower().split()
    first = next(
        (at for at, part in enumerate(parts) if at and part in {"of", "for", "to", "at", "in"}), len(parts)
    )
    return parts[first - 1] if parts else ""


def _meant_by_reference(rows: list[Row], meant: dict[int, Meant]) -> None:
    """Add pronouns and descriptions: whom the mention at the end of their chain means."""
    at_id = {row["mention_id"]: at for at, row in enumerate(rows)}
    for at, row in enumerate(rows):
        if at in meant or row["label"] not in {"PRONOUN", "NOMINAL"}:
            continue
        target = _end_of_chain(rows, at, at_id, meant)
        if target is not None and _agrees(row, meant[target].kind):
            meant[at] = meant[target]._replace(reason="coreference")


def _end_of_chain(rows: list[Row], at: int, at_id: dict[str, int], meant: dict[int, Meant]) -> int | None:
    for _ in range(LONGEST_CHAIN):
        at = at_id.get(_text(rows[at]["antecedent_id"]), -1)
        if at < 0 or at in meant:
            break
    return at if at >= 0 and at in meant else None


def _agrees(row: Row, kind: str) -> bool:
    """Whether a pronoun can mean an actor of that kind: "she" only a person, "it" none."""
    gender = _text(row.get("gender"))
    if row["label"] != "PRONOUN" or gender is None:
        return True
    return (
        kind != "person"
        if gender == "neuter" and row["text"].lower() not in {"that", "which"}
        else (kind == "person" or gender == "neuter")
    )


def _actors(rows: list[Row], meant: dict[int, Meant]) -> tuple[pd.DataFrame, dict[tuple[str, str], str]]:
    """The actors table, and actor (kind, key) -> actor_id."""
    members: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at in sorted(meant):
        members[meant[at][:2]].append(at)
    found, identifiers = [], {}
    for actor, where in members.items():
        row = _actor(rows, meant, actor[0], where)
        if row is not None:
            identifiers[actor] = row["actor_id"]
            found.append(row)
    found.sort(key=lambda row: (-row["mentions"], row["name"], row["actor_id"]))
    return tables.table("actors", found), identifiers


def _actor(rows: list[Row], meant: dict[int, Meant], kind: str, where: list[int]) -> Row:
    """The row of one actor, from its mentions."""
    named = [at for at in where if rows[at]["label"] in LABELS] or where
    forms = Counter(" ".join(rows[at]["text"].split()) for at in named)
    fixed = next((meant[at].name for at in where if meant[at].name), None)
    name = fixed or _best_form(forms, kind)
    own = [at for at in named if kind in {"person", "organisation"}]
    roles = Counter(role for at in own if (role := _text(rows[at]["role"])))
    homes = Counter(home for at in own if (home := _text(rows[at]["affiliation"])) and home != name)
    reasons = Counter(meant[at].reason for at in where)
    return {
        "actor_id": tables.identifier("actor", kind, meant[where[0]].key),
        "name": name,
        "kind": kind,
        "role": _most_frequent(roles),
        "affiliation": name if kind == "state" else _most_frequent(homes),
        "mentions": len(where),
        "documents": len({rows[at]["doc_id"] for at in where}),
        "reason": "; ".join(
            reason for reason, _ in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        ),
        "variants": [form for form, _ in sorted(forms.items(), key=lambda item: (-item[1], item[0]))],
    }


def _best_form(forms: Counter, kind: str) -> str:
    """The form to call an actor by: for people the most frequent full name, else the most frequent form."""

    def rank(form: str) -> tuple:
        parsed = names.person(form)
        full = kind == "person" and bool(parsed.given) and len(parsed.given[0]) > 1
        shouted = form.isupper() and len(form) > 5
        return (not full, shouted, -forms[form], -len(form), form)

    best = min(forms, key=rank)
    return best[4:] if best.startswith(("the ", "The ")) and kind != "person" else best


def _most_frequent(counts: Counter) -> str | None:
    return min(counts, key=lambda value: (-counts[value], -len(value), value)) if counts else None


def _text(value: Any) -> str | None:
    """A cell's text, None where it is missing (None, NaN, NA)."""
    return value if isinstance(value, str) and value else None

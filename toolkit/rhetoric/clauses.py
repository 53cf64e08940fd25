"""Who does what to whom: each verb of a Doc with its agent and patient, active or passive, agent named or left out.

Read from the tree in spaCy's English scheme. Subject-verb-object triples (textacy's `subject_verb_object_triples`, for
one) keep the grammatical subject; here a passive's subject is its patient, subjects are handed on to conjoined verbs,
relative clauses, participles and infinitives, and a few nouns for deeds count too ("the invasion of Ukraine by
Russia"). What is possible, planned or denied is listed like what is done: `negated` marks the plainly denied.

Leaving the agent out is what Fowler, Hodge, Kress & Trew 1979 (Language and Control) and van Leeuwen 1996 ("The
representation of social actors": suppression, backgrounding) read for whose deeds go unsaid. Power and agency of verbs
follow the idea of Sap et al. 2017 (connotation frames). A finding, not a verdict: many passives leave out what
everybody knows.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from toolkit import lexicons, tables
from toolkit.rhetoric.tree_phrases import is_noun, is_verb, joined, phrase, sentence_characters, span
from toolkit.text.parsed import Parsed, Range, parsed

if TYPE_CHECKING:
    from spacy.tokens import Doc

Row = dict[str, Any]
Frames = Mapping[str, tuple[str, ...]]

VOICES = tables.VOICES
CLAUSE_COLUMNS = tables.columns("clauses")

# What a verb that says no deed is to its head.
_NO_DEEDS = frozenset({"aux", "auxpass", "amod", "compound", "pobj", "nsubj", "nsubjpass", "case"})
# Verbs that say what something is or seems: no deed.
COPULAS = frozenset({"be", "become", "seem", "appear", "remain"})
_DITRANSITIVE = frozenset(
    "give offer send tell show award pay hand grant lend promise teach deny owe sell bring cost".split()
)
# "Promised the voters to cut taxes": the subject cuts, not the object (Rosenbaum 1967; Chomsky's exception).
_SUBJECT_CONTROL = frozenset({"promise", "threaten", "vow", "pledge", "swear"})
# "Accused Moscow of bombing": the object does what stands behind the preposition.
_OBJECT_PREPOSITIONS = frozenset({"of", "from", "for", "into"})
# What is refused, avoided or failed at is not done (negative implicatives: Karttunen 1971).
_NOT_DONE = frozenset({"refuse", "decline", "fail", "neglect", "avoid", "deny", "forget", "refrain"})
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "hardly", "scarcely", "nor", "neither"})
_NOBODY = frozenset({"no", "nobody", "none", "neither", "nothing"})
_RELATIVES = frozenset({"which", "who", "whom", "that"})
# "The day Lee won": a relative clause whose head is no object of its verb.
_CIRCUMSTANCES = frozenset(
    "day week month year time moment hour night morning way reason place point extent degree fact".split()
)
_NO_AGENT = frozenset(
    "accident mistake phone email mail law time now then today tomorrow midnight noon hand force surprise far default "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december week month year end".split()
)
# "The price is hard to beat": the subject is no agent of the infinitive (tough movement).
_TOUGH = frozenset({"difficult", "hard", "easy", "tough", "impossible", "fun", "simple"})
# Participles with "be" that are no passives: "all signs were gone".
_NEVER_PASSIVE = frozenset({"go", "come", "arrive", "die", "happen", "fall", "rise"})
_DEEPEST = 6  # steps up the tree to a subject; more are errors of the parser


class _Roles(NamedTuple):
    """A clause's words by their token numbers."""

    verb: int
    lemma: str
    voice: str
    negated: bool
    agent: int | None
    patient: int | None


def find_clauses(
    doc: Doc, *, doc_id: str, frames: Frames | None = None, columns: Parsed | None = None
) -> list[Row]:
    """Who does what to whom in `doc`: one row per verb (or noun for a deed) in text order.

    Shape: rows with the columns of `CLAUSE_COLUMNS`. Agents and patients go from the first word of their phrase to its
    head noun, or to the end of the name that the head is in ("the Ministry of Defence", but "the mayor" of "the mayor
    of Lyon"), so that mentions can be joined by offsets. Verbs of being are left out, and verbs without agent and
    patient. `frames` maps a verb to what it implies, as `read_frames` gives it (the packaged list by default).
    `columns` are the Doc's (`parsed`), where other finders need them too. A Doc without a dependency tree has no rows.
    """
    p = columns or parsed(doc)
    known = packaged_frames() if frames is None else frames
    nouns = _deed_nouns()
    found = (
        _verb_roles(p, at) if tag.startswith("VB") else _noun_roles(p, at)
        for at, (tag, lemma) in enumerate(zip(p.tags, p.lemmas, strict=True))
        if tag.startswith("VB") or lemma in nouns
    )
    return [_row(p, doc_id, roles, known) for roles in found if roles]


def _row(p: Parsed, doc_id: str, roles: _Roles, frames: Frames) -> Row:
    agents, patients = _spans(p, roles.agent), _spans(p, roles.patient)
    verb = p.starts[roles.verb], p.ends[roles.verb]
    agent, patient = _whole(agents), _whole(patients)
    everything = [*agents, *patients, verb]
    low, high = sentence_characters(p, roles.verb)
    return {
        "clause_id": tables.identifier("clause", doc_id, *verb),
        "doc_id": doc_id,
        "start": min(everything)[0],
        "end": max([end for _, end in everything]),
        "verb": roles.lemma,
        "verb_start": verb[0],
        "verb_end": verb[1],
        "voice": roles.voice,
        "negated": roles.negated,
        "agent_start": agent[0],
        "agent_end": agent[1],
        "agent": p.text[slice(*agent)] if agents else None,
        "patient_start": patient[0],
        "patient_end": patient[1],
        "patient": p.text[slice(*patient)] if patients else None,
        "agent_omitted": roles.voice != "active" and roles.agent is None,
        "frames": list(frames.get(roles.lemma, ())),
        "agent_spans": [list(each) for each in agents],
        "patient_spans": [list(each) for each in patients],
        "sentence_start": low,
        "sentence_end": high,
    }


def _whole(spans: list[Range]) -> tuple[int | None, int | None]:
    """From where the first of the spans begins to where the last ends."""
    return (spans[0][0], spans[-1][1]) if spans else (None, None)


def _spans(p: Parsed, at: int | None) -> list[Range]:
    return [] if at is None else [span(p, phrase(p, head)) for head in joined(p, at)]


def _verb_roles(p: Parsed, at: int) -> _Roles | None:
    """Agent and patient of the verb at `at`; None for an auxiliary, a verb of being, or a word with neither."""
    lemma = p.lemmas[at]
    if p.deps[at] in _NO_DEEDS or lemma in COPULAS:
        return None
    own = p.child_deps[at]
    if "det" in own:
        return None  # "the killing": a noun, whatever its tag
    subject, passive = subject_of(p, at), is_passive(p, at)
    agent, patient = (_by_agent(p, at), subject) if passive else (subject, object_of(p, at))
    if agent is None and patient is None:
        return None
    negated = is_negated(p, at) or any(_is_nobody(p, role) for role in (agent, patient) if role is not None)
    if "prt" in own:
        lemma = f"{lemma} {p.lowers[p.children[at][own.index('prt')]]}"
    return _Roles(at, lemma, "passive" if passive else "active", negated, agent, patient)


def is_passive(p: Parsed, at: int, depth: int = 0) -> bool:
    """Whether the verb at `at` is passive: by its auxiliary, as a participle behind a noun, or joined to such a one."""
    own = p.child_deps[at]
    if p.lemmas[at] in _NEVER_PASSIVE:
        return False
    if "auxpass" in own or "nsubjpass" in own:
        return True
    if p.tags[at] not in {"VBN", "VBD"} or "aux" in own or "nsubj" in own:
        return False
    if p.deps[at] in {"acl", "advcl"}:
        return "dobj" not in own and (p.deps[at] == "acl" or p.tags[at] == "VBN")
    head = p.heads[at]
    joined_to = p.deps[at] == "conj" and p.tags[at] == "VBN" and is_verb(p, head)
    return joined_to and depth < _DEEPEST and is_passive(p, head, depth + 1)


def subject_of(p: Parsed, at: int, depth: int = 0) -> int | None:
    """The token of the verb's subject, its own or one handed down to it; the antecedent of a relative pronoun."""
    kinds = p.child_deps[at]
    own = [child for child, kind in zip(p.children[at], kinds) if kind == "nsubj" or kind == "nsubjpass"]
    if own:  # of two before the verb the nearer one: "WASHINGTON - Lee said ..."
        return _meant(p, max((child for child in own if child < at), default=own[0]), at)
    if "csubj" in kinds or "csubjpass" in kinds:
        return None
    if (moved := _before_verb(p, at)) is not None or depth > _DEEPEST:
        return moved
    head, dep = p.heads[at], p.deps[at]
    if dep == "acl":
        infinitive = any(p.tags[child] == "TO" for child in p.children[at])
        return _possessor(p, head) if infinitive else (head if is_noun(p, head) else None)
    if dep == "conj" and is_verb(p, head):
        return subject_of(p, head, depth + 1)
    if dep == "pcomp":
        return _subject_behind_preposition(p, head, depth)
    if dep in {"xcomp", "ccomp", "advcl"} and (dep == "xcomp" or _is_open(p, at)):
        return _controller(p, head, at, dep, depth)
    return None


def _before_verb(p: Parsed, at: int) -> int | None:
    """A noun that the parser took for the verb's object although it stands before it: in English, then, its subject."""
    for child in p.children[at] if "dobj" in p.child_deps[at] else ():
        if p.deps[child] == "dobj" and child < at and not p.tags[child].startswith("W") and is_noun(p, child):
            return child
    return None


def _is_open(p: Parsed, at: int) -> bool:
    """Whether a clause has its subject elsewhere: "calling it ...", "to call it ...", "asked about it, ..."."""
    infinitive = any(p.tags[child] == "TO" for child in p.children[at])
    return infinitive or p.tags[at] in {"VBG", "VBN"}


def _controller(p: Parsed, head: int, at: int, dep: str, depth: int) -> int | None:
    """Who is meant to do what an infinitive or participle says: the object of its governor, else the subject."""
    if not is_verb(p, head):
        above = p.heads[head]
        subject = subject_of(p, above, depth + 1) if is_verb(p, above) else None
        empty = subject is not None and p.lowers[subject] == "it"
        # "is ready to attack", but "it is wise to wait", "is hard to beat"
        return None if empty or p.lowers[head] in _TOUGH else subject
    if dep != "advcl" and p.lemmas[head] not in _SUBJECT_CONTROL and not is_passive(p, head):
        objects = [child for child in p.children[head] if p.deps[child] == "dobj" and child < at]
        if objects:
            return _meant(p, objects[0], head)
    return subject_of(p, head, depth + 1)


def _subject_behind_preposition(p: Parsed, preposition: int, depth: int) -> int | None:
    """Who does what stands as an -ing form behind a preposition: "accused Moscow of bombing", "left without paying"."""
    governor = p.heads[preposition]
    of = p.lowers[preposition] in _OBJECT_PREPOSITIONS
    if not is_verb(p, governor):
        above = p.heads[governor]
        is_object = of and p.deps[governor] == "dobj" and is_verb(p, above)
        if is_object:
            return governor
        return subject_of(p, above, depth + 1) if p.deps[governor] == "acomp" else None
    if p.lowers[preposition] == "by" and is_passive(p, governor):
        return None  # "was closed by raising taxes": whoever closed it, not what was closed
    objects = [child for child in p.children[governor] if p.deps[child] == "dobj"]
    return objects[0] if of and objects else subject_of(p, governor, depth + 1)


def _meant(p: Parsed, at: int, verb: int) -> int | None:
    """The noun that a subject or object stands for: its antecedent where it is a relative pronoun; None for "what"."""
    if p.tags[at] not in {"WDT", "WP"} and not (p.tags[at] == "IN" and p.lowers[at] == "that"):
        return at if is_noun(p, at) else None
    while p.deps[verb] == "conj" and is_verb(p, p.heads[verb]):
        verb = p.heads[verb]
    head = p.heads[verb]
    return head if p.deps[verb] == "relcl" and p.lowers[at] in _RELATIVES and is_noun(p, head) else None


def object_of(p: Parsed, at: int) -> int | None:
    """The token of the verb's object: what is given, not to whom; the antecedent in a relative clause."""
    objects = [child for child, kind in zip(p.children[at], p.child_deps[at]) if kind == "dobj"]
    if objects and (moved := _before_verb(p, at)) is not None:
        objects.remove(moved)
    if objects:
        return _meant(p, objects[-1 if p.lemmas[at] in _DITRANSITIVE else 0], at)
    shared = at + 2
    if shared < len(p.tags) and p.tags[at + 1] == "CC" and p.heads[shared] == at and p.deps[shared] == "conj":
        return object_of(p, shared)  # "shelled and burned the bridge"
    return _reduced_object(p, at) if p.deps[at] == "relcl" else None


def _reduced_object(p: Parsed, at: int) -> int | None:
    """The antecedent of a relative clause without pronoun: "the town Russia took"; not "the day Russia withdrew"."""
    head = p.heads[at]
    own = set(p.child_deps[at])
    pronoun = any(p.tags[child].startswith("W") for child in p.children[at])
    complete = own & {"prep", "ccomp", "xcomp", "prt", "acomp", "oprd", "advcl", "npadvmod"}
    if pronoun or complete or "nsubj" not in own or p.lemmas[head] in _CIRCUMSTANCES or not is_noun(p, head):
        return None
    return head


def _by_agent(p: Parsed, at: int) -> int | None:
    for child in p.children[at]:
        if p.deps[child] == "agent" or (p.lowers[child] == "by" and p.deps[child] == "prep"):
            for noun in p.children[child]:
                if p.deps[noun] == "pobj" and p.lemmas[noun] not in _NO_AGENT and p.tags[noun] != "CD":
                    return _meant(p, noun, at)
    return None


def _possessor(p: Parsed, at: int) -> int | None:
    return next((child for child in p.children[at] if p.deps[child] == "poss"), None)


def _is_nobody(p: Parsed, at: int) -> bool:
    return p.lowers[at] in _NOBODY or "no" in [p.lowers[child] for child in p.children[at] if child < at]


def is_negated(p: Parsed, at: int, depth: int = 0) -> bool:
    """Whether the text says that the verb's deed is not done, in the ways that a word of its own shows."""
    own = p.child_deps[at]
    if "neg" in own or not _NEGATIONS.isdisjoint([p.lowers[child] for child in p.children[at]]):
        return True
    head, dep = p.heads[at], p.deps[at]
    if depth > _DEEPEST:
        return False
    if dep == "pcomp":
        return p.lowers[head] == "without"
    if dep == "xcomp" and is_verb(p, head):
        return p.lemmas[head] in _NOT_DONE or is_negated(p, head, depth + 1)
    shares = dep == "conj" and p.tags[at] == "VB" and is_verb(p, head)
    return shares and "aux" not in own and "nsubj" not in own and is_negated(p, head, depth + 1)


def _noun_roles(p: Parsed, at: int) -> _Roles | None:
    """Agent and patient of a noun for a deed: "Russia's invasion of Ukraine"; None where it names neither."""
    entry = _deed_nouns().get(p.lemmas[at])
    if entry is None or not p.tags[at].startswith("NN") or p.deps[at] == "compound":
        return None
    agent = patient = None
    for child in p.children[at]:
        nouns = [noun for noun in p.children[child] if p.deps[noun] == "pobj" and is_noun(p, noun)]
        if child < at or not nouns:
            continue
        if p.lowers[child] in entry["patient_prepositions"] and patient is None:
            patient = nouns[0]
        elif p.lowers[child] == "by" and p.lemmas[nouns[0]] not in _NO_AGENT:
            agent = nouns[0]
    owner = _possessor(p, at)
    if owner is not None and agent is None and (patient is not None or entry["possessor"] == "agent"):
        agent = owner
    elif owner is not None and patient is None:
        patient = owner
    if agent is None and patient is None:
        return None
    return _Roles(at, entry["verb"], "nominal", _is_nobody(p, at), agent, patient)


@cache
def _deed_nouns() -> dict[str, Row]:
    return {entry["noun"]: entry for entry in lexicons.entries("deed_nouns")}


@cache
def packaged_frames() -> dict[str, tuple[str, ...]]:
    """What each verb of the packaged list implies: verb -> power_agent, power_patient, agency_high, agency_low."""
    found = {}
    for entry in lexicons.entries("agency_verbs"):
        pairs = (("power", entry["power"]), ("agency", entry["agency"]))
        found[entry["verb"]] = tuple(f"{name}_{value}" for name, value in pairs if value)
    return found

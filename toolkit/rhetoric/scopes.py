"""What a negation, a condition and a threat reach to: scopes in the tree of one Doc."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from toolkit.text.parsed import Parsed

# Verbs whose negation is meant of what they introduce ("I don't think it works": Horn 1989, neg-raising).
RAISING = frozenset("think believe suppose expect imagine guess reckon seem appear want intend feel".split())
# Clauses that a negation above them does not reach.
_BARRIERS = frozenset({"advcl", "relcl", "parataxis", "appos", "acl", "csubj"})
_INVERTED = frozenset({"should", "had", "were"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl", "csubj"})

# Words for a harm in the clause that a condition leads to. Own list, after the frames of CAMEO 13 (Schrodt 2012).
_HARMS = frozenset(
    "abandon annihilate arrest attack ban blockade bomb boycott burn collapse confiscate consequence crush cut "
    "deport destroy die disaster escalate escalation evict expel face fight fine fire force forfeit hit invade "
    "jail kill lose penalise penalize penalty perish price prosecute punish punishment quit react regret "
    "reprisal respond response retaliate retaliation ruin sanction seize shoot shut starve strike sue suffer "
    "suspend terminate trouble war withdraw".split()
)
_FUTURE = frozenset({"will", "'ll", "’ll", "would", "shall", "wo", "going", "must", "may", "could", "might"})


class Negations:
    """Which tokens of a Doc stand in the scope of a negation."""

    def __init__(self, reached: set[int], verbs: set[int], doc: Doc):
        self._reached, self._verbs, self._doc = reached, verbs, doc

    def over(self, at: int, *, modal: bool = False) -> bool:
        """Whether the token at `at` is in a scope; with `modal`, also whether the verb that it helps is negated."""
        if at in self._reached or not modal:
            return at in self._reached
        token = self._doc[at]
        return (token.head.i if token.dep_ in {"aux", "auxpass"} else at) in self._verbs


def negations(doc: Doc, places: Iterable[int]) -> Negations:
    """The scopes of the negations at these tokens.

    A negation reaches what stands behind it in its own clause ("did not clearly say"), and in a complement where its
    verb hands it down (RAISING); not adverbial and relative clauses, nor a coordinated clause with its own subject.
    """
    reached: set[int] = set()
    verbs: set[int] = set()
    for at in places:
        if at + 1 < len(doc) and doc[at + 1].lower_ == "only":
            continue  # "not only ... but also" negates nothing
        head = _governor(doc[at])
        if doc[at].dep_ in {"neg", "advmod"}:
            verbs.add(head.i)
        stack = [head]
        while stack:
            token = stack.pop()
            if token.i > at:
                reached.add(token.i)
            stack += [child for child in token.children if child.i > at and _is_reached(child)]
    return Negations(reached, verbs, doc)


def _governor(negation: Token) -> Token:
    """The word whose phrase a negation reaches: the verb of "not", the clause of "nobody", the noun of "no"."""
    token = negation
    if negation.dep_ == "det":
        token = negation.head
    if token.dep_ in _SUBJECTS or (token is negation and token.dep_ in {"dobj", "attr"}):
        return token.head
    return negation.head if token is negation and negation.lower_ != "without" else token


def _is_reached(child: Token) -> bool:
    if child.dep_ in _BARRIERS:
        return False
    if child.dep_ == "ccomp":
        return child.head.lemma_.lower() in RAISING
    return not (child.dep_ == "conj" and any(one.dep_ in _SUBJECTS for one in child.children))


def inverted_conditions(p: Parsed) -> Iterator[tuple[int, int, str, str, str]]:
    """Conditions without "if": "Should they fail, ...", "Had we known, ...": (token, after, family, item, category).

    The auxiliary stands before its subject, in an adverbial clause or at the start of a sentence that asks nothing.
    """
    for at, lower in enumerate(p.lowers):
        if lower not in _INVERTED or p.deps[at] not in {"aux", "auxpass"}:
            continue
        token = p.doc[at]
        clause = token.head
        if any(child.dep_ == "mark" for child in clause.children):
            continue
        subject = next((child for child in clause.children if child.dep_ in _SUBJECTS), None)
        inverted = subject is not None and token.i < subject.i < clause.i
        if inverted and (clause.dep_ == "advcl" or _opens_statement(token)):
            yield token.i, token.i + 1, "conditional", token.lower_, "inversion"


def _opens_statement(token: Token) -> bool:
    """Whether a token is the first word of a sentence without a question mark and with a comma."""
    sentence = token.sent
    before = token.doc[sentence.start : token.i]
    marks = {one.text for one in sentence}
    return all(one.is_punct or one.is_space for one in before) and "?" not in marks and "," in marks


def threats(doc: Doc, conditions: Iterable) -> Iterator[tuple[int, int, str, str, str]]:
    """Conditions with a harm to come: the word of harm in their main clause, as a threat of category "conditional".

    "If they cross the river, we will respond": the main clause has a verb of future or possibility and a word of harm.
    Whether a threat or a warning is meant, and by whom, the words do not tell.
    """
    for condition in conditions:
        clause, main = _clauses(doc[condition.start])
        if main is None:
            continue
        parts = [main, *(child for child in main.children if child.dep_ in {"xcomp", "conj", "ccomp"})]
        if (
            any(child.lower_ in _FUTURE for part in parts for child in part.children)
            or main.lower_ == "going"
        ):
            yield from _harms(main, clause)


def _clauses(condition: Token) -> tuple[Token, Token | None]:
    """The verbs of a condition and of what it leads to; None where there is no such clause."""
    clause = condition
    while clause.dep_ not in {"advcl", "ROOT"} and clause.head.i != clause.i:
        clause = clause.head
    if clause.dep_ == "advcl":
        return clause, clause.head
    # a parser may take "Should they fail, we shall act" for two sentences joined by a comma
    joined = [child for child in condition.head.children if child.dep_ in {"conj", "parataxis"}]
    return condition.head, joined[0] if joined and condition.dep_ == "aux" else None


def _harms(main: Token, condition: Token) -> Iterator[tuple[int, int, str, str, str]]:
    """The first word of harm in a main clause, outside of its condition."""
    inside = {token.i for token in condition.subtree}
    if main.i in inside:
        inside = set()
    for token in main.subtree:
        harm = token.lemma_.lower() in _HARMS and token.pos_ in {"VERB", "NOUN"}
        if harm and token.i not in inside and not any(child.dep_ == "neg" for child in token.children):
            yield token.i, token.i + 1, "threat", token.lemma_.lower(), "conditional"
            return

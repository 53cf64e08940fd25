"""Contexts in which an ambiguous word marks stance: "about 20 people" against "about the war".

`CONTEXTS` maps a name, as the word lists use it in `when`, to a test of the tokens doc[start:end]. Each is one
idea about the words around, their tags and the tree; none knows a family or a corpus.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from toolkit.rhetoric import pronouns

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

NEGATIONS = frozenset(
    "not n't n’t never no nor neither hardly scarcely barely nobody nothing none without".split()
)
_NO_MEANS = (["no", "means"], ["no", "way"])
_COPULAS = frozenset("be seem appear become remain feel sound look stay get".split())
# What is weighed for a truth: with such a subject "suggest" weakens, with a person it proposes or reports.
_EVIDENCE = frozenset(
    "analysis answer case clue data detail document email estimate evidence experience experiment fact figure finding "
    "history image index letter model note number pattern poll record report research result review sign statistic "
    "study survey test this that it trace trend which".split()
)
_MANNER_HEADS = frozenset(
    "speak say talk write hear see visible audible mark label think define read stand pronounce treat handle play show "
    "explain state recognisable recognizable legible remember paint".split()
)
# With these a study has shown nothing yet: "to prove that", "would confirm that".
_NOT_YET = frozenset("to would could might may should must".split())
_PERCEIVE = frozenset(
    "see hear feel read smell taste swim walk speak remember afford understand stand".split()
)
_ADVERBS = frozenset({"RB", "RBR", "RBS"})
_DETERMINERS = frozenset({"DT", "PDT", "WDT", "WP", "PRP$", "JJ", "JJR", "JJS", "CD"})
_WHOLES = frozenset("all every everyone everything everybody nobody nothing none".split())
_QUANTITIES = _WHOLES | frozenset(
    "half dozen dozens hundred hundreds thousand thousands million millions billion billions quarter third twice "
    "double".split()
)


def _after(doc: Doc, at: int, *, skip: bool = False) -> Token | None:
    """The token at `at`, or the first there that is no adverb where `skip` is set; None at the end of the Doc."""
    while skip and at < len(doc) and doc[at].tag_ in _ADVERBS:
        at += 1
    return doc[at] if at < len(doc) else None


def _before(doc: Doc, at: int) -> Token | None:
    return doc[at - 1] if at > 0 else None


def _has(token: Token, *labels: str) -> bool:
    return any(child.dep_ in labels for child in token.children)


def _subject(token: Token) -> Token | None:
    """The subject of a verb, through the verbs that it is coordinated with; None where there is none."""
    for verb in (token, token.head if token.dep_ in {"conj", "xcomp", "aux", "auxpass"} else token):
        found = [child for child in verb.children if child.dep_ in {"nsubj", "nsubjpass", "csubj", "expl"}]
        if found:
            return found[0]
    return None


def _verb_of(token: Token) -> Token:
    """The verb that an auxiliary belongs to, or the token itself."""
    return token.head if token.dep_ in {"aux", "auxpass"} else token


def is_negated(token: Token) -> bool:
    """Whether a word is negated where it stands: "not sure", "never certain", "isn't clear", "no clear sign"."""
    places = [token]
    if token.dep_ in {"acomp", "attr", "oprd", "advmod", "amod", "ccomp", "xcomp"}:
        places.append(token.head)
    for place in places:
        for child in place.children:
            if child.lower_ in NEGATIONS and child.i < token.i and child.dep_ != "advcl":
                return True
    before = [one.lower_ for one in token.doc[max(0, token.i - 3) : token.i]]
    return before[-1:] != [] and (before[-1] in NEGATIONS or before[-2:] in _NO_MEANS)


def before_number(doc: Doc, start: int, end: int) -> bool:
    """ "about 20 people", "nearly half": a number or quantity follows, perhaps behind "a", "the" or a sign of money."""
    at = end
    while (
        at < len(doc)
        and at < end + 2
        and (doc[at].lower_ in {"a", "an", "the", "one"} or doc[at].tag_ == "$")
    ):
        if doc[at].lower_ == "one":
            return True
        at += 1
    after = _after(doc, at)
    if after is None or after.is_space:
        return False
    if after.lower_ in _QUANTITIES:
        return doc[start].tag_ != "IN" or after.lower_ not in _WHOLES
    return after.tag_ == "CD" and not (doc[start].lower_ == "some" and after.lower_ == "one")


def after_number(doc: Doc, start: int, end: int) -> bool:
    """ "20 or so", "a week or so": a number or noun stands before."""
    before = _before(doc, start)
    return before is not None and (before.tag_ == "CD" or before.tag_.startswith("NN"))


def before_noun(doc: Doc, start: int, end: int) -> bool:
    """ "the apparent motive": an attribute, not what is predicated ("the drop was apparent")."""
    return doc[start].dep_ in {"amod", "compound", "nmod"} and doc[start].head.i >= end


def modifies(doc: Doc, start: int, end: int) -> bool:
    """ "fairly full", "pretty good": an adjective, adverb or participle follows."""
    after = _after(doc, end)
    return after is not None and after.tag_ in {"JJ", "JJR", "JJS", "RB", "RBR", "VBN", "VBG"}


def before_quality(doc: Doc, start: int, end: int) -> bool:
    """ "a bit late", "a little higher": an adjective or adverb follows and belongs to it."""
    after = _after(doc, end)
    return after is not None and after.tag_ in {"JJ", "JJR", "RB", "RBR"} and after.dep_ != "amod"


def rather(doc: Doc, start: int, end: int) -> bool:
    """ "rather disappointing", not "rather than" and not "would rather"."""
    after, before = _after(doc, end), _before(doc, start)
    if after is None or after.lower_ == "than" or (before is not None and before.tag_ == "MD"):
        return False
    return after.tag_ in {"JJ", "JJR", "RB", "VBN", "DT"}


def no_noun(doc: Doc, start: int, end: int) -> bool:
    """ "it was kind of vague", not "this kind of bridge", "what sort of city", "a new kind of"."""
    before = _before(doc, start)
    return before is None or not (before.tag_ in _DETERMINERS or before.lower_ in {"of", "same", "'s", "’s"})


def not_manner(doc: Doc, start: int, end: int) -> bool:
    """ "it was clearly wrong", not "she spoke clearly", "clearly visible"."""
    token = doc[start]
    head = token.head
    if head.lemma_.lower() in _MANNER_HEADS:
        return False
    behind = head.i < start and head.tag_.startswith("VB") and head.lemma_.lower() not in _COPULAS
    after = _after(doc, end)
    ends_clause = after is None or after.is_punct or after.tag_ in {"IN", "CC", "TO"}
    return not (behind and ends_clause)


def not_as_well(doc: Doc, start: int, end: int) -> bool:
    """ "he might come", not "he might as well stay"."""
    after = _after(doc, end)
    return after is None or after.lower_ != "as"


def not_ability(doc: Doc, start: int, end: int) -> bool:
    """ "it could rain", not "they could not reach him", "she could hear it", "so they could go"."""
    verb = _verb_of(doc[start])
    if any(child.lower_ in {"not", "n't", "n’t", "never", "hardly", "barely"} for child in verb.children):
        return False
    if any(child.dep_ == "mark" and child.lower_ == "so" for child in verb.children):
        return False
    if verb.lemma_.lower() in _PERCEIVE and not _has(verb, "auxpass"):
        return False
    subject = _subject(verb)
    return not (subject is not None and subject.i > start and subject.lower_ in {"you", "we", "i"})


def not_able(doc: Doc, start: int, end: int) -> bool:
    """ "it is possible that", "a possible motive"; not "as soon as possible", "it is possible to pay by card"."""
    before, after = _before(doc, start), _after(doc, end)
    if before is not None and before.lower_ in {
        "as",
        "if",
        "where",
        "whenever",
        "wherever",
        "best",
        "make",
        "made",
    }:
        return False
    return after is None or after.tag_ != "TO"


def set_off(doc: Doc, start: int, end: int) -> bool:
    """ "it was, in a way, a relief", "it failed in part because"; not "in a way that", "in a sense of duty"."""
    after = _after(doc, end)
    return after is None or after.lower_ not in {
        "to",
        "that",
        "which",
        "of",
        "as",
        "where",
        "when",
        "he",
        "she",
        "we",
    }


def with_to(doc: Doc, start: int, end: int) -> bool:
    """ "tends to avoid", not "tends the garden"."""
    after = _after(doc, end)
    return after is not None and after.lower_ == "to"


def seems(doc: Doc, start: int, end: int) -> bool:
    """ "appears calmer", "it appears that", "looks set to"; not "appeared in court", "looked at"."""
    after = _after(doc, end, skip=True)
    if after is None:
        return False
    if after.tag_ == "TO":
        following = _after(doc, after.i + 1, skip=True)
        return (
            doc[start].lemma_.lower() == "appear"
            and following is not None
            and following.tag_.startswith("VB")
        )
    if after.tag_ in {"JJ", "JJR"} and after.head == doc[start]:
        return True
    subject = _subject(doc[start])
    if after.lower_ in {"as", "like"} and doc[start].lemma_.lower() != "appear":
        return (
            after.lower_ == "like" or after.nbor().lower_ in {"if", "though"}
            if after.i + 1 < len(doc)
            else False
        )
    return (
        subject is not None
        and subject.lower_ == "it"
        and (after.lower_ == "that" or _has(doc[start], "ccomp"))
    )


def evidence_subject(doc: Doc, start: int, end: int) -> bool:
    """ "the data suggest": the subject is something that bears evidence, not a person."""
    subject = _subject(doc[start])
    return subject is not None and subject.lemma_.lower() in _EVIDENCE


def reports_weakly(doc: Doc, start: int, end: int) -> bool:
    """ "the data suggest a recovery", "he hinted that he was paid"; not "he suggested a meeting", "... that we go"."""
    if evidence_subject(doc, start, end):
        return True
    content = [child for child in doc[start].children if child.dep_ == "ccomp" and child.i > start]
    if not content:
        return False
    verb = content[0]
    bare = verb.tag_ == "VB" and not _has(verb, "aux", "auxpass")
    should = any(child.dep_ == "aux" and child.lower_ in {"should", "ought"} for child in verb.children)
    return not (bare or should or is_negated(doc[start]))


def thinks(doc: Doc, start: int, end: int) -> bool:
    """ "I think it works", "they believe that"; not "think aloud", "believe in", "thought of"."""
    verb = doc[start]
    if verb.tag_ == "VBG" and verb.dep_ not in {"ROOT", "conj", "ccomp"}:
        return False
    if is_negated(verb) and verb.lemma_ not in {"doubt", "think", "believe"}:
        return False
    after, subject = _after(doc, end), _subject(verb)
    if after is not None and after.lower_ in {"like", "about", "of", "through", "in", "if"}:
        return False
    if subject is not None and subject.lower_ == "you" and any(token.text == "?" for token in verb.sent):
        return False
    if any(child.dep_ == "ccomp" and child.i > start and child.tag_ != "VB" for child in verb.children):
        return True
    parenthetic = verb.dep_ in {"parataxis", "ccomp"} or (verb.i + 1 < len(doc) and doc[verb.i + 1].is_punct)
    return subject is not None and subject.lower_ in {"i", "we"} and verb.tag_ == "VBP" and parenthetic


def is_thought_to(doc: Doc, start: int, end: int) -> bool:
    """ "is believed to have", "are understood to": a passive with "to" and a verb behind it."""
    after = _after(doc, end, skip=True)
    following = _after(doc, after.i + 1, skip=True) if after is not None else None
    passive = _has(doc[start], "auxpass") or any(
        token.lemma_ == "be" or token.lower_ in {"is", "are", "was", "were", "'s", "been"}
        for token in doc[max(0, start - 3) : start]
    )
    to = after is not None and after.lower_ == "to" and following is not None and following.tag_ == "VB"
    return to and passive and doc[start].lower_ not in {"supposed", "known"}


def knows(doc: Doc, start: int, end: int) -> bool:
    """ "we know that it failed"; not "he knows her", "do you know why", "does not know whether"."""
    verb = doc[start]
    if is_negated(verb) or verb.tag_ not in {"VBP", "VBZ", "VBD"}:
        return False
    content = [child for child in verb.children if child.dep_ == "ccomp" and child.i > start]
    question = bool(content) and any(
        token.tag_ in {"WP", "WRB", "WDT"} or token.lower_ in {"if", "whether"}
        for token in doc[start + 1 : start + 2]
    )
    after = _after(doc, end)
    return (bool(content) and not question) or (after is not None and after.lower_ == "for")


def proves(doc: Doc, start: int, end: int) -> bool:
    """ "the study shows that cod move"; not "the channel shows films", "found his keys", "to prove that"."""
    verb = doc[start]
    content = [child for child in verb.children if child.dep_ == "ccomp" and child.i > start]
    after = _after(doc, end, skip=True)
    if any(child.lower_ in _NOT_YET and child.dep_ == "aux" for child in verb.children):
        return False
    return (
        not is_negated(verb)
        and (bool(content) or (after is not None and after.lower_ == "that"))
        and not (after is not None and (after.tag_ in {"WRB", "WP"} or after.lower_ in {"if", "whether"}))
    )


def predicate(doc: Doc, start: int, end: int) -> bool:
    """ "I am sure that", "it is certain"; not "a certain man", "make sure", "not sure"."""
    token = doc[start]
    verb = token.head if token.dep_ in {"acomp", "oprd", "attr"} else token
    said = verb.lemma_.lower() in _COPULAS or _has(token, "cop", "auxpass", "nsubj", "nsubjpass")
    return said and verb.lemma_ != "make" and token.dep_ != "amod" and not is_negated(token)


def clear_that(doc: Doc, start: int, end: int) -> bool:
    """ "it is clear that", "their guilt is obvious"; not "the sky was clear", "not clear"."""
    token = doc[start]
    if not predicate(doc, start, end):
        return False
    after = _after(doc, end)
    subject = _subject(token.head if token.dep_ in {"acomp", "oprd", "attr"} else token)
    impersonal = subject is None or subject.lower_ in {"it", "this", "that", "what", "there"}
    if token.lower_ == "clear":
        return (
            impersonal
            and after is not None
            and (after.lower_ in {"that", "to", ",", "from", "why", "what", "how"} or _clause(token))
        )
    return True


def _clause(token: Token) -> bool:
    return any(_has(place, "ccomp") for place in (token, token.head))


def negated_certainty(doc: Doc, start: int, end: int) -> bool:
    """ "not sure", "isn't clear whether": a predicate of certainty that is negated."""
    token = doc[start]
    if token.dep_ == "amod" or not is_negated(token):
        return False
    return (
        token.head.lemma_.lower() in _COPULAS
        or _has(token, "cop", "nsubj")
        or token.nbor(-1).lower_ in NEGATIONS
    )


def negated(doc: Doc, start: int, end: int) -> bool:
    """ "not necessarily"."""
    return is_negated(doc[start])


def deduction(doc: Doc, start: int, end: int) -> bool:
    """ "it must have been": necessity of a conclusion, with a perfect behind it."""
    after = _after(doc, end, skip=True)
    following = _after(doc, after.i + 1, skip=True) if after is not None else None
    return (
        after is not None
        and after.lower_ == "have"
        and following is not None
        and following.tag_ in {"VBN", "VBD"}
    )


def before_comparative(doc: Doc, start: int, end: int) -> bool:
    """ "far better", "much more important"; not "much time", "so far", "far from"."""
    after, before = _after(doc, end), _before(doc, start)
    if before is not None and before.lower_ in {"so", "as", "how", "too", "not"}:
        return False
    return after is not None and (
        after.tag_ in {"JJR", "RBR"} or (after.lower_ == "too" and after.tag_ == "RB")
    )


def so_much(doc: Doc, start: int, end: int) -> bool:
    """ "so good that"; not "so we went", "so far", "so many", "and so on"."""
    after = _after(doc, end)
    wrong = {"far", "long", "called", "much", "many", "as", "on", "forth", "that", "too"}
    return (
        after is not None
        and after.tag_ in {"JJ", "RB"}
        and after.lower_ not in wrong
        and doc[start].head == after
    )


def modal(doc: Doc, start: int, end: int) -> bool:
    """ "must", "should" as auxiliaries; "need" only as one ("need not", "he needn't go")."""
    return doc[start].tag_ == "MD"


def before_verb(doc: Doc, start: int, end: int) -> bool:
    """ "is going to leave", not "is going to the market"."""
    after = _after(doc, end, skip=True)
    return after is not None and after.tag_ == "VB"


def condition(doc: Doc, start: int, end: int) -> bool:
    """ "if it rains"; not "asked if", "as if", "even if" (that concedes), "what if"."""
    before, token = _before(doc, start), doc[start]
    if before is not None and before.lower_ in {"as", "even", "what"}:
        return False
    clause = token.head
    asked = clause.dep_ in {"ccomp", "pcomp"} and clause.head.i < start
    return not (asked and clause.head.lemma_.lower() in _ASKING)


_ASKING = frozenset(
    "ask wonder know see check determine tell question doubt care find sure inquire decide".split()
)


def proviso(doc: Doc, start: int, end: int) -> bool:
    """ "provided that it pays", "as long as it lasts"; not "provided food", "three times as long as"."""
    if doc[start].lower_ in {"provided", "providing"} and end == start + 1:
        return doc[start].dep_ in {"mark", "prep", "advcl"} and _has(doc[start], "ccomp")
    if doc[start].lower_ in {"as", "so"}:
        after = _after(doc, end)
        return after is not None and after.tag_ in {"PRP", "DT", "NN", "NNS", "NNP", "EX", "PRP$"}
    return True


def not_inclusive(doc: Doc, start: int, end: int) -> bool:
    """ "we at the ministry", "we won": those who speak; not "let us", "our country", "we all"."""
    return pronouns.kind_of_we(doc, start) != "inclusive"


def will_come(doc: Doc, start: int, end: int) -> bool:
    """ "there will be consequences": the verb stands with will, would, shall, going to."""
    for token in doc[max(0, start - 4) : start]:
        if token.lower_ in {"will", "'ll", "’ll", "would", "shall", "going", "wo"}:
            return True
    return False


CONTEXTS: dict[str, Callable[[Doc, int, int], bool]] = {
    function.__name__: function
    for function in (
        after_number,
        before_comparative,
        before_noun,
        before_number,
        before_quality,
        before_verb,
        clear_that,
        condition,
        deduction,
        evidence_subject,
        is_thought_to,
        knows,
        modal,
        modifies,
        negated,
        negated_certainty,
        no_noun,
        not_able,
        not_ability,
        not_as_well,
        not_inclusive,
        not_manner,
        predicate,
        proves,
        proviso,
        rather,
        reports_weakly,
        seems,
        set_off,
        so_much,
        thinks,
        will_come,
        with_to,
    )
}

"""One sentence's Universal Dependencies tree in, the same sentence in spaCy's English scheme out.

Two dialects of UD are read: version 2 (the English treebanks EWT and GUM) and the version 1 "basic dependencies" of
Stanford CoreNLP. What comes out is the ClearNLP scheme of spaCy's English pipelines, so that whatever reads spaCy trees
(noun chunks, subject-verb-object triples) also works on a parser trained on these trees.

UD makes content words heads; ClearNLP makes prepositions and the verb "be" heads. Each step below rewrites one such
construction. A step only rotates a token with its parent or hands a token to a parent, child or sibling that stays
above it, so a tree goes in and a tree comes out of every step.

Sources: universaldependencies.org/en (both versions); Choi & Palmer 2012, "Guidelines for the CLEAR Style
Constituent to Dependency Conversion".
"""

from __future__ import annotations

from collections.abc import Sequence

from training.trees import Tree, check_tree
from training.ud_labels import NEGATIONS, NOUN_TAGS, PREPOSITION_TAGS, rename
from training.ud_names import (
    flatten_titles,
    head_dates_by_month,
    head_places_by_town,
    lift_amounts,
    right_head_names,
)

FINITE_TAGS = frozenset({"VBD", "VBP", "VBZ", "MD"})
WH_TAGS = frozenset({"WP", "WDT", "WRB"})
EDGE_TAGS = frozenset({",", ":", ".", "-LRB-", "-RRB-"})
QUOTE_TAGS = frozenset({"``", "''"})
EDGE_MARKS = frozenset({",", "-", "–", "—", "(", ")", ";"})
BE_FORMS = frozenset("be is was are were am been being 's ’s 're ’re 'm ’m".split())

SHORT_FORMS = frozenset("'s ’s 'd ’d".split())  # of "is" and "has", "had" and "would"
NEVER_PASSIVE = frozenset("been become come gone got gotten had happened".split())

# Conjunctions tagged IN that keep a following participle as an adverbial clause ("while leaving"); every other IN
# before a participle is a preposition with a clause as its complement ("by leaving").
SUBORDINATORS = frozenset(
    "while whilst if although though unless whether that because once when whereas lest".split()
)

# Adverbs of the whole clause: between "be" and an adjective they belong to the verb ("is also good"), unlike adverbs
# of degree ("is very good").
CLAUSE_ADVERBS = frozenset(
    "actually again allegedly already also always certainly clearly currently ever finally indeed just likely longer "
    "maybe no now often once only perhaps possibly probably rarely reportedly simply sometimes soon still "
    "then therefore thus today usually yet".split()
)

# The bare "he said" after what is said governs it in the CLEAR scheme; UD hangs it below as parataxis.
REPORTING_FORMS = frozenset(
    "said says say saying told tells added adds wrote writes explained explains announced announces argued argues "
    "asked asks claimed claims concluded concludes continued insisted insists noted notes replied replies "
    "responded reported reports stated states testified tweeted warned warns recalled declared declares".split()
)

# Verbs whose object before an infinitive is the subject of a clause ("let him go"), not an object of control
# ("asked him to go").
RAISING_FORMS = frozenset(
    "let lets letting make makes made making want wants wanted wanting expect expects expected expecting see sees saw "
    "seen seeing hear hears heard hearing watch watches watched watching help helps helped helping allow allows "
    "allowed allowing need needs needed like likes liked have has had having get gets got getting cause causes caused "
    "causing enable enables enabled enabling permit permits permitted".split()
)


def convert(
    words: Sequence[str], tags: Sequence[str], heads: Sequence[int], labels: Sequence[str]
) -> tuple[list[int], list[str]]:
    """Heads and labels of one sentence in spaCy's English scheme.

    Shape: four sequences of equal length, one place per token: forms, Penn Treebank tags, heads (index within the
    sentence, -1 for the root), UD labels of version 1 or 2. Returns heads (the root's head is itself, as in spaCy)
    and labels, all of them in `ud_labels.SPACY_LABELS`. Arguments are left unchanged.
    Raises: ValueError if lengths differ or the heads are not a tree with one root.

    >>> convert(["Kyiv", "is", "calm"], ["NNP", "VBZ", "JJ"], [2, 2, -1], ["nsubj", "cop", "root"])
    ([1, 1, 1], ['nsubj', 'ROOT', 'acomp'])
    """
    check_tree(words, tags, heads, labels)
    tree = Tree(list(words), list(tags), list(heads), [label.lower() for label in labels])
    for step in STEPS:
        step(tree)
    rename(tree)
    return [i if head < 0 else head for i, head in enumerate(tree.heads)], tree.labels


def silver_sentence(
    tokens: Sequence[Sequence], start: int, stop: int
) -> tuple[list[str], list[int], list[str]]:
    """Tags, heads and labels of the sentence tokens[start:stop] of a silver article, ready for `convert`.

    A silver token is [start, end, tag, entity, head, label]; its head is an index into the article, and the root of
    each sentence has the label "root" and itself as head. Returned heads count from the sentence's first token and
    are -1 for the root.
    """
    sentence = tokens[start:stop]
    heads = [-1 if token[4] == start + i else token[4] - start for i, token in enumerate(sentence)]
    return [token[2] for token in sentence], heads, [token[5] for token in sentence]


def _expand_fixed(tree: Tree) -> None:
    """fixed (v1 mwe): multiword conjunctions and adverbs; `_lift_prepositions` has the multiword prepositions."""
    for first in range(len(tree.words)):
        rest = tree.with_label(first, "fixed", "mwe")
        role = tree.base(first)
        if not rest or role == "case" or tree.heads[first] < 0:
            continue
        words = [tree.lower(i) for i in sorted([first, *rest])]
        if role == "mark" and words[-1] in {"of", "to"}:  # "instead of": for `_lift_clause_prepositions`
            continue
        if role == "mark":
            tree.attach(rest, tree.heads[first])
            for token in rest:
                tree.labels[token] = "mark"
        elif words in (["each", "other"], ["one", "another"]):
            tree.rotate(rest[-1], "det")
        elif len(words) > 1 and words[0] in {"more", "less", "fewer"} and words[-1] == "than":
            tree.heads[rest[-1]], tree.labels[rest[-1]] = tree.heads[first], "quantmod"
            tree.labels[first] = "amod"
        else:
            _right_head_phrase(tree, first, rest)


def _right_head_phrase(tree: Tree, first: int, rest: list[int]) -> None:
    """'as well as', 'of course', 'at least': the last word carries the phrase's label, the others are its adverbs."""
    if tree.lower(rest[-1]) == "of":
        return
    tree.rotate(rest[-1], "advmod")
    tree.attach(tree.children(first), rest[-1])
    for token in rest[:-1]:
        tree.labels[token] = "advmod"


def _lower_free_relatives(tree: Tree) -> None:
    """'what he said' (v2: 'what' with a relative clause): the clause's verb becomes the head of 'what'."""
    roles = {"nsubj": "csubj", "nsubjpass": "csubjpass", "advmod": "advcl", "obl": "advcl", "root": "root"}
    for word in range(len(tree.words)):
        if tree.tags[word] not in WH_TAGS:
            continue
        clauses = [i for i in tree.children(word) if i > word and _is_relative(tree, i)]
        if not clauses:
            continue
        verb = clauses[0]
        role = "advmod" if tree.tags[word] == "WRB" else _gap_role(tree, verb)
        outer = tree.base(word)
        tree.rotate(verb, role)
        tree.attach([i for i in tree.children(word) if tree.labels[i] not in {"det", "advmod", "amod"}], verb)
        if outer not in {"conj", "appos", "parataxis", "nmod", "xcomp"} and not _prepositions(tree, verb):
            tree.labels[verb] = roles.get(outer, "ccomp")
        stranded = [i for i in tree.with_label(verb, "obl") if tree.tags[i] in PREPOSITION_TAGS]
        if stranded and not tree.children(stranded[-1]) and role == "obj":
            tree.heads[word], tree.labels[word] = stranded[-1], "pobj"


def _is_relative(tree: Tree, verb: int) -> bool:
    """Whether a dependent of a question word is its clause: 'what he said', 'how to win'."""
    infinitive = any(tree.tags[i] == "TO" for i in tree.with_label(verb, "mark"))
    return tree.labels[verb] in {"acl:relcl", "advcl:relcl"} or (tree.base(verb) == "acl" and infinitive)


def _gap_role(tree: Tree, verb: int) -> str:
    if not tree.with_label(verb, "nsubj", "csubj"):
        return "nsubj"
    return "attr" if tree.lower(verb) in BE_FORMS or tree.with_label(verb, "cop") else "obj"


def _lift_copulas(tree: Tree) -> None:
    """cop: 'be' becomes the head; subject, auxiliaries and the rest of the clause move up to it."""
    for copula in range(len(tree.words)):
        predicate = tree.heads[copula]
        if tree.base(copula) != "cop" or predicate < 0:
            continue
        clausal = any(tree.labels[i].endswith(":outer") for i in tree.children(predicate))
        tree.rotate(copula, "")
        moving = [
            i for i in tree.children(predicate) if _belongs_to_clause(tree, i, predicate, copula, clausal)
        ]
        conjuncts = [i for i in tree.with_label(predicate, "conj") if i > predicate]
        links = [
            i for i in tree.with_label(predicate, "cc", "punct") if predicate < i < max(conjuncts, default=-1)
        ]
        moving += [
            i for i in links if min(c for c in conjuncts if c > i) in moving
        ]  # version 1: with their conjunct
        tree.attach(moving, copula)
        kept_end = max([predicate, *(i for i in tree.children(predicate) if tree.labels[i] != "punct")])
        tree.attach([i for i in tree.with_label(predicate, "punct") if i > kept_end or i < copula], copula)
        tree.labels[predicate] = _predicate_label(tree, predicate, copula)


def _belongs_to_clause(tree: Tree, child: int, predicate: int, copula: int, clausal: bool) -> bool:
    """Whether a dependent of a copular predicate is one of the whole clause, and so moves to the verb."""
    if clausal:
        return child < copula or (child == copula + 1 and tree.lower(child) in NEGATIONS)
    role = tree.base(child)
    if tree.labels[child] == "advcl:relcl" and tree.tags[predicate] in WH_TAGS:  # "this is why we left"
        return False
    adjectival = tree.tags[predicate].startswith(("JJ", "RB", "VB"))
    if role in {"nsubj", "csubj", "nsubjpass", "expl", "aux", "auxpass", "mark", "cc", "cop", "parataxis", "neg",
                "discourse", "vocative", "dislocated"}:  # fmt: skip
        return role != "cc" or child < predicate
    if role == "advmod":
        return _adverb_of_clause(tree, child, predicate, copula, adjectival)
    if role == "conj":
        return tree.is_verb(child) or bool(tree.with_label(child, "cop", "nsubj", "aux"))
    if role in {"obl", "advcl"} or tree.labels[child] == "nmod:tmod":
        bare = role == "obl" and child > predicate and not _prepositions(tree, child)
        return not adjectival or child < copula or bare
    return child < copula and role in {"nmod", "ccomp"}


def _adverb_of_clause(tree: Tree, adverb: int, predicate: int, copula: int, adjectival: bool) -> bool:
    word = tree.lower(adverb)
    if adverb < copula or word in NEGATIONS:
        return tree.tags[adverb] != "WRB" or adverb != predicate - 1
    if adverb > predicate:
        return word != "enough"
    if word in CLAUSE_ADVERBS or tree.with_label(predicate, "case"):
        return True
    return not adjectival and any(adverb < i < predicate for i in tree.with_label(predicate, "det"))


def _predicate_label(tree: Tree, predicate: int, copula: int) -> str:
    tag = tree.tags[predicate]
    if tag.startswith("VB"):
        infinitive = not tree.with_label(predicate, "nsubj", "csubj", "expl")
        return "acomp" if tag == "VBN" and infinitive else "xcomp" if infinitive else "ccomp"
    if any(i > copula for i in tree.with_label(predicate, "nsubj")):
        return "ccomp"
    if tag.startswith("RB") or tag == "WRB":
        return "advmod"
    return "acomp" if tag.startswith("JJ") and not tree.with_label(predicate, "det") else "attr"


def _mend_perfects(tree: Tree) -> None:
    """'he 's been', 'she 's won it': a short 'has' that CoreNLP takes for the 'is' of a passive becomes an aux."""
    for verb in range(len(tree.words)):
        short = [i for i in tree.with_label(verb, "auxpass") if tree.lower(i) in SHORT_FORMS]
        objects = [i for i in tree.with_label(verb, "dobj") if i > verb]
        if not short or not (objects or tree.lower(verb) in NEVER_PASSIVE):
            continue
        tree.labels[short[0]] = "aux"
        for subject in tree.with_label(verb, "nsubjpass", "csubjpass"):
            tree.labels[subject] = tree.labels[subject].removesuffix("pass")


def _chain_conjuncts(tree: Tree) -> None:
    """Each conjunct hangs on the one before it; the conjunction and comma hang on the conjunct they follow."""
    for first in range(len(tree.words)):
        previous = first
        for conjunct in [i for i in tree.with_label(first, "conj") if i > first]:
            tree.heads[conjunct] = previous
            between = [
                i
                for parent in {first, conjunct}
                for i in tree.with_label(parent, "cc", "punct")
                if previous < i < conjunct and tree.labels[i] != "cc:preconj"
            ]
            tree.attach([i for i in between if tree.base(i) == "cc" or tree.words[i] in {",", ";"}], previous)
            previous = conjunct


def _prepositions(tree: Tree, noun: int) -> list[int]:
    return [i for i in tree.with_label(noun, "case") if not tree.is_possessive(i)]


def _lift_prepositions(tree: Tree) -> None:
    """case: the preposition takes the place of its noun, which becomes its pobj (pcomp for a clause or an adverb)."""
    for noun in range(len(tree.words)):
        prepositions = _prepositions(tree, noun)
        if not prepositions or tree.labels[noun] in {"mark", "case"}:
            continue
        first, label = prepositions[0], "pcomp" if _is_clausal(tree, noun) else "pobj"
        agent = _is_agent(tree, noun, first)
        conjunct = tree.base(noun) == "conj"
        tree.rotate(first, label)
        if not conjunct and tree.heads[first] >= 0:
            tree.labels[first] = "agent" if agent else "prep"
        if conjunct and tree.labels[tree.heads[first]] in {"pobj", "pcomp"}:
            tree.heads[first] = tree.heads[tree.heads[first]]
        tree.attach([i for i in tree.children(noun) if i < first < noun], first)
        _chain_prepositions(tree, first, prepositions[1:], noun)


def _chain_prepositions(tree: Tree, first: int, more: list[int], noun: int) -> None:
    """'out of', 'according to', 'from across': each further preposition below the one before it, the noun lowest."""
    fixed = tree.with_label(first, "fixed", "mwe")
    for token in sorted([*more, *fixed]):
        if tree.lower(first) == "such":
            tree.heads[token], tree.heads[noun] = first, token
            tree.rotate(token, "amod")
            tree.attach([i for i in tree.children(first) if i < token], token)
            return
        if tree.lower(first) in {"because", "due"}:
            tree.heads[token], tree.labels[token] = first, "pcomp"
        elif token > noun:
            tree.heads[token], tree.labels[token] = first, "prep"
        else:
            above = tree.heads[noun]
            tree.heads[token], tree.labels[token], tree.heads[noun] = above, "prep", token


def _settle_verbless_clauses(tree: Tree) -> None:
    """'with mud on them': the subject becomes the pobj of 'with' and what is said of it hangs below it."""
    for mark in range(len(tree.words)):
        predicate = tree.heads[mark]
        if (
            tree.base(mark) != "mark"
            or tree.lower(mark) not in {"with", "without"}
            or tree.is_verb(predicate)
        ):
            continue
        subjects = tree.with_label(predicate, "nsubj")
        if not subjects:
            continue
        tree.rotate(mark, "nmod" if _prepositions(tree, predicate) else "acl")
        tree.labels[mark] = "prep"
        tree.heads[subjects[0]], tree.labels[subjects[0]] = mark, "pobj"
        tree.heads[predicate] = subjects[0]


def _is_clausal(tree: Tree, noun: int) -> bool:
    tag = tree.tags[noun]
    if tag.startswith(("VB", "RB", "WRB")):
        return True
    if tag.startswith("JJ") and not tree.with_label(noun, "det", "amod", "nmod"):
        return True
    return bool(tree.with_label(noun, "nsubj", "csubj"))


def _is_agent(tree: Tree, noun: int, preposition: int) -> bool:
    verb = tree.heads[noun]
    if tree.labels[noun] == "obl:agent":
        return True
    if verb < 0 or tree.base(noun) != "nmod" or tree.lower(preposition) != "by" or tree.tags[verb] != "VBN":
        return False
    # Version 1 marks no agents: a past participle is passive unless "have" makes it a perfect.
    perfect = any(tree.base(i) == "aux" for i in tree.children(verb)) and not tree.with_label(verb, "auxpass")
    return not perfect and tree.tags[noun] not in {"CD", "VBG"}


def _lift_clause_prepositions(tree: Tree) -> None:
    """'by doing', 'with him doing': mark over a participle becomes prep with a pcomp."""
    for verb in range(len(tree.words)):
        roles = {"advcl", "acl", "ccomp", "xcomp", "obl", "nmod", "conj"}
        if tree.base(verb) not in roles or not _is_participle(tree, verb):
            continue
        marks = [
            i for i in tree.with_label(verb, "mark") if tree.tags[i] in PREPOSITION_TAGS | {"RB", "VBG", "JJ"}
        ]
        marks = [i for i in marks if tree.lower(i) not in SUBORDINATORS]
        if not marks:
            continue
        first, conjunct = marks[0], tree.base(verb) == "conj"
        tree.rotate(first, "pcomp")
        if not conjunct:
            tree.labels[first] = "prep"
        elif tree.labels[tree.heads[first]] == "pcomp":
            tree.heads[first] = tree.heads[tree.heads[first]]
        tree.attach([i for i in tree.children(verb) if i < first], first)
        _chain_prepositions(tree, first, marks[1:], verb)


def _is_participle(tree: Tree, verb: int) -> bool:
    auxiliaries = tree.with_label(verb, "aux", "auxpass")
    if any(tree.tags[i] in FINITE_TAGS | {"TO", "VB"} for i in auxiliaries):  # "VB": "to be leaving"
        return False
    return tree.tags[verb] == "VBG" or any(tree.tags[i] == "VBG" for i in auxiliaries)


def _lift_reporting_verbs(tree: Tree) -> None:
    """'..., he said.' (v2 parataxis): the verb of saying becomes the head of what it reports."""
    for verb in range(len(tree.words)):
        saying = tree.lower(verb) in REPORTING_FORMS and tree.base(verb) == "parataxis"
        complete = tree.with_label(verb, "ccomp", "xcomp", "mark", "obj", "dobj")
        if not saying or complete or not tree.with_label(verb, "nsubj"):
            continue
        said, start = tree.heads[verb], min(tree.subtree(verb))
        others = [i for i in tree.subtree(said) if i > start and tree.base(i) != "punct"]
        if set(others) - set(tree.subtree(verb)):
            continue
        tree.rotate(verb, "ccomp")
        tree.attach([i for i in tree.with_label(said, "punct") if i > start - 2], verb)


def _raise_objects(tree: Tree) -> None:
    """'let him go': the object becomes the subject of the infinitive, and the infinitive a ccomp."""
    for verb in range(len(tree.words)):
        objects = tree.with_label(verb, "obj", "dobj")
        clauses = [i for i in tree.with_label(verb, "xcomp") if tree.tags[i] in {"VB", "VBG"}]
        if tree.lower(verb) not in RAISING_FORMS or not objects or not clauses:
            continue
        noun, clause = objects[0], clauses[0]
        if verb < noun < clause and not tree.with_label(clause, "nsubj"):
            tree.heads[noun], tree.labels[noun], tree.labels[clause] = clause, "nsubj", "ccomp"
            if tree.is_passive(clause):
                tree.labels[noun] = "nsubjpass"


def _name_predicates(tree: Tree) -> None:
    """xcomp without a verb: acomp or attr ('became rich'), oprd if it predicates of an object ('called him rich')."""
    for token in range(len(tree.words)):
        verb = tree.heads[token]
        if tree.base(token) != "xcomp" or tree.is_verb(token) or verb < 0:
            continue
        if tree.with_label(token, "mark", "aux", "nsubj"):
            continue
        if tree.is_passive(verb) or tree.with_label(verb, "obj", "dobj"):
            tree.labels[token] = "oprd"
        elif tree.tags[token].startswith(("JJ", "RB")):
            tree.labels[token] = "acomp" if tree.tags[token].startswith("JJ") else "advmod"
        else:
            tree.labels[token] = "attr"


def _settle_expletives(tree: Tree) -> None:
    """'there is X': X is attr. 'it is good to go': 'it' is the subject, the clause a complement."""
    for token in range(len(tree.words)):
        verb = tree.heads[token]
        if tree.base(token) != "expl" or verb < 0:
            continue
        if tree.lower(token) == "there":
            for noun in tree.with_label(verb, "nsubj"):
                tree.labels[noun] = "attr" if tree.lower(verb) in BE_FORMS else "dobj"
            continue
        if tree.with_label(verb, "nsubj"):
            continue
        tree.labels[token] = "nsubjpass" if tree.is_passive(verb) else "nsubj"
        for clause in [i for i in tree.with_label(verb, "csubj", "csubjpass") if i > token]:
            bare = any(tree.tags[i] == "TO" for i in tree.children(clause)) and not tree.with_label(
                clause, "nsubj"
            )
            tree.labels[clause] = "xcomp" if bare else "ccomp"


def _lift_edge_punctuation(tree: Tree) -> None:
    """A comma, dash or bracket at the edge of a phrase hangs above the phrase, so that no noun chunk starts with it."""
    for token in range(len(tree.words)):
        if tree.base(token) != "punct" or tree.children(token):
            continue
        if tree.tags[token] not in EDGE_TAGS and tree.words[token] not in EDGE_MARKS:
            continue
        phrase = tree.heads[token]
        while (
            phrase >= 0
            and tree.heads[phrase] >= 0
            and token in (tree.subtree(phrase)[0], tree.subtree(phrase)[-1])
        ):
            tree.heads[token] = tree.heads[phrase]
            if tree.labels[phrase] not in {"pobj", "pcomp"}:
                break
            phrase = tree.heads[phrase]


def _lift_quotation_marks(tree: Tree) -> None:
    """Marks around a whole noun phrase hang above it, so that its noun chunk starts with its first word."""
    for noun in range(len(tree.words)):
        head = tree.heads[noun]
        if tree.tags[noun] not in NOUN_TAGS or head < 0:
            continue
        phrase = tree.subtree(noun)
        if len(phrase) == 1 or tree.tags[phrase[0]] not in QUOTE_TAGS or tree.heads[phrase[0]] != noun:
            continue
        tree.heads[phrase[0]] = head
        if tree.tags[phrase[-1]] in QUOTE_TAGS and tree.heads[phrase[-1]] == noun:
            tree.heads[phrase[-1]] = head


STEPS = (
    lift_amounts,
    right_head_names,
    flatten_titles,
    head_dates_by_month,
    head_places_by_town,
    _expand_fixed,
    _lift_copulas,
    _mend_perfects,
    _lower_free_relatives,
    _settle_expletives,
    _raise_objects,
    _chain_conjuncts,
    _name_predicates,
    _lift_reporting_verbs,
    _settle_verbless_clauses,
    _lift_prepositions,
    _lift_clause_prepositions,
    _lift_edge_punctuation,
    _lift_quotation_marks,
)

"""UD labels in, labels of spaCy's English scheme out, for a tree whose structure `training.ud_scheme` has rewritten."""

from __future__ import annotations

from toolkit.language.labels import DEPENDENCIES
from training.trees import Tree

SPACY_LABELS = frozenset(DEPENDENCIES)

# Labels that only change their name. What is missing here keeps its name without the subtype.
RENAMED = {
    "root": "ROOT", "obj": "dobj", "iobj": "dative", "nsubj:pass": "nsubjpass", "csubj:pass": "csubjpass",
    "aux:pass": "auxpass", "nmod:poss": "poss", "nmod:tmod": "npadvmod", "nmod:npmod": "npadvmod",
    "nmod:unmarked": "npadvmod", "nmod:desc": "compound", "obl": "npadvmod", "obl:agent": "npadvmod",
    "acl:relcl": "relcl", "compound:prt": "prt", "det:predet": "predet", "cc:preconj": "preconj", "flat": "compound",
    "discourse": "intj", "vocative": "npadvmod", "cop": "aux", "name": "compound", "foreign": "compound",
    "clf": "nmod", "fixed": "advmod", "mwe": "advmod",
}  # fmt: skip

PREPOSITION_TAGS = frozenset({"IN", "TO", "RP"})
NAME_TAGS = frozenset({"NNP", "NNPS"})
NOUN_TAGS = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "CD", "DT", "WP", "$"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
NEGATIONS = frozenset({"not", "n't", "n’t", "nt", "never"})


def rename(tree: Tree) -> None:
    """Every UD label that is left becomes a label of spaCy's, in place; labels already of that scheme stay."""
    for token, head in enumerate(tree.heads):
        if head < 0:
            tree.labels[token] = "ROOT"
            continue
        label = _special_label(tree, token, head) or RENAMED.get(tree.labels[token])
        label = label or RENAMED.get(tree.base(token), tree.base(token))
        tree.labels[token] = label if label in SPACY_LABELS and label != "ROOT" else "dep"


def _special_label(tree: Tree, token: int, head: int) -> str | None:
    """The label where it depends on the word or its parent; None where the UD label decides alone."""
    role, full, tag, word = tree.base(token), tree.labels[token], tree.tags[token], tree.lower(token)
    if role == "mark":
        return "aux" if tag == "TO" else "advmod" if tag == "WRB" else None
    if role in {"advmod", "neg"}:
        return _adverb_label(tree, role, tag, word, head)
    if role == "case":
        return None if tree.is_possessive(token) else "prep"
    if role in {"obl", "nmod"} and full != "nmod:poss":
        return _oblique_label(tree, token, head)
    if role == "amod" and tag in NAME_TAGS:
        return "compound"
    if role == "det" and tag == "PDT":
        return "predet"
    if role in {"fixed", "mwe"}:
        return "prep" if tag == "IN" and tree.labels[head] == "prep" else None
    if role == "iobj" and not tree.with_label(head, "obj", "dobj"):  # "told me that ..."
        return "dobj" if tree.with_label(head, "ccomp", "xcomp") else None
    if role == "xcomp" and tree.with_label(token, *SUBJECTS):  # "make things worse", version 1
        return "ccomp"
    if role == "ccomp" and tree.tags[head].startswith(("VB", "JJ")):  # "knows how to win", "hard to find"
        infinitive = any(tree.tags[i] == "TO" and i < token for i in tree.children(token))
        return "xcomp" if infinitive and not tree.with_label(token, *SUBJECTS, "expl") else None
    if role == "advcl" and tree.tags[head].startswith("JJ") and token > head:
        infinitive = any(tree.tags[i] == "TO" for i in tree.children(token))
        return "xcomp" if infinitive and not tree.with_label(token, *SUBJECTS) else None
    return "aux" if full == "cop" else None


def _adverb_label(tree: Tree, role: str, tag: str, word: str, head: int) -> str | None:
    if role == "neg" and tag in {"DT", "UH"}:
        return "det"
    if role == "neg" or word in NEGATIONS:
        return "neg"
    return "quantmod" if tree.tags[head] == "CD" and tag in {"IN", "JJR", "TO"} else None


def _oblique_label(tree: Tree, token: int, head: int) -> str | None:
    """obl and nmod left without a preposition: a stranded preposition, a date's year, an adverb or a measure."""
    tag, full = tree.tags[token], tree.labels[token]
    if tag in PREPOSITION_TAGS:
        return "prep"
    if tag.startswith("RB") or tag == "WRB":
        return "advmod"
    if full == "nmod:desc":
        return "compound" if token < head else "appos"
    nominal_head = tree.tags[head] in NOUN_TAGS
    if full == "nmod:unmarked" and nominal_head and token < head:
        return "nmod"
    if tag == "CD" and nominal_head and full != "obl":
        return "nummod"
    if full == "nmod":
        return "nmod" if nominal_head else "npadvmod"
    return "npadvmod"

"""The label sets of the model's heads, in the order of their output columns."""

from __future__ import annotations

from functools import cache

ROLES = ("source", "cue", "content")
ATTRIBUTION = ("O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content")
LINKED = ("source", "content")  # what the link table says of a word, given one cue; 'neither' has score 0

ENTITIES = ("PERSON", "ORG", "GPE", "LOC", "NORP", "EVENT", "MISC")
ENTITY_TAGS = ("O",) + tuple(f"{position}-{label}" for label in ENTITIES for position in "BI")

TAGS = (
    "$ '' , -LRB- -RRB- . : ADD AFX CC CD DT EX FW GW HYPH IN JJ JJR JJS LS MD NFP NN NNP NNPS NNS PDT POS PRP PRP$ "
    "RB RBR RBS RP SYM TO UH VB VBD VBG VBN VBP VBZ WDT WP WP$ WRB XX `` #"
).split()
UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
DEPENDENCIES = (
    "ROOT acl acomp advcl advmod agent amod appos attr aux auxpass case cc ccomp compound conj csubj csubjpass dative "
    "dep det dobj expl intj mark meta neg nmod npadvmod nsubj nsubjpass nummod oprd parataxis pcomp pobj poss preconj "
    "predet prep prt punct quantmod relcl xcomp"
).split()

GENDERS = ("male", "female", "neither")  # of whom a name or noun means; for agreement with pronouns

# Distances between two words, in words, as a model input: one bucket each up to 4, then growing; sign kept.
DISTANCE_EDGES = (1, 2, 3, 4, 5, 7, 10, 14, 20, 28, 40, 60, 90, 140, 220, 400, 800)
PARAGRAPHS_APART = 2  # further apart counts as this far


@cache
def starts_and_continues(tags: tuple[str, ...]) -> tuple[list[bool], list[int]]:
    """For each BIO tag: may a sequence start with it, and which tag it continues (-1: none)."""
    continued = []
    for tag in tags:
        continued.append(tags.index("B-" + tag[2:]) if tag.startswith("I-") else -1)
    return [at < 0 for at in continued], continued

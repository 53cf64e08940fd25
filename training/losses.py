"""What each head is asked: one loss a task, each a sum over annotated words, so that the caller can weigh them."""

from __future__ import annotations

import random

import torch
from torch.nn import functional as F

from toolkit.language import labels
from toolkit.language.features import BREAK
from training.data import IGNORE, SILVER, Example
from training.model import Network, arc_scores, chain_scores, label_scores, link_scores

REACH_WORDS = 250  # a source or content further from its cue than this is not looked for (99.9 % are nearer)
TAUGHT = 0.5  # share of the attribution losses that comes from the teacher, where there is one
FALSE_CUES = 4  # one wrong cue for every so many right ones is shown to the link head, as having no content
_CANDIDATE_TAGS = {labels.TAGS.index(tag) for tag in ("NN", "NNS", "NNP", "NNPS", "PRP", "PRP$")}
_BIT = torch.tensor([1 << n for n in range(len(labels.ENTITY_TAGS))])


def silver_weights(examples: list[Example]) -> torch.Tensor:
    return torch.cat([torch.full((len(e.words),), SILVER if e.silver else 1.0) for e in examples])


def column(examples: list[Example], layer: str) -> torch.Tensor:
    return torch.tensor([value for example in examples for value in getattr(example, layer)])


def word_losses(out: dict, examples: list[Example]) -> dict[str, torch.Tensor]:
    """Tags, parts of speech, sentence starts and entities."""
    weight = silver_weights(examples)
    losses = {}
    for head, layer in (("tag", "tags"), ("upos", "upos")):
        each = F.cross_entropy(out[head], column(examples, layer), ignore_index=IGNORE, reduction="none")
        losses[head] = (each * weight).sum()
    starts = column(examples, "sentence_starts")
    known = starts != IGNORE
    each = F.binary_cross_entropy_with_logits(
        out["sentence_start"][known, 0], starts[known].float(), reduction="none"
    )
    losses["sentence_start"] = (each * weight[known]).sum()
    losses["entity"] = entity_loss(out["entity"], examples)
    each = F.cross_entropy(out["gender"], column(examples, "genders"), ignore_index=IGNORE, reduction="none")
    losses["gender"] = (each * weight).sum()
    return losses


def entity_loss(scores: torch.Tensor, examples: list[Example]) -> torch.Tensor:
    """Minus the log probability of the set of tags that the annotation allows (0 = nothing known)."""
    masks = column(examples, "entities")
    weight = torch.cat([torch.full((len(e.words),), SILVER if e.silver_entities else 1.0) for e in examples])
    known = masks != 0
    allowed = (masks[known, None] & _BIT[None]) != 0
    scores = scores[known]
    inside = scores.masked_fill(~allowed, -1e4).logsumexp(-1)
    return ((scores.logsumexp(-1) - inside) * weight[known]).sum()


def attribution_losses(network: Network, out: dict, examples: list[Example], offsets: list[int]) -> dict:
    """Role tags of each word, and for each cue the words of its source and its content."""
    tag_loss = link_loss = out["attribution"].sum() * 0
    for example, offset in zip(examples, offsets):
        if example.attributions is None:
            continue
        here = slice(offset, offset + len(example.words))
        tags = role_tags(example)
        tag_loss = tag_loss + _with_teacher(
            F.cross_entropy(out["attribution"][here], tags, reduction="sum"),
            out["attribution"][here],
            example.teacher and torch.from_numpy(example.teacher.tags),
        )
        link_loss = link_loss + _link_loss(network, {n: out[n][here] for n in out}, example, tags)
    return {"attribution": tag_loss, "link": link_loss}


def role_tags(example: Example) -> torch.Tensor:
    """BIO tags over the three roles; where two attributions claim a word, the first keeps it."""
    tags = torch.zeros(len(example.words), dtype=torch.long)
    for gold in example.attributions:
        for role in labels.ROLES:
            begin, previous = labels.ATTRIBUTION.index("B-" + role), None
            for word in gold[role]:
                if tags[word] == 0:
                    tags[word] = begin + (previous is not None and word == previous + 1)
                previous = word
    return tags


def _link_loss(network: Network, out: dict, example: Example, tags: torch.Tensor) -> torch.Tensor:
    cues = [gold["cue"] for gold in example.attributions]
    wrong = out["attribution"].detach()[:, labels.ATTRIBUTION.index("B-cue")].clone()
    wrong[[word for cue in cues for word in cue]] = -1e4
    extra = min(len(cues) // FALSE_CUES + 1, len(wrong))
    cues = cues + [[int(word)] for word in wrong.topk(extra).indices]
    size = len(example.words)
    gold = torch.zeros(len(cues), size, dtype=torch.long)
    for row, attribution in enumerate(example.attributions):
        for number, role in enumerate(labels.LINKED, 1):
            gold[row, attribution[role]] = number
    columns = torch.arange(size)
    scores = link_scores(network, out, cues, columns, paragraph_numbers(example))
    scores = torch.cat([torch.zeros_like(scores[..., :1]), scores], -1)
    near = (columns[None] - torch.tensor([cue[0] for cue in cues])[:, None]).abs() <= REACH_WORDS
    loss = F.cross_entropy(scores[near], gold[near], reduction="sum")
    if example.teacher is None:
        return loss
    count = len(example.attributions)
    near = near.clone()
    near[count:] = False  # the teacher was asked about annotated cues only
    from_gold = F.cross_entropy(scores[near], gold[near], reduction="sum")
    taught = _with_teacher(from_gold, scores[near], torch.from_numpy(example.teacher.links)[near[:count]])
    return loss - from_gold + taught


def _with_teacher(loss: torch.Tensor, scores: torch.Tensor, chances: torch.Tensor | None) -> torch.Tensor:
    """The loss against the annotation, partly replaced by that against a teacher's probabilities, if there are any.

    Knowledge distillation (Hinton, Vinyals & Dean 2015) at temperature 1; annotators disagree, and the mean of several
    models is less sure where they do.
    """
    if chances is None:
        return loss
    taught = -(chances * scores.log_softmax(-1)).sum()
    return (1 - TAUGHT) * loss + TAUGHT * taught


def paragraph_numbers(example: Example) -> torch.Tensor:
    return torch.tensor([gap >= BREAK["line"] for gap in example.breaks]).cumsum(0)


def tree_losses(network: Network, out: dict, examples: list[Example]) -> dict[str, torch.Tensor]:
    """Head and label of each word, over all sentences of the batch, padded to the longest."""
    sentences = [s for s in _sentences(examples) if len(s[1]) > 1]
    nothing = out["arc_query"].sum() * 0
    if not sentences:
        return {"arc": nothing, "dependency": nothing}
    longest = max(len(heads) for _, heads, _, _ in sentences)
    where = torch.zeros(len(sentences), longest, dtype=torch.long)
    gold = torch.full((len(sentences), longest), IGNORE)
    kind = torch.full((len(sentences), longest), IGNORE)
    weight = torch.zeros(len(sentences), longest)
    real = torch.zeros(len(sentences), longest, dtype=torch.bool)
    for row, (offset, heads, dependencies, share) in enumerate(sentences):
        size = len(heads)
        where[row, :size] = torch.arange(offset, offset + size)
        gold[row, :size], kind[row, :size] = torch.tensor(heads), torch.tensor(dependencies)
        weight[row, :size], real[row, :size] = share, True
    scores = arc_scores(network, out["arc_query"][where], out["arc_key"][where]).masked_fill(
        ~real[:, None], -1e4
    )
    known = gold != IGNORE
    arc = F.cross_entropy(scores[known], gold[known], reduction="none")
    heads = torch.gather(where, 1, gold.clamp(min=0))[known]
    named = label_scores(network, out["label_query"][where[known]], out["label_key"][heads])
    named = F.cross_entropy(named, kind[known], reduction="none")
    return {"arc": (arc * weight[known]).sum(), "dependency": (named * weight[known]).sum()}


def _sentences(examples: list[Example], longest: int = 120):
    """(offset in the batch, heads within the sentence, labels, weight) of each annotated sentence."""
    offset = 0
    for example in examples:
        borders = [at for at, start in enumerate(example.sentence_starts) if start == 1]
        for start, stop in zip(borders, borders[1:] + [len(example.words)]):
            if stop - start <= longest:
                heads = [h - start if start <= h < stop else IGNORE for h in example.heads[start:stop]]
                kinds = [
                    k if h != IGNORE else IGNORE for h, k in zip(heads, example.dependencies[start:stop])
                ]
                yield offset + start, heads, kinds, SILVER if example.silver else 1.0
        offset += len(example.words)


def chain_loss(network: Network, out: dict, examples: list[Example], offsets: list[int], rng: random.Random):
    """Each mention should point to any earlier mention of its entity; first mentions and single nouns to none."""
    loss = out["chain_query"].sum() * 0
    for example, offset in zip(examples, offsets):
        if not example.chains:
            continue
        here = slice(offset, offset + len(example.words))
        loss = loss + (SILVER if example.silver else 1.0) * _chain_loss(
            network, out["chain_query"][here], out["chain_key"][here], example, rng
        )
    return loss


def _chain_loss(network, query, key, example: Example, rng: random.Random) -> torch.Tensor:
    entity_of = {word: number for number, chain in enumerate(example.chains) for word in chain}
    nouns = {at for at, tag in enumerate(example.tags) if tag in _CANDIDATE_TAGS}
    columns = sorted(nouns | set(entity_of))
    single = sorted(nouns - set(entity_of))
    in_chain = [word for chain in example.chains if len(chain) > 1 for word in chain]
    alone = [chain[0] for chain in example.chains if len(chain) == 1] + single
    rows = sorted(set(in_chain) | set(rng.sample(alone, min(len(alone), len(in_chain)))))
    if not rows:
        return query.sum() * 0
    scores = chain_scores(network, query, key, torch.tensor(rows), torch.tensor(columns))
    gold = torch.zeros(scores.shape, dtype=torch.bool)
    for at, row in enumerate(rows):
        earlier = [
            n
            for n, word in enumerate(columns, 1)
            if word < row and row in entity_of and entity_of.get(word) == entity_of[row]
        ]
        gold[at, earlier or [0]] = True
    return (scores.logsumexp(1) - scores.masked_fill(~gold, -1e4).logsumexp(1)).sum()

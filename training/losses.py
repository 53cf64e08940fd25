"""What each head is asked, and two losses for it: against the annotation, and against what other networks answer.

`answers` gives log probabilities, a tensor a question; losses are sums over words, so that the caller can weigh them.
"""

from __future__ import annotations

import torch
from torch.nn import functional as F

from toolkit.language import labels
from training.batches import REACH_WORDS, Batch
from training.data import IGNORE
from training.model import Network, arc_scores, chain_scores, label_scores, link_scores, take

LAYERS = {"tag": "tags", "upos": "upos", "gender": "genders", "attribution": "roles"}  # head -> annotation
SOME_CUE = 0.3  # a word without annotation is asked for its links where teachers think it a cue this probably
MOST_CUES = 100  # of these in a batch
_BEGINS_CUE = labels.ATTRIBUTION.index("B-cue")
_NEVER = -1e4

Answers = dict[str, torch.Tensor]


def flat(out: dict[str, torch.Tensor], batch: Batch) -> dict[str, torch.Tensor]:
    """The network's outputs for all words of the batch in text order, float32."""
    return {name: take(value.flatten(0, 1), batch["words"]).float() for name, value in out.items()}


def asked_cues(
    out: dict[str, torch.Tensor], batch: Batch, taught: torch.Tensor | None = None
) -> tuple[torch.Tensor, torch.Tensor]:
    """(words of the cues whose links are asked for, -1: none; what their links are, IGNORE: not known).

    The annotated cues; the likeliest wrong ones of annotated documents, which have no links; and, with the teachers'
    probabilities of roles, words of other documents that they take for cues.
    """
    cues, links = batch["cues"], batch["links"]
    width = max(1, cues.shape[1])
    wrong = out["attribution"].detach()[:, _BEGINS_CUE].masked_fill(batch["not_false"], _NEVER)
    wrong = wrong.topk(int(batch["false_cues"])).indices
    unknown = wrong[:0]
    if taught is not None:
        likely = taught[:, _BEGINS_CUE].masked_fill(batch["roles"] != IGNORE, 0.0)
        found = likely.topk(min(MOST_CUES, len(likely)))
        unknown = found.indices[found.values > SOME_CUE]
    single = torch.cat([wrong, unknown])
    rows = cues.new_full((len(single), width), -1)
    rows[:, 0] = single
    none = links.new_zeros((len(single), links.shape[1]))
    none[len(wrong) :] = IGNORE
    none = none.masked_fill(~within_reach(single, batch)[1], IGNORE)
    return (torch.cat([cues, rows]), torch.cat([links, none])) if len(cues) else (rows, none)


def within_reach(first: torch.Tensor, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """(words around each cue's first word, clamped to its document; whether they are in it)."""
    columns = first[:, None] + torch.arange(-REACH_WORDS, REACH_WORDS + 1, device=first.device)
    low, high = batch["low"][first][:, None], batch["high"][first][:, None]
    return columns.clamp(low, high - 1), (low <= columns) & (columns < high)


def answers(network: Network, out: dict[str, torch.Tensor], batch: Batch, cues: torch.Tensor) -> Answers:
    """Log probabilities: of each word's labels, each cue's links, each sentence's heads and labels, each mention's
    earlier mentions. Where a place is padding, they mean nothing."""
    said = {head: out[head].log_softmax(-1) for head in (*LAYERS, "entity")}
    start = out["sentence_start"]
    said["sentence_start"] = torch.cat([torch.zeros_like(start), start], -1).log_softmax(-1)
    said["link"] = link_scores(network, out, cues, within_reach(cues[:, 0], batch)[0], batch["paragraphs"])
    words = batch["sentences"]
    arcs = arc_scores(network, take(out["arc_query"], words), take(out["arc_key"], words))
    said["arc"] = arcs.masked_fill((words < 0)[:, None], _NEVER).log_softmax(-1)
    below, above = take(out["label_query"], batch["dependents"]), take(out["label_key"], batch["above"])
    said["dependency"] = label_scores(network, below, above)
    asked, candidates = batch["asked"], batch["candidates"]
    queries, keys = take(out["chain_query"], asked), take(out["chain_key"], candidates)
    earlier = chain_scores(network, queries, keys, asked, candidates)
    said["chain"] = earlier.log_softmax(-1)
    return said


def annotated_losses(said: Answers, batch: Batch, links: torch.Tensor) -> dict[str, torch.Tensor]:
    """Each question's loss against the annotation, where there is one."""
    weight = batch["weight"]
    losses = {}
    for head, layer in (*LAYERS.items(), ("sentence_start", "sentence_starts")):
        each = F.nll_loss(said[head], batch[layer], ignore_index=IGNORE, reduction="none")
        losses[head] = each.sum() if head == "attribution" else (each * weight).sum()
    losses["entity"] = _entity_loss(said["entity"], batch)
    losses["link"] = _chosen(said["link"], links).sum()
    losses["arc"] = (_chosen(said["arc"], batch["heads"]) * weight[batch["sentences"]]).sum()
    each = F.nll_loss(said["dependency"], batch["dependencies"], ignore_index=IGNORE, reduction="none")
    losses["dependency"] = (each * weight[batch["dependents"]]).sum()
    losses["chain"] = _chain_loss(said["chain"], batch)
    return losses


def _chosen(said: torch.Tensor, right: torch.Tensor) -> torch.Tensor:
    """Minus the log probability of what is right, 0 where that is not known."""
    each = -torch.gather(said, -1, right.clamp(min=0)[..., None])[..., 0]
    return each.masked_fill(right == IGNORE, 0.0)


def _entity_loss(said: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Minus the log probability of the set of tags that the annotation allows (0 = nothing known)."""
    bits = 1 << torch.arange(len(labels.ENTITY_TAGS), device=said.device)
    masks = batch["entities"]
    inside = said.masked_fill((masks[:, None] & bits) == 0, _NEVER).logsumexp(-1)
    return (-inside * batch["entity_weight"]).masked_fill(masks == 0, 0.0).sum()


def _chain_loss(said: torch.Tensor, batch: Batch) -> torch.Tensor:
    """Each mention should point to any earlier mention of its entity; first mentions and others to none."""
    asked, candidates, referents = batch["asked"], batch["candidates"], batch["referents"]
    mine, theirs = referents[asked][:, :, None], referents[candidates][:, None]
    right = (mine == theirs) & (mine >= 0) & (candidates[:, None] < asked[:, :, None])
    right = torch.cat([~right.any(-1, keepdim=True), right & (candidates >= 0)[:, None]], -1)
    each = -said.masked_fill(~right, _NEVER).logsumexp(-1)
    return (each.masked_fill(asked < 0, 0.0) * batch["chain_weight"][:, None]).sum()


def taught_losses(
    said: Answers, taught: Answers, batch: Batch, cues: torch.Tensor
) -> dict[str, torch.Tensor]:
    """Each question's loss against the teachers' probabilities, which are there for every word.

    Knowledge distillation (Hinton, Vinyals & Dean 2015) at temperature 1; annotators disagree, and the mean of several
    models is less sure where they do.
    """
    real = {
        "link": within_reach(cues[:, 0], batch)[1],
        "arc": batch["sentences"] >= 0,
        "chain": batch["asked"] >= 0,
    }
    losses = {}
    for name, chances in taught.items():
        each = -(chances * said[name].clamp(min=_NEVER)).sum(-1)
        losses[name] = (each.masked_fill(~real[name], 0.0) if name in real else each).sum()
    return losses

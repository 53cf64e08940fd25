"""Batches, losses, pruning and learning with a tiny network and invented documents; no corpus is needed."""

import json
import random
from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is a training-time dependency: pip install -e .[train]")

from toolkit.language import labels  # noqa: E402
from toolkit.language.features import BREAK, encode_windows  # noqa: E402
from training import batches, losses, model, prepare, prune, train  # noqa: E402
from training.data import IGNORE, Example  # noqa: E402
from training.teach import PIECE_INPUTS, Teachers  # noqa: E402

WIDTH = 64


@pytest.fixture(autouse=True)
def tiny(monkeypatch):
    for name, size in (("HIDDEN", WIDTH), ("VOCABULARY", 1200)):
        monkeypatch.setattr(model, name, size)
    monkeypatch.setattr(prune, "HIDDEN", WIDTH)
    torch.manual_seed(4)


SHAPE = model.Shape(layers=3, heads=2, feed_forward=48, activation="gelu", piece_layers=3)


def document(name: str, size: int, *, corpus: str = "gum", seed: int = 0) -> prepare.Document:
    """Words of one to three pieces; two attributions, sentences of ten words, two chains."""
    numbers = np.random.default_rng(seed)
    example = Example(name, ["word"] * size, [BREAK["space"]] * size, silver=corpus == "polnear").fill()
    example.breaks[size // 2] = BREAK["paragraph"]
    example.tags = [labels.TAGS.index("NN" if at % 3 == 0 else "VB") for at in range(size)]
    example.upos = [IGNORE] * size
    example.sentence_starts = [int(at % 10 == 0) for at in range(size)]
    example.heads = [at - at % 10 for at in range(size)]
    example.dependencies = numbers.integers(0, 9, size).tolist()
    example.entities = [0, 1, 6] + [1] * (size - 3)
    example.attributions = [
        {"source": [0], "cue": [1], "content": [2, 3, 4]},
        {"source": [], "cue": [size - 9, size - 8], "content": [size - 6, size - 5]},
    ]
    example.chains = [[0, 5, 12], [3]]

    class Pieces:
        def of(self, words):
            rows = [tuple(numbers.integers(1000, 1200, numbers.integers(1, 4)).tolist()) for _ in words]
            return [(row, 1) for row in rows]

    made = prepare.document(corpus, example, Pieces())
    return replace(made, genders=np.full(size, IGNORE, np.int16))


DOCUMENTS = [document("first", 40, seed=1), document("second", 25, seed=2)]


def asked(network, batch):
    """(answers, cues, what is right of their links) of a network for a batch, without wrong cues."""
    batch = batch | {"false_cues": torch.tensor(0)}
    out = losses.flat(network(*(batch[name] for name in PIECE_INPUTS)), batch)
    cues, links = losses.asked_cues(out, batch)
    return losses.answers(network, out, batch, cues), cues, links


# --- batches -------------------------------------------------------------------------------------------------------
def test_windows_are_those_of_the_package():
    batch = batches.collate(DOCUMENTS[:1], random.Random(0), None)
    one = DOCUMENTS[0]
    edges = one.edges.tolist()
    words = [
        (tuple(one.pieces[a:b].tolist()), int(shape)) for a, b, shape in zip(edges, edges[1:], one.shapes)
    ]
    window = batches.cut_windows(np.diff(one.edges), one.breaks.tolist(), size=300, overlap=0)
    for name, rows in encode_windows(words, one.breaks.tolist(), window).items():
        assert np.array_equal(batch[name].numpy(), rows), name


def test_a_batch_travels_in_one_piece():
    batch = batches.collate(DOCUMENTS, random.Random(0), 0.1)
    found = batches.unpack(batches.pack(batch), torch.device("cpu"))
    assert found.keys() == batch.keys()
    for name, tensor in batch.items():
        assert torch.equal(found[name], tensor) and found[name].dtype == tensor.dtype, name


def test_an_epoch_is_the_same_in_any_number_of_processes():
    epoch = batches.Epoch(DOCUMENTS, [[0], [1], [0, 1]], 7, 0.2)
    alone, helped = (list(batches.load(epoch, torch.device("cpu"), workers)) for workers in (0, 2))
    assert len(alone) == 3
    for one, other in zip(alone, helped, strict=True):
        assert all(torch.equal(one[name], other[name]) for name in one)


def test_every_document_is_in_one_batch():
    groups = batches.in_batches(DOCUMENTS * 5, range(10), size=100)
    assert sorted(at for group in groups for at in group) == list(range(10)) and len(groups) > 3


# --- losses --------------------------------------------------------------------------------------------------------
def test_documents_do_not_disturb_each_other():
    """Padding counts nothing: the losses of a batch are the sums of those of its documents."""
    network = model.Network(SHAPE).eval()

    def summed(documents):
        batch = batches.collate(documents, random.Random(0), None)
        said, _, links = asked(network, batch)
        return losses.annotated_losses(said, batch, links)

    together, apart = summed(DOCUMENTS), [summed([one]) for one in DOCUMENTS]
    for task, loss in together.items():
        if task != "chain":  # which words outside chains are asked is drawn
            assert torch.allclose(loss, apart[0][task] + apart[1][task], rtol=1e-4), task
        assert loss.isfinite(), task


def test_who_answers_as_annotated_loses_nothing():
    batch = batches.collate(DOCUMENTS, random.Random(0), None)
    said, _, links = asked(model.Network(SHAPE), batch)
    right = {"tag": batch["tags"], "attribution": batch["roles"], "link": links, "arc": batch["heads"]}
    for name, answer in right.items():
        chosen = torch.nn.functional.one_hot(answer.clamp(min=0), said[name].shape[-1])
        said[name] = (1 - chosen) * -1e4
    found = losses.annotated_losses(said, batch, links)
    assert all(found[name] == 0 for name in right)
    assert found["chain"] > 0


def test_links_by_hand():
    batch = batches.collate(DOCUMENTS[:1], random.Random(0), None)
    _, cues, links = asked(model.Network(SHAPE), batch)
    assert cues.tolist() == [[1, -1], [31, 32]]
    columns, inside = losses.within_reach(cues[:, 0], batch)
    for row, source, content in ((0, {0}, {2, 3, 4}), (1, set(), {34, 35})):
        for number, words in ((1, source), (2, content)):
            assert set(columns[row][links[row] == number].tolist()) == words
        assert ((links[row] == IGNORE) == ~inside[row]).all()
        assert inside[row].sum() == 40


def test_wrong_cues_have_no_links():
    network = model.Network(SHAPE).eval()
    batch = batches.collate(DOCUMENTS, random.Random(0), None)
    out = losses.flat(network(*(batch[name] for name in PIECE_INPUTS)), batch)
    cues, links = losses.asked_cues(out, batch)
    wrong = cues[4:, 0]
    assert len(wrong) == 2 and not set(wrong.tolist()) & {1, 31, 32, 41, 56, 57}
    assert set(links[4:].unique().tolist()) == {0, IGNORE}


def test_chains_point_to_any_earlier_mention():
    batch = batches.collate(DOCUMENTS[:1], random.Random(0), None)
    row, columns = batch["asked"][0].tolist(), batch["candidates"][0].tolist()
    assert {0, 5, 12} <= set(row) and len(row) == 6, "as many others as there are in chains"
    said = torch.full((1, len(row), 1 + len(columns)), -1e4)
    for at, word in enumerate(row):
        said[0, at, {5: 1 + columns.index(0), 12: 1 + columns.index(5)}.get(word, 0)] = 0.0
    assert losses.annotated_losses(
        asked(model.Network(SHAPE), batch)[0] | {"chain": said}, batch, asked(model.Network(SHAPE), batch)[2]
    )["chain"] == pytest.approx(0.0)


def test_who_answers_as_the_teacher_is_not_moved():
    network = model.Network(SHAPE).eval()
    batch = batches.collate(DOCUMENTS, random.Random(0), None)
    teachers = Teachers([network])
    theirs = teachers.read(batch)
    cues, _ = losses.asked_cues(theirs[0], batch, teachers.roles(theirs))
    taught = teachers.answer(theirs, batch, cues)
    said = {name: chances.clamp(min=1e-30).log().requires_grad_() for name, chances in taught.items()}
    sum(losses.taught_losses(said, taught, batch, cues).values()).backward()
    for (
        name,
        answer,
    ) in said.items():  # the loss is smallest there: its slope is that of the sum of probabilities
        real = answer.grad != 0
        assert torch.allclose(answer.grad[real], -taught[name][real]), name


def test_taking_rows_is_indexing():
    table = torch.randn(5, 3, requires_grad=True)
    rows = torch.tensor([[0, 4], [4, 4]])
    assert torch.equal(model.take(table, rows), table[rows])
    (model.take(table, rows) * 2).sum().backward()
    assert table.grad[:, 0].tolist() == [2, 0, 0, 0, 6]
    assert torch.equal(model.take(table, torch.tensor([-1])), table[:1])


# --- pruning -------------------------------------------------------------------------------------------------------
@pytest.fixture
def trained(monkeypatch):
    monkeypatch.setattr(prune, "MINILM", SHAPE)
    monkeypatch.setattr(prune, "KEPT", {3: (0, 1, 2), 2: (0, 2)})
    return model.Network(SHAPE).eval()


def outputs(network):
    batch = batches.collate(DOCUMENTS, random.Random(0), None)
    with torch.no_grad():
        return network(*(batch[name] for name in PIECE_INPUTS))


def test_parts_without_effect_go_first(trained):
    for layer in trained.encoder.layers:
        layer.out.weight.data[:, model.HEAD_SIZE :] = 0  # the second head
        layer.down.weight.data[:, ::2] = 0  # every other unit
    batch = batches.collate(DOCUMENTS, random.Random(0), None)
    important = prune.importance(trained, [batch], train.STAGES["broad"].weights)
    for layer in important:
        assert layer["heads"][1] == 0 < layer["heads"][0]
        assert (layer["units"][::2] == 0).all() and (layer["units"][1::2] > 0).all()
    small = prune.prune(trained, replace(SHAPE, heads=1, feed_forward=24), important).eval()
    for name, wanted in outputs(trained).items():
        assert torch.allclose(outputs(small)[name], wanted, atol=1e-5), name


def test_layers_are_thinned_out(trained):
    important = [{"heads": torch.ones(2), "units": torch.ones(48)}] * 3
    small = prune.prune(trained, replace(SHAPE, layers=2, piece_layers=1), important)
    for ours, theirs in enumerate((0, 2)):
        assert torch.equal(small.encoder.layers[ours].up.weight, trained.encoder.layers[theirs].up.weight), (
            ours
        )
    assert torch.equal(small.encoder.pieces.weight, trained.encoder.pieces.weight)


def test_only_a_network_of_full_size_is_pruned(trained):
    small = model.Network(replace(SHAPE, heads=1))
    with pytest.raises(ValueError, match="found Shape"):
        prune.prune(small, SHAPE, [])


def test_a_larger_shape_is_refused(trained):
    for larger in ({"heads": 3}, {"feed_forward": 49}, {"layers": 4}):
        with pytest.raises(ValueError, match="a smaller shape"):
            prune.prune(trained, replace(SHAPE, **larger), [])


# --- learning ------------------------------------------------------------------------------------------------------
@pytest.fixture
def corpus():
    versions = [document("a", 30, corpus="polnear", seed=n) for n in range(1 + prepare.REWRITTEN)]
    return [*DOCUMENTS, *versions, document("h", 30, corpus="held out", seed=9)]


STAGE = replace(train.STAGES["small"], epochs=2, warm_up=1, batch_pieces=60, encoder_rate=3e-3)


def learn(corpus, folder, **settings):
    torch.manual_seed(1)
    network = model.Network(replace(SHAPE, piece_layers=1))
    teachers = Teachers([model.Network(SHAPE)])
    run = train.Run(corpus, folder, {}, 5, torch.device("cpu"), teachers=teachers, **settings)
    train.train(network, STAGE, run)
    return torch.load(folder / "network.pt", weights_only=True)


def test_learning_is_repeatable(corpus, tmp_path):
    first, second = (learn(corpus, tmp_path / name) for name in "ab")
    assert all(torch.equal(first[name], second[name]) for name in first)
    record = json.loads((tmp_path / "a" / "training.json").read_text(encoding="utf8"))
    assert record["shape"]["piece_layers"] == 1 and record["epochs_done"] == 2
    again = train.load_network([tmp_path / "a"])
    assert again.shape == replace(SHAPE, piece_layers=1)


def test_a_stage_may_be_left_early(corpus, tmp_path):
    learn(corpus, tmp_path, stop_after=1)
    assert json.loads((tmp_path / "training.json").read_text(encoding="utf8"))["epochs_done"] == 1


def test_losses_fall(corpus, tmp_path):
    network = model.Network(SHAPE)
    batch = batches.collate(corpus[:3], random.Random(0), None)
    optimizer = train.optimiser(network, STAGE)
    sums = []
    for _ in range(30):
        found = train.batch_losses(network, batch, STAGE, None, 0.0)
        sums.append(float(sum(found.values()).detach()))
        train.step(network, optimizer, found, STAGE.weights, len(batch["words"]))
    assert sums[-1] < 0.8 * sums[0]


def test_held_out_articles_are_never_trained_on(corpus):
    seen = {
        at
        for seed in range(9)
        for group in train.plan_epoch(corpus, STAGE, random.Random(seed))
        for at in group
    }
    held = {n for n, one in enumerate(corpus) if one.corpus == "held out"}
    assert not seen & held and {0, 1} < seen


def test_each_article_once_an_epoch(corpus):
    for seed in range(5):
        order = [at for group in train.plan_epoch(corpus, STAGE, random.Random(seed)) for at in group]
        assert sum(corpus[at].corpus == "polnear" for at in order) == 1 and len(order) == 3


def test_prepared_documents_are_read_back(corpus, tmp_path):
    prepare.save(corpus, tmp_path / "prepared.xz")
    for one, other in zip(prepare.load(tmp_path / "prepared.xz"), corpus, strict=True):
        assert one.name == other.name and np.array_equal(one.pieces, other.pieces)
    with pytest.raises(FileNotFoundError, match=r"python -m training\.prepare"):
        prepare.load(tmp_path / "none.xz")


def test_attribution_roles_by_hand():
    roles = DOCUMENTS[0].roles.tolist()
    named = {at: labels.ATTRIBUTION[role] for at, role in enumerate(roles) if role}
    assert named == {
        0: "B-source",
        1: "B-cue",
        2: "B-content",
        3: "I-content",
        4: "I-content",
        31: "B-cue",
        32: "I-cue",
        34: "B-content",
        35: "I-content",
    }

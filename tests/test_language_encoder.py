"""The encoder: files, windows put together again, the packaged network."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from standin_model import EchoSession, write_model

from toolkit.language import encoder as encoder_module
from toolkit.language import labels
from toolkit.language.encoder import WINDOW_PIECES, Encoder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("model"))


@pytest.fixture
def echo(folder) -> Encoder:
    encoder = Encoder(folder)
    encoder.__dict__["session"] = EchoSession()
    return encoder


@pytest.mark.parametrize("missing", ["model.onnx", "pairs.npz", "tokenizer.json"])
def test_a_missing_file_is_named(tmp_path, missing):
    (write_model(tmp_path) / missing).unlink()
    with pytest.raises(FileNotFoundError, match=missing) as caught:
        Encoder(tmp_path)
    assert str(tmp_path) in str(caught.value)
    assert "make train" in str(caught.value)


def test_a_missing_folder_names_every_file(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"model\.onnx, pairs\.npz, tokenizer\.json"):
        Encoder(tmp_path / "nowhere")


def test_loads_on_first_use_only(folder):
    assert not {"session", "pieces", "pairs"} & set(vars(Encoder(folder)))


def test_a_pickled_encoder_is_its_settings(echo, folder):
    assert echo([(["a"], [1])])
    copy = pickle.loads(pickle.dumps(echo))
    assert (copy.folder, copy.threads, copy.model_file) == (folder, 0, "model.onnx")
    assert "session" not in vars(copy)


def check_echo(echo, documents):
    results = echo([(words, [2] * len(words)) for words in documents])
    assert len(results) == len(documents)
    for words, result in zip(documents, results):
        ids = [echo.pieces(word)[0] for word in words]
        assert result["echo"].shape == (len(words), 3)
        assert result["echo"][:, :2].tolist() == [[piece[0], piece[-1]] for piece in ids]


def test_windows_are_put_together_in_order(echo):
    rng = np.random.default_rng(1)
    word = lambda: "".join(rng.choice(list("abcdefgh"), rng.integers(1, 9)))  # noqa: E731
    documents = [[word() for _ in range(size)] for size in (3, 0, 700, 1, 150, 151)]
    check_echo(echo, documents)
    assert max(length for _, length in echo.session.shapes) <= WINDOW_PIECES


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(st.text(max_size=15), max_size=30), max_size=4))
def test_any_words_are_read(folder, documents):
    echo = Encoder(folder)
    echo.__dict__["session"] = EchoSession()
    check_echo(echo, documents)


def test_no_documents(echo):
    assert echo([]) == []


def test_words_near_a_border_are_read_with_their_context(echo, monkeypatch):
    """With overlap, no word but the text's first and last is kept from a window's very border."""
    monkeypatch.setattr(encoder_module, "WINDOW_PIECES", 20)
    monkeypatch.setattr(encoder_module, "OVERLAP_PIECES", 6)
    (result,) = echo([(["a"] * 100, [2] * 100)])
    assert (result["echo"][:, 2] > 3).all()


# --- the packaged model --------------------------------------------------------------------------------------------
TEXT = "The minister said on Monday that talks would go on . She left after the meeting in Vienna .".split()


@pytest.fixture(scope="module")
def real(model_folder) -> Encoder:
    return Encoder(model_folder, threads=1)


@pytest.mark.model
def test_output_widths(real):
    (out,) = real([(TEXT, [4] + [2] * (len(TEXT) - 1))])
    assert {name: out[name].shape[-1] for name in ("attribution", "entity", "tag", "upos")} == {
        "attribution": len(labels.ATTRIBUTION),
        "entity": len(labels.ENTITY_TAGS),
        "tag": len(labels.TAGS),
        "upos": len(labels.UPOS),
    }
    assert all(len(scores) == len(TEXT) and np.isfinite(scores).all() for scores in out.values())


@pytest.mark.model
def test_scores_do_not_depend_on_the_documents_beside(real):
    """Quantisation looks at the whole batch, so a shared batch would make results depend on the neighbours."""
    breaks = [4] + [2] * (len(TEXT) - 1)
    (alone,) = real([(TEXT, breaks)])
    beside = real([(TEXT * 30, breaks * 30), (TEXT, breaks), (["Yes", "!"], [4, 1])])[1]
    for name, scores in alone.items():
        assert (scores == beside[name]).all(), name


@pytest.mark.model
def test_no_word_falls_out_of_a_long_document(real):
    words = TEXT * 60
    (out,) = real([(words, ([4] + [2] * (len(TEXT) - 1)) * 60)])
    assert all(np.isfinite(scores).all() for scores in out.values())
    noun = labels.UPOS.index("NOUN")
    found = out["upos"].argmax(1) == noun
    assert found[[at for at, word in enumerate(words) if word == "minister"]].mean() > 0.95

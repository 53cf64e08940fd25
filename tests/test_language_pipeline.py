"""The spaCy component: any text goes in, and what comes out is a well-formed Doc whose parts agree."""

import json
import pickle
import resource
import sys
import time

import pytest
import spacy
import textacy.extract
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin
from standin_model import RandomEncoder, write_model

from toolkit.actors import find_mentions
from toolkit.language import labels, load_pipeline, parts, pipeline
from toolkit.language.encoder import Encoder
from toolkit.language.features import BREAKS
from toolkit.language.pipeline import NewsModel
from toolkit.quotes import find_quotes

NLP = spacy.blank("en")


def check_doc(doc: Doc) -> None:
    """Everything the component promises that can be checked without knowing the right answer."""
    size = len(doc)
    if size:
        assert doc.has_annotation("DEP")
        assert doc.has_annotation("SENT_START")
        assert sum(len(sentence) for sentence in doc.sents) == size
    for sentence in doc.sents:
        roots = [token for token in sentence if token.head.i == token.i]
        assert [root.dep_ for root in roots] == ["ROOT"], sentence.text
        assert all(token.head.sent.start == sentence.start for token in sentence)
    for token in doc:
        assert token.tag_ in labels.TAGS or (token.is_space and token.tag_ == "_SP")
        assert token.pos_ in labels.UPOS or (token.is_space and token.pos_ == "SPACE")
        assert token.dep_ in labels.DEPENDENCIES
        assert token.lemma_
        assert token.is_space == (token.pos_ == "SPACE")
    check_entities(doc)
    check_attributions(doc)
    check_coreference(doc)


def check_entities(doc: Doc) -> None:
    assert {entity.label_ for entity in doc.ents} <= set(labels.ENTITIES)
    assert len(doc._.entity_confidence) == len(doc.ents)
    assert all(0 <= sure <= 1.0001 for sure in doc._.entity_confidence)
    for entity in doc.ents:
        assert entity.text.strip() == entity.text


def check_attributions(doc: Doc) -> None:
    contents = []
    for item in doc._.attributions:
        assert item.keys() >= {"source", "cue", "content", "confidence", "source_confidence"}
        for start, stop in [item["cue"], *item["content"], *filter(None, [item["source"]])]:
            assert 0 <= start < stop <= len(doc)
            assert doc[start:stop].text.strip() == doc[start:stop].text != ""
        words = {n for start, stop in item["content"] for n in range(start, stop) if not doc[n].is_space}
        assert words
        for other, theirs in contents:  # words are shared only where one statement stands inside the other
            assert not words & theirs or {item["cue"][0]} & theirs or {other["cue"][0]} & words
        contents.append((item, words))
        assert 0 <= item["confidence"] <= 1.0001
        assert 0 <= item["source_confidence"] <= 1.0001
    starts = [item["content"][0][0] for item in doc._.attributions]
    assert starts == sorted(starts)
    for role in labels.ROLES:
        spans = [item[role] if role == "content" else [item[role]] for item in doc._.attributions]
        expected = [span for group in spans for span in group if span]
        assert [(span.start, span.end) for span in doc.spans[role + "s"]] == expected


def check_coreference(doc: Doc) -> None:
    assert len({word for word, *_ in doc._.coreference}) == len(doc._.coreference)
    for word, earlier, sure in doc._.coreference:
        assert 0 <= earlier < word < len(doc)
        assert not doc[word].is_space
        assert not doc[earlier].is_space
        assert 0 <= sure <= 1.0001


# --- without the model: random scores, which take every branch ------------------------------------------------------
@pytest.fixture(scope="module")
def component() -> NewsModel:
    return NewsModel(RandomEncoder())


TEXT_LIKE = st.text(
    alphabet=st.sampled_from("abcXY12 \n\t.,“”\"'’—\u00a0\u200b\u0301\u2028🙂ש"), max_size=120
)


@settings(max_examples=120, deadline=None)
@given(text=st.one_of(TEXT_LIKE, st.text(max_size=60)))
@example(text="")
@example(text=" ")
@example(text="\n\n \n\nHello")
@example(text="Hello\n\n")
def test_any_text_is_annotated(component, text):
    doc = component(NLP(text))
    assert doc.text == text
    check_doc(doc)


WHITE_SPACE_TOKENS = [
    (["\n", "\n", "word"], "two white space tokens before the first word"),
    (["\n", "\n", "\n"], "white space tokens only"),
    (["a", " ", "\n", "b"], "two between words"),
    (["\n"], "one token"),
]


@pytest.mark.parametrize(("words", "why"), WHITE_SPACE_TOKENS, ids=[case[1] for case in WHITE_SPACE_TOKENS])
def test_white_space_as_other_tokenizers_split_it(component, words, why):
    check_doc(component(Doc(NLP.vocab, words=words, spaces=[False] * len(words))))


@settings(max_examples=30, deadline=None)
@given(st.lists(TEXT_LIKE, max_size=6), st.integers(1, 4))
def test_a_stream_is_annotated_as_each_alone(texts, batch_size):
    component = NewsModel(RandomEncoder())
    together = list(component.pipe(map(NLP, texts), batch_size=batch_size))
    assert [doc.text for doc in together] == texts
    for doc, text in zip(together, texts):
        assert doc.to_json() == component(NLP(text)).to_json()
        assert doc._.attributions == component(NLP(text))._.attributions


def test_a_long_document_is_read_in_parts_of_whole_paragraphs(monkeypatch, component):
    monkeypatch.setattr(parts, "PART_WORDS", 20)
    doc = NLP("\n\n".join("one two three four five six seven." for _ in range(20)))
    found = list(parts.parts_of(doc, doc.text))
    assert [len(part.words) for part in found[:-1]] == [24] * (len(found) - 1)
    assert [i for part in found for i in part.tokens] == [token.i for token in doc if not token.is_space]
    assert [word for part in found for word in part.words] == [t.text for t in doc if not t.is_space]
    check_doc(component(doc))


def test_a_long_text_without_any_break_is_cut_all_the_same(monkeypatch, component):
    monkeypatch.setattr(parts, "PART_WORDS", 20)
    doc = NLP("word " * 100)
    assert [len(part.words) for part in parts.parts_of(doc, doc.text)] == [40, 40, 20]
    check_doc(component(doc))


def test_breaks_are_read_from_the_text():
    doc = NLP("One “two”\nthree.\n\n \nFour five\t\n")
    (part,) = parts.parts_of(doc, doc.text)
    assert part.words == ["One", "“", "two", "”", "three", ".", "Four", "five"]
    names = [BREAKS[gap] for gap in part.breaks]
    assert names == ["glued", "space", "glued", "glued", "line", "glued", "paragraph", "space"]


def test_layers_not_asked_for_are_left_alone():
    doc = NLP("Rau said that war nears.")
    doc[0].tag_ = "NNP"
    NewsModel(RandomEncoder(), ["attributions", "coreference"])(doc)
    assert [token.tag_ for token in doc] == ["NNP"] + [""] * 5
    assert not doc.has_annotation("DEP")
    assert not doc.ents
    assert isinstance(doc._.attributions, list)


def test_an_unknown_layer_is_named():
    with pytest.raises(ValueError, match=r"\['moods'\].*choose from.*attributions"):
        NewsModel(RandomEncoder(), ["tags", "moods"])


@pytest.mark.parametrize(
    ("words", "tags", "entities", "anaphors", "candidates"),
    [
        ("Rau left . He spoke", "NNP VBD . PRP VBD", [(0, 1)], [3], [0, 3]),
        ("The senator spoke", "DT NN VBD", [], [1], [1]),
        ("A senator spoke", "DT NN VBD", [], [], [1]),
        ("his former aide", "PRP$ JJ NN", [], [0, 2], [0, 2]),
        ("the peace talks", "DT NN NNS", [], [2], [2]),
        ("I met you", "PRP VBD PRP", [], [], [0, 2]),
        ("the New York mayor", "DT NNP NNP NN", [(1, 3)], [3], [2, 3]),
    ],
)
def test_which_words_may_corefer(words, tags, entities, anaphors, candidates):
    spans = [(start, stop, "PERSON", 1.0) for start, stop in entities]
    found = pipeline._mention_heads(words.split(), tags.split(), spans)
    assert [array.tolist() for array in found] == [anaphors, candidates]


def test_missing_files_are_reported_when_the_pipeline_is_made(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"model\.onnx"):
        load_pipeline(folder=tmp_path)


def test_an_unknown_pipeline_is_reported():
    with pytest.raises(OSError, match="en_no_such_pipeline"):
        load_pipeline("en_no_such_pipeline")


def test_the_component_can_be_pickled(tmp_path):
    component = NewsModel(Encoder(write_model(tmp_path)), ["tags"])
    copy = pickle.loads(pickle.dumps(component))
    assert (copy.layers, copy.settings, copy.encoder.folder) == (("tags",), component.settings, tmp_path)


# --- with the model ------------------------------------------------------------------------------------------------
ODD_TEXTS = [
    ("empty", ""),
    ("one space", " "),
    ("white space only", " \n\n\t \r\n \u00a0\u2028"),
    ("one word", "Talks"),
    ("one letter", "I"),
    ("one mark", "."),
    ("quotation marks only", "“”\"'‘’«»„``''"),
    ("quotation marks and white space", '“ ”\n\n" "\n“'),
    ("a word of ten thousand letters", "a" * 10_000),
    ("ten thousand marks", "-" * 10_000),
    ("an address", "https://example.org/" + "path/" * 200 + " said the site."),
    ("emoji", "🙂🙃 she said 👩‍👩‍👧‍👦, “🇺🇦🇵🇱!” 🙂"),
    ("right to left", "אמר השר: “שלום”. قال الوزير إن المحادثات مستمرة."),
    ("zero-width characters", "\u200bThe \u200bminister\u200d sa\u00adid\ufeff no.\u200b"),
    ("lone combining marks", "\u0301 \u0308\u0301 said \u20d0 he. \u0301"),
    ("control characters", "The\x00 minister\x07 said\x1b no.\x7f"),
    ("line separators", "One said.\u2028Two said.\u2029Three said.\x0bFour\x0c."),
    ("Windows line ends", "He said no.\r\n\r\n“Never,” he added.\r\n"),
    ("no space anywhere", "Hesaid,“no”.Shesaid,“yes”."),
    ("capitals", "THE MINISTER SAID ON MONDAY: “WE WILL NOT GO.”"),
    ("one word many times", "said " * 700),
    ("nested marks", "“‘“‘“‘no’”’”’”, he said"),
]


@pytest.mark.model
@pytest.mark.parametrize(("label", "text"), ODD_TEXTS, ids=[case[0] for case in ODD_TEXTS])
def test_odd_texts(nlp, label, text):
    doc = nlp(text)
    assert doc.text == text
    check_doc(doc)


ARTICLE = """Talks on the Harlen dam end without a deal

The talks between Norland and Sudia ended on Friday without a deal. Both sides will meet again in May.

Norland’s Water Minister Ida Brandt said the dam would open “no later than June.” She told reporters that her \
government had waited long enough.

“We have asked for the plans three times,” said Tomas Reyl, a spokesman for the Sudian foreign ministry. “Nobody \
has answered us.”

According to the World Water Council, the dam could cut the flow of the river by a third. Farmers in Sudia fear for \
their harvest."""

FILLER = (
    "The market opened early on Tuesday and closed late in the evening. Several shops had put up new signs. "
    "Rain fell for most of the afternoon, and the streets were empty."
)


@pytest.fixture(scope="module")
def article(nlp) -> Doc:
    return nlp(ARTICLE)


@pytest.mark.model
def test_an_article_is_annotated(article):
    check_doc(article)
    assert article.ents
    assert article._.attributions
    assert {"VERB", "NOUN", "PROPN", "PUNCT", "DET"} <= {token.pos_ for token in article}


@pytest.mark.model
def test_a_plain_quotation_is_found_whole(nlp):
    doc = nlp("“Nobody has answered us,” said Tomas Reyl.")
    (item,) = doc._.attributions
    assert doc[slice(*item["source"])].text == "Tomas Reyl"
    assert doc[slice(*item["cue"])].text == "said"
    start, stop = item["content"][0][0], item["content"][-1][1]
    assert "Nobody has answered us" in doc[start:stop].text
    assert [entity.text for entity in doc.ents] == ["Tomas Reyl"]


@pytest.mark.model
def test_a_stream_equals_one_by_one(nlp):
    texts = [ARTICLE, "", FILLER, "“No,” he said.", ARTICLE + "\n\n" + FILLER]
    for doc, text in zip(nlp.pipe(texts, batch_size=2), texts):
        alone = nlp(text)
        assert doc.to_json() == alone.to_json()
        assert len(doc._.attributions) == len(alone._.attributions)
        for ours, theirs in zip(doc._.attributions, alone._.attributions):
            assert {role: ours[role] for role in labels.ROLES} == {
                role: theirs[role] for role in labels.ROLES
            }
            assert ours["confidence"] == pytest.approx(theirs["confidence"], abs=1e-3)


@pytest.mark.model
def test_confidences_of_entities_reach_the_mentions(article):
    """Where a mention is an entity, its confidence is the model's."""
    sure = {(e.start_char, e.end_char): c for e, c in zip(article.ents, article._.entity_confidence)}
    mentions = {(m["start"], m["end"]): m["confidence"] for m in find_mentions(article, doc_id="a")}
    shared = sure.keys() & mentions.keys()
    assert shared
    assert {span: mentions[span] for span in shared} == pytest.approx(
        {span: sure[span] for span in shared}, abs=0.01
    )


@pytest.mark.model
def test_spacy_and_textacy_extractors_work_on_it(article):
    assert "The talks" in {chunk.text for chunk in article.noun_chunks}
    triples = list(textacy.extract.subject_verb_object_triples(article))
    assert any(triple.verb[-1].text == "cut" for triple in triples)
    assert list(textacy.extract.entities(article))


def as_lists(doc: Doc) -> list:
    """What was found, without the difference between tuples and lists, which spaCy's serialisation does not keep."""
    return json.loads(json.dumps([doc._.attributions, doc._.coreference, doc._.entity_confidence]))


@pytest.mark.model
def test_docs_can_be_stored(nlp, article):
    """DocBin keeps what the model found, as users who annotate a corpus once need it."""
    stored = DocBin(store_user_data=True, docs=[article]).to_bytes()
    (copy,) = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    assert [entity.text for entity in copy.ents] == [entity.text for entity in article.ents]
    assert [token.head.i for token in copy] == [token.head.i for token in article]
    assert list(copy._.entity_confidence) == article._.entity_confidence
    assert as_lists(copy) == as_lists(article)
    assert find_quotes(copy, doc_id="a") == find_quotes(article, doc_id="a")
    assert find_mentions(copy, doc_id="a") == find_mentions(article, doc_id="a")
    copy = Doc(nlp.vocab).from_bytes(article.to_bytes())
    assert [span.text for span in copy.spans["contents"]] == [span.text for span in article.spans["contents"]]
    assert len(copy._.coreference) == len(article._.coreference)


@pytest.mark.model
def test_the_pipeline_can_be_stored(nlp, tmp_path):
    nlp.to_disk(tmp_path / "pipeline")
    copy = spacy.load(tmp_path / "pipeline")
    assert copy("“No,” he said.")._.attributions == nlp("“No,” he said.")._.attributions


@pytest.mark.model
def test_a_pickled_component_gives_the_same(nlp):
    copy = pickle.loads(pickle.dumps(nlp.get_pipe("news_model")))
    assert copy(nlp.make_doc(ARTICLE))._.attributions == nlp(ARTICLE)._.attributions


@pytest.mark.model
def test_two_processes(nlp):
    texts = [ARTICLE, FILLER, "“No,” he said."]
    for doc, text in zip(nlp.pipe(texts, n_process=2, batch_size=1), texts):
        assert doc.text == text
        assert as_lists(doc) == as_lists(nlp(text))


@pytest.mark.model
def test_a_pipeline_of_spacy_is_given_attributions(nlp, model_folder, tmp_path):
    other = spacy.blank("en")
    other.add_pipe("sentencizer")
    other.to_disk(tmp_path / "other")
    doc = load_pipeline(str(tmp_path / "other"), threads=1, folder=model_folder)("“No,” he said.")
    assert len(doc._.attributions) == 1
    assert not doc.ents
    assert not doc.has_annotation("TAG")


# --- borders between windows ---------------------------------------------------------------------------------------
SPEECH = "“The bridge will stay closed until spring,” Mayor Lena Ortiz said."
PARAGRAPHS = 13  # of 30 words: over 400, more than the encoder reads at once


@pytest.mark.model
@pytest.mark.parametrize("joined_by", ["\n\n", " "], ids=["paragraphs", "no breaks"])
def test_a_quotation_is_found_wherever_it_stands(nlp, joined_by):
    """The quotation slides through a long text, so that window borders fall before, into and behind it."""
    missed = []
    for before in range(PARAGRAPHS + 1):
        text = joined_by.join([FILLER] * before + [SPEECH] + [FILLER] * (PARAGRAPHS - before))
        doc = nlp(text)
        found = [
            item
            for item in doc._.attributions
            if "bridge will stay closed until spring"
            in doc[item["content"][0][0] : item["content"][-1][1]].text
            and item["source"]
            and doc[slice(*item["source"])].text.endswith("Lena Ortiz")
        ]
        if len(found) != 1:
            missed.append(before)
    assert missed == []


@pytest.mark.model
def test_a_quotation_is_found_word_by_word_along_a_border(nlp):
    """Finer: the text before it grows word by word, with no paragraph to cut at."""
    words = ((FILLER + " ") * 9).split()
    missed = []
    for count in range(170, 260, 3):
        doc = nlp(" ".join(words[:count]).rstrip(",.") + ". " + SPEECH + " " + FILLER * 3)
        contents = [doc[i["content"][0][0] : i["content"][-1][1]].text for i in doc._.attributions]
        if not any("bridge will stay closed until spring" in content for content in contents):
            missed.append(count)
    assert missed == []


# --- size ----------------------------------------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.model
def test_two_megabytes(nlp, capsys):
    """Memory grows with the Doc itself (some 50 bytes a character), not with the network's scores."""
    text = ((ARTICLE + "\n\n" + FILLER + "\n\n") * 2_000)[:2_000_000]
    nlp(ARTICLE)
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    doc = nlp(text)
    seconds = time.perf_counter() - began
    unit = 1 if sys.platform == "darwin" else 1024
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * unit / 1e6
    with capsys.disabled():
        print(f"\n2 MB, {len(doc)} tokens: {seconds:.0f} s, {grown:.0f} MB more at the peak")
    assert len(doc._.attributions) > 2_000
    assert grown < 500

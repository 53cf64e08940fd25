"""Encodings: the fixed order of decisions, each recorded; mojibake; characters that nobody types."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import toolkit as tk
from tests.format_samples import codes
from toolkit.documents import encoding
from toolkit.documents.inputs import Unreadable

CP1252 = "read as Windows-1252, not UTF-8"
TEXT = "The café’s owner said: “no – never”, and Zoë’s aide agreed."

DECIDED = [
    ("UTF-8", TEXT.encode(), {}, None),
    ("byte-order mark", TEXT.encode("utf-8-sig"), {}, None),
    ("UTF-16", TEXT.encode("utf-16"), {}, "read as UTF-16, not UTF-8"),
    ("Windows-1252", TEXT.encode("cp1252"), {}, CP1252),
    ("declared and right", "Łódź".encode("cp1250"), {"declared": "windows-1250"}, "read as cp1250, not UTF-8"),
    ("declared as UTF-8, is not", TEXT.encode("cp1252"), {"declared": "utf-8"}, CP1252),
    ("Latin-1 is read as Windows-1252", TEXT.encode("cp1252"), {"declared": "iso-8859-1"}, CP1252),
    ("UTF-8 wins over the declaration", TEXT.encode(), {"declared": "windows-1250"}, None),
    ("unknown name", TEXT.encode("cp1252"), {"declared": "x-nonsense"}, CP1252),
    ("a codec that is no encoding", TEXT.encode("cp1252"), {"declared": "zip"}, CP1252),
    ("a codec that runs escapes", TEXT.encode("cp1252"), {"declared": "unicode_escape"}, CP1252),
]  # fmt: skip


@pytest.mark.parametrize(("label", "data", "options", "what"), DECIDED, ids=[row[0] for row in DECIDED])
def test_order_of_decisions(label, data, options, what):
    text, changes = encoding.decode(data, **options)
    assert text == ("Łódź" if "1250" in str(what) else TEXT)
    assert [change["what"] for change in changes] == ([what] if what else [])
    assert [change["step"] for change in changes] == (["encoding"] if what else [])


def test_a_page_says_its_encoding():
    for declaration in ('<meta charset="windows-1250">', "<meta content='text/html; charset=windows-1250'>",
                        '<?xml version="1.0" encoding="windows-1250"?>'):  # fmt: skip
        page = f"<html>{declaration}<p>Łódź".encode("cp1250")
        assert encoding.decode(page, markup=True)[0].endswith("<p>Łódź")
        assert not encoding.decode(page)[0].endswith("<p>Łódź")  # plain text declares nothing


def test_bytes_that_windows_1252_leaves_undefined():
    assert encoding.decode(b"caf\xe9 \x81")[0] == "café \x81"


def test_binary_is_no_text():
    with pytest.raises(Unreadable, match=r"a: binary data, not text; save it as plain text"):
        encoding.decode_text(bytes(range(32)), "a")


# --- mojibake

NAMES = "Åsa Ståhl, Château d’Yquem, “São Paulo”"
MENDED = [
    ("UTF-8 read as Windows-1252", "itâ€™s a cafÃ©", "it’s a café"),
    ("quotation marks keep their direction", "â€œnoâ€\x9d, she said", "“no”, she said"),
    ("what was right stays", TEXT, TEXT),
    ("letters that mojibake uses", NAMES, NAMES),
    ("straight marks stay straight", "\"No,\" she said. cafÃ©", "\"No,\" she said. café"),
    ("entities are not its business", "a &amp; b cafÃ©", "a &amp; b café"),
    ("only the line that is wrong", "“Right”\ncafÃ©\n“Right”", "“Right”\ncafé\n“Right”"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "text", "expected"), MENDED, ids=[row[0] for row in MENDED])
def test_mojibake(label, text, expected):
    mended, changes = encoding.mend(text)
    assert mended == expected
    assert [change["count"] for change in changes] == ([1] if text != expected else [])


def test_mojibake_is_recorded_and_unicode_composed(tmp_path):
    (tmp_path / "a.txt").write_text("The cafÃ© was closed, said Zoe\u0308.", encoding="utf-8")
    (row,) = tk.read_documents(tmp_path).to_dict("records")
    assert row["text"] == "The café was closed, said Zoë."
    whats = [change["what"] for change in row["cleaning"]]
    assert whats == ["mojibake mended (lines)", "accents composed (Unicode NFC)"]
    raw = tk.read_documents(tmp_path, clean=False)["text"][0]
    assert raw == "The cafÃ© was closed, said Zoe\u0308."


@given(st.text())
def test_mending_keeps_lines_and_does_nothing_twice(text):
    once, _ = encoding.mend(text)
    assert once.count("\n") >= text.count("\n")
    assert encoding.mend(text)[0] == once


# --- characters that nobody types

ODD = [
    ("NUL", "The en\x00voy said no.", "The envoy said no.", "1 NUL characters"),
    ("direction", "The \u202eyovne\u202c said no.", "The yovne said no.", "2 marks of the writing direction"),
    ("zero width", "The en\u200bvoy said\ufeff no.", "The envoy said no.", "2 zero-width characters"),
]  # fmt: skip


@pytest.mark.parametrize(("label", "text", "expected", "found"), ODD, ids=[row[0] for row in ODD])
def test_odd_characters_are_taken_out_and_reported(tmp_path, caplog, label, text, expected, found):
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text("Another text of the corpus.", encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == [expected, "Another text of the corpus."]
    (problem,) = frame.attrs["problems"]
    assert (problem["code"], problem["doc_id"]) == ("odd characters", frame["doc_id"][0])
    assert found in problem["detail"] and "compare the text with its source" in problem["detail"]
    assert "left out" not in caplog.text and "1 remark(s)" in caplog.text


@pytest.mark.parametrize("clean", [True, False])
def test_halves_of_characters(tmp_path, clean):
    record = {
        "text": "The envoy \ud83d said no.",
        "title": "No \udc00",
        "authors": ["Jane \ud800"],
        "extra": "\ud800",
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n" + '{"text": "The second."}\n')
    frame = tk.read_documents(tmp_path, clean=clean)
    assert frame["text"].tolist() == ["The envoy \ufffd said no.", "The second."]
    assert (frame["title"][0], frame["authors"][0], frame["extra"][0]) == (
        "No \ufffd",
        ["Jane \ufffd"],
        "\ufffd",
    )
    assert codes(frame) == ["odd characters"]
    frame.to_json()  # can be written


def test_right_to_left_scripts_stay(tmp_path):
    text = "The slogan read “שלום” and “سلام”, the envoy said."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == [text]
    assert codes(frame) == []

"""Sentences that notebooks show are escaped."""

from toolkit import notebook

NASTY = "<script>alert(1)</script> **bold** $x$ & “quotes”"


def test_text_is_escaped():
    shown = notebook.text(NASTY, "", heading="<b>")
    assert "<script>" not in shown.data
    assert "&lt;script&gt;" in shown.data
    assert "<strong>&lt;b&gt;</strong>" in shown.data
    assert shown.data.count("<p>") == 1
    assert "tex2jax_ignore" in shown.data


def test_nothing_to_say_shows_nothing():
    assert notebook.text("", heading="Answer:") is None

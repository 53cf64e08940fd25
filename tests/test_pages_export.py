"""Templates: ours, one of the user's own, an installed one; none loads anything or runs what is not ours."""

import nasty
import nbformat
import pytest
from bs4 import BeautifulSoup
from synthetic import corpus
from test_pages_numbering import TABLE, notebook, output
from test_pages_pictures import chart, encoded

from toolkit import page_scripts
from toolkit.analysis import Analysis
from toolkit.pages import provenance
from toolkit.pages.export import Template, export, find_template, guarded
from toolkit.pages.parts import Page, css_string

CAPTION = {"title": "Lee <b>speaks</b> most", "note": "n = 3.", "top": 0.1, "foot": 0.1}
MADE = notebook(
    "# A *title*\n\nWords.",
    [
        output(
            "image/png",
            encoded(chart()),
            alt='A "chart"',
            width=200,
            caption=CAPTION,
            files=["figures/a.png"],
        ),
        output("text/html", TABLE),
        nbformat.v4.new_output("stream", name="stdout", text="<script>alert(1)</script>\x1b[31mred"),
    ],
    "## How <i>often</i>?",
)
PAGES = [Page("a.html", "a.ipynb", "A title"), Page("b.html", "b.ipynb", "Another")]


@pytest.fixture(scope="module")
def account():
    return provenance.provenance(
        Analysis(*corpus()), corpus="Three articles.", parameters=[("seed", "1")], command="toolkit report x"
    )


def test_our_page(account):
    written = export(MADE, account, page=PAGES[0], pages=PAGES)
    soup = BeautifulSoup(written, "html.parser")
    ours = tuple(page_scripts.source(name) for name in page_scripts.names())
    assert nasty.html_faults(written, ours) == []
    assert [heading.get_text() for heading in soup.find_all(["h1", "h2"])] == [
        "A title",
        "How often?",
        "How this was made",
    ]
    assert soup.find("a", href="#how-often").get_text() == "How often?"
    image = soup.find("img")
    assert image["alt"] == 'A "chart"' and image["width"] == "200"
    assert " ".join(image.find_parent("figure").figcaption.get_text().split()) == (
        "Figure 1. Lee <b>speaks</b> most. n = 3. For print: PNG"
    )
    assert soup.find("figure", class_="table").figcaption.get_text() == "Table 1. Ships"
    assert soup.find("details", class_="code").has_attr("open") is False
    assert "part 1 of 2" in soup.find(class_="kind").get_text()
    assert [link["href"] for link in soup.nav.find_all("a")] == ["index.html", "b.html", "quotes.html"]
    assert soup.find("details").find_next("pre", class_="stream")
    assert soup.html["lang"] == "en" and soup.main["id"] == soup.find(class_="skip")["href"][1:]


def test_the_notebook_is_left_alone(account):
    before = nbformat.writes(MADE)
    export(MADE, account, page=PAGES[0])
    assert nbformat.writes(MADE) == before


def test_a_template_of_the_users_own_extends_ours(tmp_path, account):
    folder = tmp_path / "mine"
    (folder / "parts").mkdir(parents=True)
    (folder / "index.html.j2").write_text(
        "{% extends 'report/index.html.j2' %}{% block body_header %}{{ super() }}<p>Our institute</p>{% endblock %}"
    )
    (folder / "parts" / "title.html.j2").write_text("<h1>{{ page.title }}!</h1>")
    written = export(MADE, account, page=PAGES[0], template=find_template(folder))
    soup = BeautifulSoup(written, "html.parser")
    assert "Our institute" in written and soup.h1.get_text() == "A title!"
    assert soup.find("meta", content=page_scripts.policy())
    assert soup.find("figcaption")


def test_an_installed_template_gets_our_policy(account):
    written = export(MADE, account, page=PAGES[0], template=find_template("basic"))
    assert page_scripts.policy() in BeautifulSoup(written, "html.parser").find("meta")["content"]
    lab = export(MADE, account, page=PAGES[0], template=Template("lab"))
    assert BeautifulSoup(lab, "html.parser").head.find()["content"] == page_scripts.policy()


def test_a_policy_of_the_template_stays():
    own = "<head><meta http-equiv='Content-Security-Policy' content=\"default-src 'self'\"></head>"
    assert guarded(own) == own


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no-such-template", "no folder and no installed template of that name"),
        ("empty", r"a template is a folder with index\.html\.j2 \(found nothing\)"),
        ("report", "the name of our own template"),
    ],
)
def test_no_template(tmp_path, monkeypatch, name, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "index.html.j2").write_text("")
    with pytest.raises(ValueError, match=message):
        find_template(name if name != "report" else tmp_path / "report")


@pytest.mark.parametrize("text", nasty.HOSTILE)
def test_a_string_of_a_style_sheet_ends_where_it_ends(text):
    written = css_string(text)
    assert written[0] == written[-1] == '"'
    assert not set(written[1:-1]) & set("\"'<>{};\n")

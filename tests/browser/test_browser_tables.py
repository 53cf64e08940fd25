"""What the scripts of a page do in a real browser: tables sorted and searched, code unfolded, colours chosen."""

from __future__ import annotations

import nbformat
import pandas as pd
import pytest
from synthetic import corpus

from toolkit import notebook
from toolkit.analysis import Analysis
from toolkit.pages import provenance
from toolkit.pages.export import export
from toolkit.pages.parts import Page

FRAME = pd.DataFrame(
    {
        "name": ["Zoë Ek", "Ann Lee", "Bo Yi", "Émile", "<b>Cy</b>", "Dan", "Eve", "Flo", "Gus"],
        "share": [0.02, 0.5, None, 0.125, 1.0, 0.0, 0.3, 0.04, 0.2],
        "points": [-0.1, 0.25, 0.0, 0.031, -0.5, 0.12, 0.4, 0.02, None],
        "p": [1e-05, 0.3, 0.02, 0.9, 1.0, 0.5, None, 0.04, 0.001],
        "words": [1200, 30, 5, 999, 1, 2, 3, 4, 10_000],
    }
)


pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    shown = notebook.table(FRAME, caption="People")
    outputs = [nbformat.v4.new_output("display_data", {"text/html": shown.data})]
    cells = [
        nbformat.v4.new_markdown_cell("# People"),
        nbformat.v4.new_code_cell("1", outputs=outputs),
        nbformat.v4.new_code_cell("2"),
    ]
    account = provenance.provenance(
        Analysis(*corpus()), corpus="c", parameters=[], command="toolkit report c"
    )
    path = tmp_path_factory.mktemp("page") / "a.html"
    made = export(nbformat.v4.new_notebook(cells=cells), account, page=Page("a.html", "a.ipynb", "People"))
    path.write_text(made, encoding="utf-8")
    return path


@pytest.fixture
def page(chromium, written):
    context = chromium.new_context(offline=True, color_scheme="light", viewport={"width": 900, "height": 800})
    opened, wrong = context.new_page(), []
    opened.on("console", lambda message: wrong.append(message.text))
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.goto(written.as_uri())
    yield opened
    assert wrong == []
    context.close()


def names(page):
    return page.locator("figure.table tbody tr:visible td:first-child").all_inner_texts()


@pytest.mark.parametrize(
    ("column", "first", "last"),
    [
        ("name", ["<b>Cy</b>", "Ann Lee"], "Zoë Ek"),
        ("share", ["Dan", "Zoë Ek"], "Bo Yi"),  # what is missing stands last
        ("points", ["<b>Cy</b>", "Zoë Ek"], "Gus"),
        ("p", ["Zoë Ek", "Gus"], "Eve"),  # 1e-05 is a number
        ("words", ["<b>Cy</b>", "Dan"], "Gus"),  # and 10,000 is one
    ],
)
def test_sorting_by_keyboard(page, column, first, last):
    before = names(page)
    head = page.get_by_role("columnheader", name=column, exact=True)
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert names(page)[:2] == first and names(page)[-1] == last
    assert head.get_attribute("aria-sort") == "ascending"
    page.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "descending"
    gaps = FRAME[column].isna().any()
    assert names(page)[-1] == (last if gaps else first[0])
    page.keyboard.press("Enter")
    assert names(page) == before and head.get_attribute("aria-sort") is None


def test_searching_counts_and_knows_letters_with_marks(page):
    field, count = page.get_by_label("Search these rows"), page.get_by_role("status")
    assert count.inner_text() == "9 rows shown here"
    for asked, found in (
        ("zoe", ["Zoë Ek"]),
        ("émile 12", ["Émile"]),
        ("<b>", ["<b>Cy</b>"]),
        ("nobody", []),
    ):
        field.fill(asked)
        assert names(page) == found
        assert count.inner_text() == f"{len(found)} of 9 rows shown here"
    field.fill("")
    assert len(names(page)) == 9


def test_code_is_folded_and_unfolds_at_once(page):
    cells = page.locator("details.code")
    assert cells.evaluate_all("all => all.map(one => one.open)") == [False, False]
    page.get_by_role("button", name="Show all code").click()
    assert cells.evaluate_all("all => all.map(one => one.open)") == [True, True]
    page.get_by_role("button", name="Hide all code").click()
    assert cells.evaluate_all("all => all.map(one => one.open)") == [False, False]


def test_the_choice_of_colours_is_kept(page):
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_role("button", name="Dark").click()
    dark = page.evaluate(ground)
    assert light != dark
    page.reload()
    assert page.evaluate(ground) == dark
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"  # paper is white


def test_without_scripts_the_page_is_whole(chromium, written):
    context = chromium.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(written.as_uri())
    assert len(names(page)) == 9 and page.get_by_role("button").count() == 0
    context.close()

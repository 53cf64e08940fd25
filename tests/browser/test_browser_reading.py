"""What a reader does with a page of the report: sort a table, search it, unfold the code, choose the colours, print."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.integration, pytest.mark.model]

PAGES = ("01_actor_frequency", "02_quote_networks", "03_rhetorical_comparison")


@pytest.fixture
def page(visit, seed_report):
    """The first report's page, without a network; afterwards nothing was asked for and nothing went wrong."""
    with visit((seed_report / "01_actor_frequency.html").as_uri()) as seen:
        yield seen.page
        assert seen.outside(seed_report.as_uri()) == []
        assert seen.errors == []


def profiles(page):
    """The table of actors: long enough to be searched, with names and numbers."""
    return page.locator(".scroll table", has=page.locator("th", has_text="Affiliation")).first


def cells(table, column):
    heads = [head.strip() for head in table.locator("thead th").all_inner_texts()]
    rows = table.locator("tbody tr:visible").all()
    return [row.locator("th, td").nth(heads.index(column)).inner_text().strip() for row in rows]


def test_a_table_is_sorted_by_name_and_number_and_back(page):
    table = profiles(page)
    as_written, names = cells(table, "Mentions"), cells(table, "Actor")
    head = table.locator("thead th", has_text="Mentions")
    head.locator(".sort").click()
    numbers = [int(number.replace(",", "")) for number in cells(table, "Mentions")]
    assert numbers == sorted(numbers) and len(numbers) == len(as_written)
    assert head.get_attribute("aria-sort") == "ascending"
    head.locator(".sort").press("Enter")
    assert [int(number.replace(",", "")) for number in cells(table, "Mentions")] == sorted(
        numbers, reverse=True
    )
    head.locator(".sort").click()
    assert cells(table, "Actor") == names
    table.locator("thead th", has_text="Actor").locator(".sort").click()
    assert cells(table, "Actor") == sorted(names, key=str.casefold)


def test_a_table_is_searched(page):
    table = profiles(page)
    every = len(cells(table, "Actor"))
    controls = table.locator("xpath=ancestor::*[contains(@class,'scroll')]/preceding-sibling::*[1]")
    controls.get_by_label("Search these rows").fill("SERGEI russia")
    found = cells(table, "Actor")
    assert found and len(found) < every
    assert all("Serg" in name for name in found)
    assert controls.get_by_role("status").inner_text().startswith(f"{len(found)} of {every} rows")
    controls.get_by_label("Search these rows").fill("")
    assert len(cells(table, "Actor")) == every


def test_code_is_folded_until_it_is_asked_for(page):
    code = page.locator("details.code")
    assert code.count() > 10
    assert not page.locator("details.code pre:visible").count()
    page.get_by_role("button", name="Show all code").click()
    assert page.locator("details.code pre:visible").count() == code.count()
    page.get_by_role("button", name="Hide all code").click()
    assert not page.locator("details.code pre:visible").count()


def test_the_reader_chooses_the_colours(page):
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    page.get_by_role("button", name="Dark", exact=True).click()
    assert page.evaluate(colour) != light
    page.reload()
    assert page.evaluate(colour) != light
    page.get_by_role("button", name="Light", exact=True).click()
    assert page.evaluate(colour) == light


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_is_described_and_numbered(visit, seed_report, name):
    with visit((seed_report / f"{name}.html").as_uri()) as seen:
        figures = seen.page.locator("figure:has(img)")
        assert figures.count()
        for figure in figures.all():
            assert len(figure.locator("img").first.get_attribute("alt")) > 20
            assert figure.locator("figcaption").inner_text().startswith("Figure ")


@pytest.mark.parametrize("name", PAGES)
def test_on_paper_there_are_no_switches(visit, seed_report, name):
    with visit((seed_report / f"{name}.html").as_uri(), scheme="dark") as seen:
        seen.page.emulate_media(media="print")
        assert not seen.page.locator(".switches:visible, .controls:visible, input:visible").count()
        background = seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert background in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")


def test_a_count_leads_to_the_quotes_that_it_counts(visit, seed_report):
    """From a number of quotes to the list of just these quotes, and the speaker's words are marked in their context."""
    with visit((seed_report / "02_quote_networks.html").as_uri()) as seen:
        link = seen.page.locator("td a[href^='quotes.html#quotes/']:visible").first
        counted = re.match(r"\d+", link.inner_text())[0]
        link.click()
        seen.page.wait_for_url("**/quotes.html#quotes/*")
        seen.page.locator("#quotes tbody mark").first.wait_for()
        assert seen.page.locator("#status").inner_text().startswith(f"{counted} of ")
        assert seen.page.locator("#quotes tbody tr").count() == int(counted)

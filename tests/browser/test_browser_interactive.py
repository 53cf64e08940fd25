"""What can be explored, in a real browser without a network: what a reader does, and what hostile text cannot do."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path

import nasty
import pytest
from synthetic import corpus, press

from toolkit import network, page_scripts
from toolkit.interactive import frame, network_page, network_view, quote_rows, quotes_page

RUN = "document.title='PWNED'"
NASTY = (
    f"<script>{RUN}</script>",
    f'"><img src=x onerror="{RUN}">',
    f"' onfocus='{RUN}' autofocus='",
    f"</script></style></textarea></td></table><svg onload={RUN}>",
    "{{ 7*7 }} ${7*7} <%= 7*7 %>",
    "invoice\u202egnp.exe\u202c \u2066hidden",
    "Donaudampfschifffahrts" * 60,
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe><base href="https://leak.example/">',
)


pytestmark = pytest.mark.browser


@pytest.fixture
def visit(chromium):
    """A function that opens a file without a network; afterwards nothing was asked for and nothing went wrong."""

    @contextmanager
    def opened(path, *, fragment="", scheme="light", width=1100):
        context = chromium.new_context(
            offline=True, color_scheme=scheme, viewport={"width": width, "height": 800}
        )
        page, asked, wrong = context.new_page(), [], []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{path.as_uri()}{fragment}")
        yield page
        assert not [url for url in asked if not url.startswith(("file:", "data:", "about:"))]
        assert not wrong
        assert page.title() != "PWNED" and not [one for one in page.frames if one.title() == "PWNED"]
        context.close()

    return opened


def report_page(folder, found, **options):
    """A folder with a page that holds a network and a table of quotes in frames, and the page of all quotes."""
    edges = network.quote_edges(found.quotes, found.mentions, found.actors, found.documents)
    graph = network.quote_graph(edges, found.actors, found.quotes)
    mentioned = network.quote_mentions(found.quotes, found.mentions).groupby("quote_id")["actor_id"].agg(list)
    found = found._replace(quotes=found.quotes.assign(about=found.quotes["quote_id"].map(mentioned)))
    view = network_view(graph, found.quotes, found.documents, found.actors, **options)
    rows = quote_rows(found.quotes, found.documents, found.actors)
    frames = frame(network_page(view), title="Network", height=700)
    frames += frame(quotes_page(rows, framed=True), title="Quotes", height=600)
    policy = page_scripts.policy().replace("'", "&#39;")
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}"><title>A</title>'
    page = f'<!DOCTYPE html><html lang="en"><head>{head}</head><body><main><h1>A</h1>{frames}</main>'
    (folder / "page.html").write_text(page + page_scripts.tag("frames") + "</body></html>", encoding="utf-8")
    (folder / "quotes.html").write_text(quotes_page(rows, links=[("page.html", "Network")]), encoding="utf-8")
    return folder / "page.html"


def hostile(found):
    """The same articles where every name, file and outlet is hostile."""
    names = [NASTY[k % len(NASTY)] for k in range(len(found.actors))]
    actors = found.actors.assign(name=names, role=names, affiliation=names)
    files = [NASTY[(k + 3) % len(NASTY)] for k in range(len(found.documents))]
    documents = found.documents.assign(title=files, origin=files, outlet=files)
    cues = [NASTY[k % len(NASTY)] for k in range(len(found.quotes))]
    quotes = found.quotes.assign(speaker=cues, cue=cues, cue_class=cues)
    return found._replace(actors=actors, documents=documents, quotes=quotes)


def the_network(page):
    return page.frame_locator("iframe >> nth=0")


def arrow(inside, source, target):
    return inside.locator(f'g.link[aria-label^="{source} about {target}"]')


def axe_faults(page):
    """Serious and critical violations in the page and, each looked at by itself, in its frames."""
    package = pytest.importorskip("axe_playwright_python")
    axe = (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    faults = []
    for each in page.frames:
        each.evaluate(f"() => {{ {axe} }}")
        found = each.evaluate("() => axe.run(document, { iframes: false }).then((told) => told.violations)")
        faults += [
            f"{one['id']}: {node['html'][:150]}"
            for one in found
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]
    return faults


def test_pointing_at_an_arrow_shows_its_quotes_and_leads_to_the_list(visit, tmp_path):
    with visit(report_page(tmp_path, corpus())) as page:
        inside = the_network(page)
        arrow(inside, "Lena Orlo", "Bellmark").locator(".hit").dispatch_event("pointerenter")
        arrow(inside, "Lena Orlo", "Bellmark").dispatch_event("pointerenter")
        panel = inside.locator("#panel")
        assert panel.locator("h3").inner_text() == "Lena Orlo about Bellmark"
        assert panel.locator("li mark").first.inner_text() == "Bellmark had closed the port without warning"
        assert panel.locator("li b.speaker").first.inner_text() == "Lena Orlo"
        arrow(inside, "Lena Orlo", "Bellmark").dispatch_event("pointerleave")
        assert "Point at an arrow" in panel.inner_text()
        arrow(inside, "Lena Orlo", "Bellmark").dispatch_event("click")
        panel.locator("a.away").last.click()
        page.wait_for_url("**/quotes.html#quotes/actor=orlo&about=bellmark")
        assert page.locator("#status").inner_text() == "3 of 9 quotes: speaker Lena Orlo, about Bellmark."
        page.go_back()
        page.wait_for_url("**/page.html")


def test_an_actor_shows_its_numbers(visit, tmp_path):
    with visit(report_page(tmp_path, corpus())) as page:
        inside = the_network(page)
        node = inside.locator('g.node[aria-label^="Tom Hale"]')
        node.locator("circle").last.hover()
        said = inside.locator("#panel").inner_text()
        assert "3 quotes, 15 words in all." in said
        assert "Speaks about 1 actor (quotes 2); spoken about by 1 (quotes 1)." in said


def test_filters_search_and_reset(visit, tmp_path):
    with visit(report_page(tmp_path, corpus())) as page:
        inside = the_network(page)
        status, shown = inside.locator("#status"), inside.locator("g.link:not(.gone)")
        assert status.inner_text() == "4 of 4 actors, 3 of 3 arrows." and shown.count() == 3
        inside.get_by_role("checkbox", name="person").uncheck()
        assert shown.count() == 0 and status.inner_text().startswith("0 of 4 actors")
        inside.get_by_role("checkbox", name="person").check()
        inside.locator("#least").fill("2")
        assert status.inner_text() == "4 of 4 actors, 2 of 3 arrows." and shown.count() == 2
        inside.get_by_role("button", name="Reset").click()
        assert shown.count() == 3
        inside.get_by_label("Find an actor").fill("orlo")
        assert "Found: Lena Orlo." in status.inner_text()
        assert inside.locator("g.node.found").count() == 1
        inside.get_by_label("Find an actor").press("Enter")
        assert inside.locator("#panel h3").inner_text() == "Lena Orlo"
        inside.get_by_label("Find an actor").fill("nowhere")
        assert "Nobody of that name" in status.inner_text()


def test_the_keyboard_reaches_actors_arrows_and_quotes(visit, tmp_path):
    with visit(report_page(tmp_path, corpus())) as page:
        inside = the_network(page)
        inside.get_by_role("button", name="Reset").focus()
        reached = "document.activeElement.getAttribute('class')"
        inner = page.frames[1]
        for _ in range(30):
            page.keyboard.press("Tab")
            if (inner.evaluate(reached) or "").startswith("node"):
                break
        first = inside.locator("#panel h3").inner_text()
        page.keyboard.press("ArrowRight")
        assert inside.locator("#panel h3").inner_text() != first
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        assert inner.evaluate(reached).startswith("link")
        assert " about " in inside.locator("#panel h3").inner_text()
        assert inside.locator("#panel mark").count()
        page.keyboard.press("Escape")
        inside.locator("summary").click()
        inside.locator("#as-table button").first.click()
        assert inside.locator("#panel mark").count()


def test_an_actor_can_be_dragged_and_put_back(visit, tmp_path):
    with visit(report_page(tmp_path, corpus())) as page:
        inside = the_network(page)
        node = inside.locator('g.node[aria-label^="Tom Hale"]')
        before = node.get_attribute("transform")
        box = node.locator("circle").last.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 40, y + 25, steps=4)
        page.mouse.up()
        assert node.get_attribute("transform") != before
        inside.get_by_role("button", name="Zoom in").click()
        assert "scale(1.25)" in inside.locator("#picture > g").get_attribute("transform")
        inside.get_by_role("button", name="Reset").click()
        assert node.get_attribute("transform") == before


def test_the_list_of_quotes_is_filtered_searched_sorted_and_paged(visit, tmp_path):
    report_page(tmp_path, press())
    with visit(tmp_path / "quotes.html", fragment="#quotes/actor=hale") as page:
        status, rows = page.locator("#status"), page.locator("#quotes tbody tr")
        assert status.inner_text() == "30 of 90 quotes: speaker Tom Hale." and rows.count() == 25
        page.get_by_role("button", name="Next").click()
        assert rows.count() == 5 and page.locator("#page").inner_text() == "page 2 of 2"
        page.get_by_label("Search in the sentences").fill("PLAYING GAMES")
        assert status.inner_text().startswith("10 of 90 quotes: speaker Tom Hale, with")
        assert page.url.endswith("#quotes/text=PLAYING+GAMES&actor=hale")
        page.get_by_role("button", name="Show all").click()
        assert status.inner_text() == "90 of 90 quotes."
        page.get_by_label("Kind").select_option("mixed")
        assert rows.count() == 10 and page.locator("tbody mark").first.inner_text().startswith("Hale “has")
        page.get_by_role("button", name="Show all").click()
        page.get_by_role("button", name="Article").click()
        assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
        page.get_by_role("button", name="Tom Hale").first.click()
        assert status.inner_text() == "30 of 90 quotes: speaker Tom Hale."
        page.evaluate("window.location.hash = '#quotes/ids=q1-0%2Cq2-0&outlet=Post'")
        page.wait_for_function("document.querySelectorAll('#quotes tbody tr').length === 2")
        assert status.inner_text() == "2 of 90 quotes: 2 quotes of one count, in Post."
        page.evaluate("window.location.hash = '#quotes/id=q7-3'")
        page.wait_for_function("document.querySelectorAll('#quotes tbody tr').length === 1")
        assert page.locator("tr.asked mark").inner_text() == "Hale “has never visited the port”"


def test_an_address_with_nonsense_shows_nothing_odd(visit, tmp_path):
    report_page(tmp_path, corpus())
    fragment = "#quotes/actor=%3Cscript%3Ealert(1)%3C/script%3E&least=x&page=9&toString=1"
    with visit(tmp_path / "quotes.html", fragment=fragment) as page:
        assert "No quote fits" in page.locator("tbody").inner_text()
        assert (
            page.locator("#status").inner_text() == "0 of 9 quotes: speaker an actor who is not on this page."
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_text_stays_text_and_no_serious_barrier_is_found(visit, tmp_path, scheme):
    with visit(report_page(tmp_path, hostile(corpus())), scheme=scheme) as page:
        inside = the_network(page)
        assert inside.locator("g.node").count() == 4
        for k in range(inside.locator("g.link").count()):
            inside.locator("g.link").nth(k).dispatch_event("click")
        assert "<script>" in inside.locator("#panel").inner_text()
        for one in page.frames[1:]:
            assert (
                one.evaluate("document.querySelectorAll('img, iframe, base, form, svg [onload]').length") == 0
            )
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert one.evaluate(wide) <= 0
        assert axe_faults(page) == []
    with visit(tmp_path / "quotes.html", scheme=scheme) as page:
        text = page.locator("#quotes").inner_text()
        assert NASTY[0] in text and "{{ 7*7 }}" in text and "\u202e" not in text
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        )
        assert axe_faults(page) == []


def test_the_hostile_corpus_of_all_sinks(visit, tmp_path):
    made = nasty.analysis()
    found = corpus()._replace(
        documents=made.documents, mentions=made.mentions, actors=made.actors, quotes=made.quotes
    )
    with visit(report_page(tmp_path, found)) as page:
        links = the_network(page).locator("g.link")
        assert links.count() == len(nasty.HOSTILE)
        for k in range(links.count()):
            links.nth(k).dispatch_event("click")
        assert page.title() == "A" and not [one for one in page.frames if one.title() == nasty.PWNED]
        assert len(page.frames) == 3
    with visit(tmp_path / "quotes.html") as page:
        assert (
            page.locator("#status").inner_text()
            == f"{2 * len(nasty.HOSTILE)} of {2 * len(nasty.HOSTILE)} quotes."
        )
        for _ in range(2):
            page.get_by_role("button", name="Next").click()
        assert (
            page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        )


def test_a_frame_cannot_take_the_reader_elsewhere(visit, tmp_path):
    with visit(report_page(tmp_path, corpus())) as page:
        for address in ("https://leak.example/", "#quotes/../../x", "quotes.html", "javascript:alert(1)"):
            page.frames[1].evaluate("address => parent.postMessage(address, '*')", address)
        page.evaluate("window.postMessage('#quotes/actor=hale', '*')")  # not from a frame
        page.wait_for_timeout(300)
        assert page.url.endswith("/page.html")


def test_frames_follow_the_colours_of_the_page(visit, tmp_path):
    with visit(report_page(tmp_path, corpus())) as page:
        paper = "getComputedStyle(document.body).backgroundColor"
        light = [one.evaluate(paper) for one in page.frames[1:]]
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        page.wait_for_timeout(200)
        dark = [one.evaluate(paper) for one in page.frames[1:]]
        assert len(set(light)) == len(set(dark)) == 1 and light != dark

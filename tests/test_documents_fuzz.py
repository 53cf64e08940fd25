"""Every reader on bytes that nobody wrote: rows, faults or Unreadable come out, nothing else, and the rest is read.

Three kinds of input: random bytes, random Unicode as UTF-8, and a good sample that was damaged somewhere, which gets
deeper into a reader. 50 inputs for each reader here, 2,000 with `--slow`.
"""

import io
import socket

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import toolkit as tk
from tests import format_samples as samples
from tests.test_documents_archives import tarred
from tests.test_documents_excel import workbook
from tests.test_documents_warc import RESPONSES
from toolkit import tables
from toolkit.documents import archives, kinds, reading
from toolkit.documents.inputs import Fault, Input, Limits, Options, Unreadable

LIMITS = Limits(
    text_bytes=2**20, whole_bytes=2**22, member_bytes=2**22, archive_bytes=2**23, pages=20, seconds=5
)


def parquet():
    buffer = io.BytesIO()
    pd.DataFrame({"text": samples.TEXTS, "title": ["a", "b"]}).to_parquet(buffer)
    return buffer.getvalue()


GOOD = {
    "csv": [("a.csv", b'title,text\nOne,"The first,\nsaid."\nTwo,The second.\n')],
    "xlsx": [("a.xlsx", workbook(News=[["title", "text"], *zip("ab", samples.TEXTS)]))],
    "feed": [("a.xml", samples.rss().encode()), ("a.xml", samples.atom().encode())],
    "json": [("a.json", b'{"articles": [{"text": "The first."}, {"text": "The second."}]}')],
    "jsonl": [("a.jsonl", b'{"text": "The first."}\n{"text": "The second."}\n')],
    "page": [
        ("a.html", samples.page(samples.ARTICLES[0]).encode()),
        ("a.html", samples.factiva_page().encode()),
    ],
    "parquet": [("a.parquet", parquet())],
    "pdf": [("a.pdf", samples.pdf([samples.wrapped(samples.TEXTS[0])]))],
    "tei": [("a.xml", samples.tei().encode())],
    "warc": [("a.warc", samples.warc(RESPONSES, packed=False)), ("a.warc.gz", samples.warc(RESPONSES))],
    "docx": [("a.docx", samples.docx(samples.nexis_lines())), ("a.docx", samples.docx(samples.TEXTS))],
    "rtf": [("a.rtf", samples.rtf(samples.factiva_plain())), ("a.rtf", samples.rtf(samples.TEXTS))],
    "text": [("a.txt", samples.proquest_text().encode()), ("a.txt", samples.TEXTS[0].encode())],
}
ARCHIVES = {
    "zip": [("a.zip", samples.zipped({"a.txt": samples.TEXTS[0], "b.csv": "title,text\nOne,The first.\n"}))],
    "tar": [("a.tar", tarred({"a.txt": b"The first text.", "b": b"The second."}, "w"))],
    "gzip": [("a.gz", tarred({"a.txt": b"The first text."}))],
    "bzip2": [("a.bz2", tarred({"a.txt": b"The first text."}, "w:bz2"))],
    "xz": [("a.xz", tarred({"a.txt": b"The first text."}, "w:xz"))],
}


def damaged(good):
    """A sample with a part taken out, changed or put in."""
    piece = st.one_of(st.binary(max_size=12), st.text(max_size=6).map(str.encode))
    places = st.tuples(st.floats(0, 1), st.floats(0, 0.2), piece)

    def torn(sample, cuts):
        name, data = sample
        for at, share, new in cuts:
            start = int(at * len(data))
            data = data[:start] + new + data[start + int(share * at * len(data)) :]
        return name, data

    return st.builds(torn, st.sampled_from(good), st.lists(places, min_size=1, max_size=3))


def inputs_of(good):
    suffix = good[0][0]
    texts = st.text(max_size=400).map(
        str.encode
    )  # halves of characters come as bytes and in test_documents_encoding
    random = st.one_of(st.binary(max_size=400), texts)
    return st.one_of(damaged(good), random.map(lambda data: (suffix, data)))


def check(kind, name, data):
    """Read `data` as the format `kind`, whatever it is."""
    input_ = Input(name, name[name.rindex(".") :], lambda: io.BytesIO(data))
    refused = None
    try:
        found = list(opened(kind, input_))
    except Unreadable as error:
        found, refused = [], error
    if refused is not None:
        assert refused.code and name in str(refused)
    for row in found:
        if isinstance(row, Fault):
            assert row.code and name in row.detail
        elif kind not in archives.KINDS:
            assert isinstance(row["text"], str) and isinstance(row["origin"], str)


def opened(kind, input_):
    """What the reader gives; of archives the members, each of them opened."""
    options = Options(limits=LIMITS)
    if kind not in archives.KINDS:
        yield from reading._READERS[kind](input_, options)
        return
    for member in archives.members(input_, kind, options):
        if not isinstance(member, Fault):
            member.open().read()
        yield member


def examples(count):
    checks = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    return settings(max_examples=count, deadline=None, suppress_health_check=checks, derandomize=count < 1000)


@pytest.mark.parametrize("kind", [*GOOD, *ARCHIVES])
def test_good_samples_go_through(kind):
    for name, data in (GOOD | ARCHIVES)[kind]:
        input_ = Input(name, name[name.rindex(".") :], lambda data=data: io.BytesIO(data))
        assert kinds.kind_of(input_) == kind
        check(kind, name, data)


@pytest.mark.parametrize("kind", [*GOOD, *ARCHIVES])
@pytest.mark.parametrize("suffix", ["", ".txt", ".dat", ".html"])
def test_the_content_decides_not_the_name(kind, suffix):
    for _, data in (GOOD | ARCHIVES)[kind]:
        found = kinds.kind_of(Input(f"a{suffix}", suffix, lambda data=data: io.BytesIO(data)))
        assert found == ("page" if (kind, suffix) == ("text", ".html") else kind)


@pytest.mark.parametrize("kind", [*GOOD, *ARCHIVES])
def test_fifty_inputs(kind):
    @examples(50)
    @given(inputs_of((GOOD | ARCHIVES)[kind]))
    def run(sample):
        check(kind, *sample)

    run()


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*GOOD, *ARCHIVES])
def test_two_thousand_inputs(kind):
    @examples(2_000)
    @given(inputs_of((GOOD | ARCHIVES)[kind]))
    def run(sample):
        check(kind, *sample)

    run()


def test_nothing_is_fetched(tmp_path, monkeypatch):
    def refuse(*args, **options):
        raise AssertionError("loading opened a connection")

    for kind, good in (GOOD | ARCHIVES).items():
        for number, (name, data) in enumerate(good):
            (tmp_path / f"{kind}{number}_{name}").write_bytes(data)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    frame = tk.read_documents(tmp_path)
    kinds_read = {origin[: origin.index("_") - 1] for origin in frame["origin"]}
    assert kinds_read == set(GOOD | ARCHIVES)


def whole_corpus(folder, data):
    for number, content in enumerate(data):
        (folder / f"{number}").write_bytes(content)
    (folder / "good.txt").write_text(samples.TEXTS[0], encoding="utf-8")
    frame = tk.read_documents(folder)
    tables.check("documents", frame)
    assert "good.txt" in frame["origin"].tolist()
    assert not {"failed"} & {row["code"] for row in frame.attrs["problems"]}
    tables.check("problems", tables.table("problems", frame.attrs["problems"]))


ANY = st.one_of([inputs_of(good).map(lambda sample: sample[1]) for good in (GOOD | ARCHIVES).values()])


@examples(25)
@given(st.lists(ANY, min_size=1, max_size=4))
def test_a_folder_of_anything(tmp_path_factory, data):
    whole_corpus(tmp_path_factory.mktemp("corpus"), data)


@pytest.mark.slow
@examples(2_000)
@given(st.lists(ANY, min_size=1, max_size=4))
def test_many_folders_of_anything(tmp_path_factory, data):
    whole_corpus(tmp_path_factory.mktemp("corpus"), data)

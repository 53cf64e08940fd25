"""Archives: members read with their origin; bombs, links, odd names and damage refused, the other members kept."""

import bz2
import gzip
import io
import lzma
import stat
import tarfile
import zipfile

import pytest

import toolkit as tk
from tests.format_samples import TEXTS, codes, zipped
from toolkit.documents import Limits


def tarred(files, mode="w:gz", links=()):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name, target in links:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return buffer.getvalue()


FILES = {"b/two.txt": TEXTS[1].encode(), "one.txt": TEXTS[0].encode("cp1252"), ".hidden": b"not read"}


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("news.zip", zipped(FILES)),
        ("no_suffix", zipped(FILES)),
        ("news.tar.gz", tarred(FILES)),
        ("news.tar", tarred(FILES, "w")),
        ("news.tar.bz2", tarred(FILES, "w:bz2")),
        ("news.tar.xz", tarred(FILES, "w:xz")),
        ("outer.zip", zipped({"news.tar.gz": tarred(FILES)})),
    ],
)
def test_members_are_read_with_their_origin(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    frame = tk.read_documents(tmp_path)
    inside = f"{name}/news.tar.gz" if name == "outer.zip" else name
    assert frame["origin"].tolist() == [f"{inside}/b/two.txt", f"{inside}/one.txt"]
    assert frame["text"].tolist() == [TEXTS[1], TEXTS[0]]
    assert codes(frame) == []
    assert [change["what"] for change in frame["cleaning"][1]][:1] == ["read as Windows-1252, not UTF-8"]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_single_packed_file_is_known_by_its_inner_suffix(tmp_path, pack):
    (tmp_path / "news.jsonl.pack").write_bytes(pack(b'{"text": "The first."}\n{"text": "The second."}\n'))
    frame = tk.read_documents(tmp_path)
    assert frame["text"].tolist() == ["The first.", "The second."]
    assert frame["origin"].tolist() == ["news.jsonl.pack#1", "news.jsonl.pack#2"]


def test_large_members_go_through_a_file(tmp_path):
    lines = b'{"text": "The envoy said that the talks had failed."}\n' * 400_000
    (tmp_path / "a.zip").write_bytes(zipped({"a.jsonl": lines}))
    limits = Limits(ratio=1000)
    assert len(lines) > 16 * 2**20
    first = next(tk.iter_documents(tmp_path, chunk=2, limits=limits))
    assert first["origin"].tolist() == ["a.zip/a.jsonl#1", "a.zip/a.jsonl#2"]


# --- hostile archives


def with_good_file(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text(TEXTS[0], encoding="utf-8")
    frame = tk.read_documents(tmp_path)
    assert frame["origin"].tolist()[-1] == "good.txt"
    return frame


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("bomb.zip", zipped({"a.txt": b"a" * 40_000_000, "b.txt": TEXTS[1]})),
        ("bomb.tar.gz", tarred({"b.txt": TEXTS[1].encode(), "a.txt": b"a" * 40_000_000})),
        ("bomb.gz", gzip.compress(b"a" * 40_000_000)),
        ("bomb.xz", lzma.compress(b"a" * 40_000_000)),
        ("bomb.zip", zipped({"bomb.gz": gzip.compress(b"a" * 40_000_000), "b.txt": TEXTS[1]})),
    ],
)
def test_bombs_are_refused(tmp_path, name, data):
    frame = with_good_file(tmp_path, name, data)
    (problem,) = frame.attrs["problems"]
    assert problem["code"] == "archive bomb"
    assert "unpacks to more than 200 times its size" in problem["detail"]
    assert len(frame) == (1 if name in ("bomb.gz", "bomb.xz") else 2)  # the small member counts


def test_limits_of_number_size_and_depth(tmp_path):
    many = zipped({f"{n}.txt": TEXTS[0] for n in range(20)})
    (tmp_path / "a.zip").write_bytes(many)
    assert codes(tk.read_documents(tmp_path, limits=Limits(members=10))) == ["archive bomb"]
    assert codes(tk.read_documents(tmp_path, limits=Limits(archive_bytes=300)))[-1:] == ["archive bomb"]
    deep = zipped({"a.txt": TEXTS[0]})
    for _ in range(5):
        deep = zipped({"deeper.zip": deep, "b.txt": TEXTS[1]})
    frame = with_good_file(tmp_path, "a.zip", deep)
    assert codes(frame) == ["archive"]
    assert "unpack the outer ones" in frame.attrs["problems"][0]["detail"]
    with pytest.raises(ValueError, match="depth must be positive"):
        Limits(depth=0)


@pytest.mark.parametrize(
    "name", ["../out.txt", "/etc/out.txt", "a/../../out.txt", "C:\\out.txt", "..\\out.txt"]
)
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_that_lead_out_of_the_folder(tmp_path, name, pack):
    (tmp_path / "in").mkdir()
    frame = with_good_file(tmp_path / "in", "a", pack({name: b"The text of it.", "b.txt": TEXTS[1].encode()}))
    assert frame["origin"].tolist() == ["a/b.txt", "good.txt"]
    assert codes(frame) == ["unsafe member"]
    assert "leads out of the folder; unpack it yourself" in frame.attrs["problems"][0]["detail"]
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "good.txt", "in"]


def test_links_in_archives_are_not_followed(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("The secret text.")
    (tmp_path / "in").mkdir()
    frame = with_good_file(tmp_path / "in", "a.tar", tarred({}, "w", [("a.txt", str(secret))]))
    assert codes(frame) == ["unsafe member"]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("link.txt")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, str(secret))
    (tmp_path / "in" / "a.tar").unlink()
    frame = with_good_file(tmp_path / "in", "a.zip", buffer.getvalue())
    assert codes(frame) == ["unsafe member"]


def test_damaged_archives(tmp_path):
    whole = zipped({"a.txt": TEXTS[0] * 50, "b.txt": TEXTS[1] * 50})
    torn = bytearray(whole)
    torn[60:80] = bytes(20)  # within the first member
    frame = with_good_file(tmp_path, "a.zip", bytes(torn))
    assert frame["origin"].tolist() == ["a.zip/b.txt", "good.txt"]
    assert codes(frame) == ["unreadable"]
    assert codes(with_good_file(tmp_path, "a.zip", whole[: len(whole) // 2])) == ["unreadable"]


def test_what_came_before_the_damage_is_read(tmp_path):
    lines = b"".join(b'{"text": "The text number %d."}\n' % n for n in range(2_000))
    frame = with_good_file(tmp_path, "a.jsonl.gz", gzip.compress(lines)[:-2_000])
    assert 100 < len(frame) < 2_000
    assert codes(frame)[0] == "damaged"
    tar = tarred({"a.txt": TEXTS[1].encode(), "b.txt": TEXTS[0].encode()}, "w")
    (tmp_path / "a.jsonl.gz").unlink()
    frame = with_good_file(tmp_path, "a.tar", tar[:1600])
    assert frame["origin"].tolist() == ["a.tar/a.txt", "good.txt"]
    assert codes(frame) == ["unreadable"]


def test_archives_with_a_password(tmp_path):
    data = bytearray(zipped({"a.txt": TEXTS[0], "b.txt": TEXTS[1]}))
    for signature, offset in (
        (b"PK\x03\x04", 6),
        (b"PK\x01\x02", 8),
    ):  # as if the first member were encrypted
        data[data.index(signature) + offset] |= 1
    frame = with_good_file(tmp_path, "a.zip", bytes(data))
    assert frame["origin"].tolist() == ["a.zip/b.txt", "good.txt"]
    assert codes(frame) == ["encrypted"]
    assert "needs a password" in frame.attrs["problems"][0]["detail"]

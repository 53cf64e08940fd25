"""Which files: links that lead in circles or out, folders that may not be listed, patterns."""

import os
from pathlib import Path

import pytest

import toolkit as tk
from tests.format_samples import TEXTS, codes
from toolkit.documents import files


@pytest.fixture
def folder(tmp_path):
    inside = tmp_path / "in"
    (inside / "sub").mkdir(parents=True)
    (inside / "a.txt").write_text(TEXTS[0], encoding="utf-8")
    (inside / "sub" / "b.txt").write_text(TEXTS[1], encoding="utf-8")
    (tmp_path / "out.txt").write_text("The text outside of it.", encoding="utf-8")
    return inside


def test_circles_of_links(folder):
    (folder / "sub" / "up").symlink_to(folder, target_is_directory=True)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    (folder / "nowhere.txt").symlink_to(folder / "missing.txt")
    frame = tk.read_documents(folder)
    assert frame["origin"].tolist() == ["a.txt", "sub/b.txt"]
    assert codes(frame) == ["link"] * 3
    details = " ".join(row["detail"] for row in frame.attrs["problems"])
    assert "sub/up: a link to a folder is not followed; name that folder itself" in details
    assert "self.txt: a link that leads nowhere" in details


def test_links_out_of_the_folder(folder):
    (folder / "c.txt").symlink_to(folder.parent / "out.txt")
    (folder / "d").symlink_to(folder.parent, target_is_directory=True)
    for source in (folder, str(folder / "*" / "*.txt"), str(folder / "*.txt")):
        frame = tk.read_documents(source)
        assert not any("outside" in text for text in frame["text"])
    assert codes(tk.read_documents(folder)) == ["link", "link"]
    assert codes(tk.read_documents(str(folder / "*.txt"))) == ["link"]


def test_links_within_the_folder_count_once(folder):
    (folder / "again.txt").symlink_to(folder / "a.txt")
    frame = tk.read_documents(folder)
    assert frame["text"].tolist() == TEXTS
    assert codes(frame) == []


def test_a_folder_named_by_a_link_is_read(folder, tmp_path):
    (tmp_path / "link").symlink_to(folder, target_is_directory=True)
    assert tk.read_documents(tmp_path / "link")["text"].tolist() == TEXTS


def test_a_folder_that_may_not_be_listed(folder, monkeypatch):
    listed = os.scandir  # root may list everything, so a mode is no test

    def scandir(path):
        if Path(path).name == "sub":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", scandir)
    frame = tk.read_documents(folder)
    assert frame["origin"].tolist() == ["a.txt"]
    (problem,) = frame.attrs["problems"]
    assert problem["code"] == "unreadable"
    assert (
        problem["detail"]
        == "sub: this folder cannot be listed (Permission denied); see whether you may read it"
    )


def test_a_file_that_may_not_be_read(folder, monkeypatch):
    read = Path.read_bytes

    def refuse(path):
        if path.name == "a.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    frame = tk.read_documents(folder)
    assert frame["origin"].tolist() == ["sub/b.txt"]
    assert codes(frame) == ["unreadable"]


def test_a_file_that_goes_away_while_reading(folder, monkeypatch):
    found = files.find_files(folder)
    (folder / "a.txt").unlink()
    monkeypatch.setattr("toolkit.documents.reading.find_files", lambda source: found)
    frame = tk.read_documents(folder)
    assert frame["origin"].tolist() == ["sub/b.txt"]
    assert codes(frame) == ["unreadable"]

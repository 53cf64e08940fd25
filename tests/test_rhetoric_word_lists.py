"""Files of one's own: lexicons, lists of verbs and of frames, read alike."""

import pytest

from toolkit import rhetoric

READERS = (rhetoric.read_lexicon, rhetoric.read_verbs, rhetoric.read_frames)


@pytest.mark.parametrize("read", READERS)
def test_what_is_no_csv_file_is_named(read, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"absent.csv: no such file"):
        read(tmp_path / "absent.csv")
    with pytest.raises(FileNotFoundError, match="no such file"):
        read(tmp_path)
    book = tmp_path / "book.xlsx"
    book.write_bytes(b"PK\x03\x04" + bytes(30))
    with pytest.raises(ValueError, match=r"book.xlsx: not a CSV file but .* save the sheet as .csv"):
        read(book)
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match=r"other.csv: .*column.*\(found a, b\)"):
        read(other)
    other.write_text("")
    with pytest.raises(ValueError, match=r"column.*\(found none\)"):
        read(other)


def test_files_of_spreadsheets_are_read_whatever_separator_and_encoding(tmp_path):
    path = tmp_path / "own.csv"
    path.write_bytes("Family;Item\nbold;café\n\nbold;naïve\n".encode("cp1252"))
    assert [entry.item for entry in rhetoric.read_lexicon(path).entries] == ["café", "naïve"]
    path.write_text("Family;Item\nbold;café\n\nbold;café\n", "utf-16")
    with pytest.raises(ValueError, match="line 4: 'café' of 'bold' stands in line 2 too"):
        rhetoric.read_lexicon(path)
    path.write_text("Verb\tClass\tForms\nsay\tneutral\tsaid; says\n", "utf-8")
    assert rhetoric.read_verbs(path).values.tolist() == [["say", "neutral", "said; says"]]
    path.write_text("VERB;Power\nforce;agent\n", "utf-8")
    assert rhetoric.read_frames(path) == {"force": ("power_agent",)}


def test_a_list_without_verbs_is_none(tmp_path):
    path = tmp_path / "verbs.csv"
    path.write_text("verb,class\n")
    with pytest.raises(ValueError, match="no verbs; write one a line"):
        rhetoric.read_verbs(path)

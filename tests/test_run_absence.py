"""Workers that are all gone: said once, waited for, given up after the user's time."""

import logging

import pytest

from toolkit.cli import runs
from toolkit.run import absence
from toolkit.run.absence import Absence, NoWorkers


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test moves."""
    now = [1000.0]
    monkeypatch.setattr(absence.time, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def said():
    return []


def look(watch, clock, *, seconds, threads=0):
    for _ in range(seconds):
        clock[0] += 1
        watch.look(threads)


def test_workers_that_start_anew_soon_are_not_worth_a_word(clock, said, caplog):
    watch = Absence("tcp://a:1", 1.0, said.append)
    for _ in range(4):
        look(watch, clock, seconds=14)
        look(watch, clock, seconds=2, threads=8)
    assert said == [] and caplog.records == []


def test_absence_is_told_once_with_what_to_do_and_so_is_the_return(clock, said, caplog):
    watch = Absence("tcp://a:1", 60.0, said.append)
    with caplog.at_level(logging.WARNING):
        look(watch, clock, seconds=600)
        look(watch, clock, seconds=3, threads=1)
    assert said == ["waiting, no worker is connected", "going on"]
    waiting, back = (record.getMessage() for record in caplog.records)
    assert waiting.startswith(
        "tcp://a:1: no worker is connected, so nothing is done; start some with `dask worker"
    )
    assert (
        "it ends in 1 h 0 min (--wait-minutes)" in waiting and "the same command does what is left" in waiting
    )
    assert back == "tcp://a:1: a worker is connected; the run goes on"


@pytest.mark.parametrize("minutes", [0, 0.5, 10])
def test_given_up_after_the_users_time(clock, said, minutes):
    watch = Absence(None, minutes, said.append)
    with pytest.raises(
        NoWorkers, match=r"this machine: no worker was connected for .* see whether the system ends"
    ):
        look(watch, clock, seconds=100_000)
    assert clock[0] == pytest.approx(1001 + 60 * minutes, abs=1)


def test_each_absence_has_the_whole_time(clock, said):
    watch = Absence("tcp://a:1", 1.0, said.append)
    for _ in range(5):
        look(watch, clock, seconds=50)
        look(watch, clock, seconds=1, threads=1)


def test_the_command_line_waits_as_long():
    assert runs.WAIT_MINUTES == absence.WAIT_MINUTES

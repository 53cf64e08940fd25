"""How the speed benchmark reads its own measurements."""

from __future__ import annotations

import pytest

pytest.importorskip("textacy", reason="benchmarks compare with textacy")

from benchmarks import stages

TIMES = {"network": [2.0, 4.0, 2.0], "whole path": [4.0, 5.0, 3.0], "theirs": [8.0, 5.0, 9.0]}


def test_shares_are_taken_round_by_round():
    assert stages.ratio(TIMES, "whole path", "network") == "0.67 (0.50 to 0.80)"
    assert stages.ratio(TIMES, "whole path", "theirs") == "2.00 (1.00 to 3.00)"
    row = stages.report(TIMES, 1_000).splitlines()[3]
    assert row == "| whole path | 250 | 4 | 150.0% (125.0% to 200.0%) |"


def test_everything_is_run_in_turn_after_a_round_to_warm_up():
    order = []
    times = stages.measure({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 2)
    assert order == ["a", "b"] * 3
    assert {name: len(seconds) for name, seconds in times.items()} == {"a": 2, "b": 2}

"""Measurements by hand: speed (`make benchmarks`; no test depends on a clock), coverage, and how right rules are."""

"""Measurements of speed, by hand or with `make benchmarks`; no test depends on a clock."""

"""`make benchmarks`: words a second of every stage, beside the bare network, spaCy's architecture and textacy."""

from benchmarks.stages import main

main()

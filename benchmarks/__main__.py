"""`make benchmarks`: words a second of every stage, beside the bare network and other extractors."""

from benchmarks.stages import main

main()

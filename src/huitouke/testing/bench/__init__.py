"""Benches: how fast the product is with many guests, each figure beside the physical limit of the same run.

They work on databases of their own, in a server of their own under HUITOUKE_HOME/bench, with the settings and
the waiting for the disk that an installation has. `docs/reference/bench.md` says what each case does and
which limit stands beside it.
"""

"""What tests of every context share: a small hotel group with its staff, factories, a still clock, counts.

`fixtures` lists the pytest fixtures; the `conftest.py` at the repository root makes them known everywhere.
Nothing here is imported by the product."""

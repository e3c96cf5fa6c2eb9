"""What came in, kept as it came.

Owns: source records (immutable, sealed), import runs and what a run had to say about single rows. It knows
no guest: whose a record is, only identity says."""

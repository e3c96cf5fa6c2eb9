"""Who is who: pure of models, database and Django, plain values in and plain values out.

A source record is normalised into a `MatchRow`. The engine (Splink over DuckDB) learns what agreement in each field is
worth, scores all pairs that its blocking rules propose, and clusters them; the scorer weighs one pair with the same
weights, level by level, and can say why. Splink and DuckDB are imported only while the engine runs.
"""

"""What the facts of the other contexts add up to: figures, and models of what guests will do.

Owns the words indicator, cube, rhythm, lifetime value, model card. It reads what other contexts publish and changes
nothing of theirs.
"""

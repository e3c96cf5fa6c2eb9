"""Capture: what the desk must ask at each step, and how completely it does.

Owns: required fields per step (booking, check-in, check-out, visit), captures (one guest asked at one step by one
colleague on one day) and the list of archives to complete. The answers themselves belong to the archive: they are
saved through identity, as everything that staff type."""

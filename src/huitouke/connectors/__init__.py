"""Doors to other systems: one folder a kind, tests inside."""

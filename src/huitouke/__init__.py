"""Huitouke (回头客): customer relationship management for hotels and hotel groups."""

__version__ = "0.1.0"

"""Reference data of the hotels: code tables now; outlets, rooms, rates and calendars as their issues come.

Owns the words that are chosen from lists. A code in use is closed, never deleted."""

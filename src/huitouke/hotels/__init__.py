"""Reference data of the hotels: code tables, room types and rooms; outlets, rates and calendars as their issues come.

Owns the words that are chosen from lists. A code in use is closed, never deleted."""

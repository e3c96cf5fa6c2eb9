"""The archive: who the guests are and what the hotel knows about them.

Owns: profiles, contact points, identity papers, preferences and taboos, vehicles, tags and notes. A profile's
fields are derived from its source records; `origin_record` and `field_sources` say which one each came from."""

"""Writing profiles. Identity calls these once it knows whose a record is."""

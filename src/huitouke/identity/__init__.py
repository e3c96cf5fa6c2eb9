"""Whose a source record is.

Owns: the links from records to guests, the only truth of that, and the verbs that admit a record, make a
guest from it or change one. One-to-one for now; matching, merge and un-merge come with their issue."""

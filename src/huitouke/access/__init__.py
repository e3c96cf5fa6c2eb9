"""Who works here, where, and what they may do.

Owns: the hotel group, its legal entities and branches, staff users, roles per branch, the Actor that every
service is given first, API tokens and the audit trail."""

"""Reservations, and what became of them: who came, in which room, for how many nights, what they consumed.

A row of `Reservation` is one room, table or treatment held for one party, from the enquiry to the day after it left; a
guest's *stay* is such a row once they arrived. Whoever tells of it (a property management system by message, a file, a
clerk) is kept as a source record, and the row is the fold of its records in the order in which their senders made them:
so the same record twice, late, or years afterwards changes nothing, and everything can be made anew from the records.

Owns the words reservation, stay, room night, day use, sharer, accompanying guest, booker, payer, group, folio, folio
line, void, preparation.
"""

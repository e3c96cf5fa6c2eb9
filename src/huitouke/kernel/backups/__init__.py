"""Backups: the file that holds one, the folder that keeps them, and what is known of each without opening it.

Nothing here speaks to the database or imports Django, but for the tasks of the worker: the commands make and read
backups (`cli/backups/`), pages and `doctor` read the receipts beside them (ADR 0019)."""

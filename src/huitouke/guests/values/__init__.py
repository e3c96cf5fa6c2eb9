"""The values a guest is made of, read from what people type: names, phones, papers, dates, plates.

Pure Python: no Django, no database, no clock and no network. A form, the API, an import and matching
all read a raw guest through `draft.prepare`, so that the same text means the same thing at every door.
"""

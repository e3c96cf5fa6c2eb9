"""A make-believe hotel group with known truth: for trying Huitouke out, for benches and to score matching.

The generator is pure and seeded: `group.make_group` gives the houses, `records.generate` the source records
of their guests as files and systems would send them, `truth` keeps apart which record is whose. Nobody here
exists; a number or name that fits a living person does so by chance. Loading goes through services, like
any other import.
"""

"""Every role at every door: the table of what must happen, and the walk that tries it.

`roles.py` says who is who, `doors.py` gathers what stands open to whom, both by hand and apart from the code that they
judge; `walk.py` tries each door as each person, `isolation.py` compares a world that has a guest with one that has not.
"""

"""Fields that an administrator adds without code: definitions, the reading of values, and what offers them.

`values` is pure; `queries` and `services` know the database. A context that has such fields keeps their values
in a JSON column `custom` and names its subject (`guest`, `company`).
"""

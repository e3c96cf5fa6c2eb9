"""Conditions: any field and any fact, rows joined by AND into groups, groups joined by OR.

Pure but for `registry`'s options and `running`: the shape (`shapes`), what each kind of field can be asked
(`kinds`), days that move with the calendar (`days`), reading what was typed against the fields (`reading`),
one parameterised SQL condition (`sql`), a sentence in words (`words`) and a second, slow way to the same answer
(`brute`) that the tests compare with. Contexts register their fields by subject (`registry`)."""

"""Who may do what, as the hotel says it: the other hand's copy of `access/choices.py`.

A row that differs from the code's own table is a change of rights that somebody has to want twice.
"""

from typing import Final

MATRIX: Final = """
role                          see write export history clear reveal secret merge papers consent privacy firms deal firmfile share import hotel audit backup system
administrator                 x   x     x      x       x     x      x      x     x      x       x       x     x    x        x     x      x     x     x      x
front_desk                    x   x     .      x       x     x      .      .     x      x       .       x     .    .        .     .      .     .     .      .
reservations                  x   x     .      .       x     .      .      .     .      x       .       x     .    .        .     .      .     .     .      .
concierge                     x   x     .      .       .     .      .      .     .      .       .       .     .    .        .     .      .     .     .      .
guest_service_centre          x   x     .      .       x     .      .      .     .      .       .       .     .    .        .     .      .     .     .      .
assistant_manager             x   x     .      x       x     x      x      x     x      x       .       x     .    .        .     .      .     .     .      .
duty_manager                  x   x     .      x       x     x      x      x     x      x       .       x     .    .        .     .      .     .     .      .
guest_relations               x   x     .      x       x     x      x      x     x      x       .       x     .    .        x     .      .     .     .      .
housekeeping                  x   x     .      .       .     .      .      .     .      .       .       .     .    .        .     .      .     .     .      .
food_and_beverage             x   x     .      .       .     .      .      .     .      .       .       .     .    .        .     .      .     .     .      .
cashier                       x   x     .      .       .     .      .      .     .      .       .       x     .    .        .     .      .     .     .      .
accounts_receivable           x   .     .      .       .     .      .      .     .      .       .       x     .    .        .     .      .     .     .      .
night_audit                   x   x     .      x       x     x      .      .     x      x       .       x     .    .        .     .      .     .     .      .
revenue                       x   .     .      .       .     .      .      .     .      .       .       x     .    .        .     .      .     .     .      .
sales                         x   x     .      .       x     .      .      .     .      .       .       x     x    .        .     .      .     .     .      .
sales_manager                 x   x     .      x       x     .      .      .     .      .       .       x     x    x        x     .      .     x     .      .
sales_assistant               x   x     .      .       x     .      .      .     .      .       .       x     x    .        .     .      .     .     .      .
customer_relations            x   x     .      .       x     .      .      .     .      x       .       x     .    .        .     .      .     .     .      .
customer_relations_supervisor x   x     .      x       x     x      x      x     x      x       x       x     .    .        x     .      .     .     .      .
marketing                     x   .     .      x       .     .      .      .     .      .       .       x     .    .        x     .      .     .     .      .
service_team                  x   x     .      .       .     .      .      .     .      .       .       .     .    .        .     .      .     .     .      .
manager                       x   x     x      x       x     x      x      x     x      x       x       x     x    x        x     x      x     x     .      .
group_manager                 x   x     x      x       x     x      x      x     x      x       x       x     x    x        x     x      x     x     .      .
auditor                       x   .     .      x       .     .      .      .     .      .       .       x     .    .        .     .      .     x     .      .
"""  # noqa: E501 - a table is read by its columns

STAY_MATRIX: Final = """
role                          stays book prepare prices rates bills post close
administrator                 x     x    x       x      x     x     x    x
front_desk                    x     x    x       x      .     x     x    .
reservations                  x     x    x       x      .     .     .    .
concierge                     x     .    x       .      .     .     .    .
guest_service_centre          x     .    x       .      .     .     .    .
assistant_manager             x     x    x       x      .     x     x    .
duty_manager                  x     x    x       x      .     x     x    .
guest_relations               x     x    x       x      .     x     x    .
housekeeping                  x     .    x       .      .     .     .    .
food_and_beverage             x     .    x       .      .     x     x    .
cashier                       x     .    x       x      .     x     x    .
accounts_receivable           x     .    .       x      .     x     .    .
night_audit                   x     x    x       x      .     x     x    x
revenue                       x     .    .       x      x     .     .    .
sales                         x     x    x       x      .     .     .    .
sales_manager                 x     x    x       x      .     .     .    .
sales_assistant               x     x    x       x      .     .     .    .
customer_relations            x     .    x       .      .     .     .    .
customer_relations_supervisor x     x    x       x      .     x     x    .
marketing                     x     .    .       .      .     .     .    .
service_team                  x     .    x       .      .     .     .    .
manager                       x     x    x       x      x     x     x    x
group_manager                 x     x    x       x      x     x     x    x
auditor                       x     .    .       x      .     x     .    .
"""
"""The same of reservations, bills and prices."""


def _read(matrix: str) -> dict[str, frozenset[str]]:
    head, *lines = (line.split() for line in matrix.strip().splitlines())
    return {
        line[0]: frozenset(name for name, mark in zip(head[1:], line[1:], strict=True) if mark == "x")
        for line in lines
    }


_OF_STAYS: Final = _read(STAY_MATRIX)
POWERS: Final[dict[str, frozenset[str]]] = {
    role: powers | _OF_STAYS[role] for role, powers in _read(MATRIX).items()
}
"""Role to the words of its powers."""

RIGHT_OF: Final = {
    "see": "guests.view",
    "write": "guests.edit",
    "export": "guests.export",
    "history": "guests.history",
    "clear": "guests.clear",
    "reveal": "guests.reveal",
    "secret": "guests.confidential",
    "merge": "guests.merge",
    "papers": "registration.view",
    "consent": "consent.edit",
    "privacy": "privacy.manage",
    "firms": "companies.view",
    "deal": "companies.edit",
    "firmfile": "companies.export",
    "stays": "stays.view",
    "book": "stays.edit",
    "prepare": "stays.prepare",
    "prices": "rates.view",
    "rates": "rates.edit",
    "bills": "folios.view",
    "post": "folios.post",
    "close": "day.close",
    "share": "views.share",
    "import": "imports.run",
    "hotel": "hotel.configure",
    "audit": "audit.view",
    "backup": "backup.manage",
    "system": "system.manage",
}
"""The word of a column to the right that the code calls it by."""


def one_of_each_kind() -> list[str]:
    """One role of each set of equal powers, in the order of the table."""
    first: dict[frozenset[str], str] = {}
    for role, powers in POWERS.items():
        first.setdefault(powers, role)
    return list(first.values())

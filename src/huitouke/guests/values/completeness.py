"""How complete an archive is: the share, by weight, of what the desk needs to know of a guest.

| what is known | weight |
|---|---|
| name | 20 |
| form of address or sex | 10 |
| own mobile or e-mail | 20 |
| document | 15 |
| birth date or birthday kept | 10 |
| nationality | 5 |
| address or company | 10 |
| a preference, taboo or allergy | 10 |
"""

from typing import Final

from huitouke.guests.values.prepared import PreparedGuest

WEIGHTS: Final = {
    "name": 20,
    "form_of_address": 10,
    "contact": 20,
    "document": 15,
    "birthday": 10,
    "nationality": 5,
    "address": 10,
    "preference": 10,
}


def _known(guest: PreparedGuest) -> tuple[object, ...]:
    """What is known, in the order of `WEIGHTS`; anything true counts."""
    return (
        guest.name,
        guest.form_of_address or guest.sex,
        any(contact.kind in {"mobile", "email"} and not contact.is_relay for contact in guest.contacts),
        guest.documents,
        guest.birth_date or guest.birthday_month,
        guest.nationality,
        guest.address or guest.home_address or guest.work_address or guest.company,
        guest.preferences,
    )


def completeness_of(guest: PreparedGuest) -> int:
    """0 to 100 by the table above. A masked or lent number is no contact; a digest is no document."""
    return sum(weight for weight, known in zip(WEIGHTS.values(), _known(guest), strict=True) if known)


def missing_from(guest: PreparedGuest) -> tuple[str, ...]:
    """The keys of `WEIGHTS` that are still to be asked, the heaviest first."""
    missing = [key for key, known in zip(WEIGHTS, _known(guest), strict=True) if not known]
    return tuple(sorted(missing, key=lambda key: -WEIGHTS[key]))

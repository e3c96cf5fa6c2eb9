from huitouke.stays.models import Reservation, ReservationPerson
from huitouke.stays.rows import PERSON_COLUMNS, RESERVATION_COLUMNS


def test_the_columns_for_copy_are_those_of_the_tables():
    for columns, model in ((RESERVATION_COLUMNS, Reservation), (PERSON_COLUMNS, ReservationPerson)):
        assert sorted(columns) == sorted(field.column for field in model._meta.concrete_fields)

"""Reservations, the people of them, and groups."""

from datetime import date
from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from huitouke.access.models import Branch
from huitouke.guests.models import Company, Guest
from huitouke.hotels.models import Outlet, Room, RoomType
from huitouke.kernel import clock
from huitouke.kernel.models import Entity
from huitouke.stays.choices import EXPECTED, STAYED, PersonRole, Purpose, ReservationStatus, WhoPays


class ReservationQuerySet(models.QuerySet["Reservation"]):
    """Reservations by what they are on a business date."""

    def arriving(self, branch_id: Any, on: date) -> "ReservationQuerySet":
        """Those whose first day it is, come or not; cancelled ones are none."""
        return self.filter(branch_id=branch_id, arrival=on).exclude(status=ReservationStatus.CANCELLED)

    def in_house(self, branch_id: Any) -> "ReservationQuerySet":
        return self.filter(branch_id=branch_id, status=ReservationStatus.IN_HOUSE)

    def departing(self, branch_id: Any, on: date) -> "ReservationQuerySet":
        """Those whose last day it is: still in house, or gone on it."""
        return self.filter(branch_id=branch_id, departure=on, status__in=STAYED)

    def stayed(self) -> "ReservationQuerySet":
        """Those who came."""
        return self.filter(status__in=STAYED)


class ReservationGroup(Entity):
    """A party that came as one: a tour, a wedding, a meeting. Folds to one line with its rooming list; its name is the
    group's, and the bare names in it make no profile."""

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", db_index=False)
    system = models.TextField()
    external_id = models.TextField()
    name = models.TextField(default="", blank=True)
    company = models.ForeignKey(Company, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["branch", "system", "external_id"], name="reservation_group_once")
        ]

    def __str__(self) -> str:
        return self.name or _("Group %(number)s") % {"number": self.external_id}


class Reservation(Entity):
    """One room, table or treatment held for one party over one period: from the first enquiry to the day after it
    left. A booking of several rooms is several rows that share `booking_number`. `arrival` and `departure` are business
    dates of the branch, half-open; equal ones are a day use. Money is in minor units of `currency`.

    The row is derived: the fold of the records that tell of (`system`, `external_id`). Codes are the hotel's own;
    `their_codes` holds those of the sender that nobody has said the meaning of yet.
    """

    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", db_index=False)
    system = models.TextField()
    external_id = models.TextField()
    number = models.TextField(default="", blank=True, help_text="The confirmation number, as guests know it")
    booking_number = models.TextField(default="", blank=True, help_text="What the rooms of one booking share")
    status = models.TextField(choices=ReservationStatus.choices, default=ReservationStatus.RESERVED)

    arrival = models.DateField()
    departure = models.DateField()
    arrives_at = models.TimeField(null=True, help_text="When they are expected, on the clock of the branch")
    leaves_at = models.TimeField(null=True)
    checked_in_at = models.DateTimeField(null=True)
    checked_out_at = models.DateTimeField(null=True)

    outlet = models.ForeignKey(
        Outlet, null=True, on_delete=models.PROTECT, related_name="+", db_index=False,
        help_text="Of a table or a treatment; none: a room",
    )  # fmt: skip
    room_type = models.ForeignKey(
        RoomType, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    room = models.ForeignKey(Room, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    adults = models.SmallIntegerField(default=0)
    children = models.SmallIntegerField(default=0)
    babies = models.SmallIntegerField(default=0)
    child_ages = ArrayField(models.SmallIntegerField(), default=list)

    guest = models.ForeignKey(Guest, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    company = models.ForeignKey(
        Company, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    agent = models.ForeignKey(Company, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    group = models.ForeignKey(
        ReservationGroup, null=True, on_delete=models.PROTECT, related_name="reservations", db_index=False
    )

    rooms_before = models.JSONField(
        default=list,
        help_text="Rooms before the present one: [the business date on which they left it, room id]",
    )
    rate_code = models.TextField(default="", blank=True)
    rates = ArrayField(models.BigIntegerField(), default=list, help_text="The price of each night, in order")
    currency = models.CharField(max_length=3)
    room_minor = models.BigIntegerField(
        default=0, help_text="Room revenue: the sum of `rates`, 0 if cancelled"
    )
    extras_minor = models.BigIntegerField(default=0, help_text="What else was consumed, from the folio lines")
    expected_minor = models.BigIntegerField(
        null=True, help_text="What they are expected to spend, of an outlet"
    )
    counted_nights = models.SmallIntegerField(
        default=0, help_text="Room nights; none of a sharer or a day use"
    )
    commission_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)

    meal_plan = models.TextField(default="", blank=True, help_text="Code table meal_plan")
    market = models.TextField(default="", blank=True, help_text="Code table market")
    source = models.TextField(default="", blank=True, help_text="Code table booking_source")
    channel = models.TextField(default="", blank=True, help_text="Code table channel")
    payment_method = models.TextField(default="", blank=True, help_text="Code table payment_method")
    who_pays = models.TextField(choices=WhoPays.choices, default="", blank=True)
    guarantee = models.TextField(default="", blank=True, help_text="Code table guarantee")
    is_guaranteed = models.BooleanField(default=False)
    held_until = models.DateTimeField(null=True)
    purpose = models.TextField(choices=Purpose.choices, default="", blank=True)
    their_codes = models.JSONField(default=dict, help_text="Codes of the sender to be mapped, by table")

    requests = models.TextField(default="", blank=True, help_text="What they asked for, a line each")
    remarks = models.TextField(default="", blank=True, help_text="What the house noted with it, a line each")
    house_note = models.TextField(
        default="", blank=True, help_text="What the house noted itself; no other system's word replaces it"
    )
    is_rate_hidden = models.BooleanField(default=False, help_text="The price is not to be told")
    is_name_hidden = models.BooleanField(default=False, help_text="The stay is not to be disclosed")
    is_walk_in = models.BooleanField(default=False)
    booked_at = models.DateTimeField(null=True)
    booked_on = models.DateField(
        null=True, help_text="Business date of the booking: lead time counts from it"
    )
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.TextField(default="", blank=True, help_text="Code table cancel_reason")
    send_off = models.TextField(default="", blank=True, help_text="How they were seen off")
    satisfaction = models.SmallIntegerField(null=True, help_text="1 to 5, as they said when leaving")
    facts = models.JSONField(default=dict, help_text="What only the sender knows, by name")

    record_id = models.UUIDField(editable=False, help_text="The newest record that it is the fold of")
    told_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    updated_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar[Any] = ReservationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-arrival", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["system", "external_id", "branch"], name="reservation_once"),
            models.CheckConstraint(
                condition=Q(departure__gte=models.F("arrival")), name="reservation_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(adults__gte=0, children__gte=0, babies__gte=0), name="reservation_persons"
            ),
            models.CheckConstraint(
                condition=Q(satisfaction=None) | Q(satisfaction__range=(1, 5)),
                name="reservation_satisfaction",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["branch", "arrival"], name="reservation_arrival"),
            models.Index(fields=["branch", "departure"], name="reservation_departure"),
            models.Index(
                fields=["branch"], name="reservation_in_house", condition=Q(status=ReservationStatus.IN_HOUSE)
            ),
            models.Index(fields=["guest", "-arrival"], name="reservation_guest", condition=Q(guest__isnull=False)),
            models.Index(
                fields=["company", "-arrival"], name="reservation_company", condition=Q(company__isnull=False)
            ),
            models.Index(fields=["agent", "-arrival"], name="reservation_agent", condition=Q(agent__isnull=False)),
            models.Index(fields=["group"], name="reservation_group", condition=Q(group__isnull=False)),
            models.Index(fields=["number"], name="reservation_number", condition=~Q(number="")),
            models.Index(
                fields=["booking_number"], name="reservation_booking", condition=~Q(booking_number="")
            ),
            models.Index(fields=["room", "arrival"], name="reservation_room", condition=Q(room__isnull=False)),
            models.Index(
                fields=["arrival"], include=["guest"], name="reservation_coming", condition=Q(status__in=EXPECTED)
            ),
            models.Index(fields=["channel"], name="reservation_channel", condition=~Q(channel="")),
            models.Index(fields=["system"], name="reservation_to_map", condition=~Q(their_codes={})),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"reservation {self.id}"

    @property
    def nights(self) -> int:
        """Nights between the two dates; 0 of a day use."""
        return (self.departure - self.arrival).days

    @property
    def is_day_use(self) -> bool:
        return self.arrival == self.departure

    @property
    def lead_days(self) -> int | None:
        """Days from the booking to the arrival; None where the booking's day is not known."""
        return (self.arrival - self.booked_on).days if self.booked_on else None


class ReservationPerson(Entity):
    """Somebody who has to do with a reservation, in one role. A bare name of a rooming list has no guest; nor has one
    of whom only the sender's id is known yet."""

    reservation = models.ForeignKey(
        Reservation, on_delete=models.CASCADE, related_name="persons", db_index=False
    )
    role = models.TextField(choices=PersonRole.choices)
    position = models.SmallIntegerField(default=0, help_text="Which of those of one role")
    guest = models.ForeignKey(Guest, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    external_id = models.TextField(default="", blank=True, help_text="The sender's id of the profile")
    name = models.TextField(default="", blank=True, help_text="As it was sent; empty where a guest is known")

    class Meta:
        ordering: ClassVar = ["role", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reservation", "role", "position"], name="reservation_person_once"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["guest"], name="reservation_person_guest", condition=Q(guest__isnull=False)),
            models.Index(
                fields=["external_id"],
                name="reservation_person_awaited",
                condition=Q(guest__isnull=True) & ~Q(external_id=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.reservation_id}"


class RoomNight(Entity):
    """A room on a business date, and the reservation that had it. Appears when the guest has come and the room is
    known. Whoever came first is counted; another reservation of the same room and date shares it, or uses it by day."""

    reservation = models.ForeignKey(
        Reservation, on_delete=models.CASCADE, related_name="room_nights", db_index=False
    )
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+", db_index=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="+", db_index=False)
    business_date = models.DateField()
    kind = models.TextField()
    rate_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["room", "business_date"], name="room_night_counted_once", condition=Q(kind="counted")
            ),
            models.UniqueConstraint(
                fields=["reservation", "business_date"], name="room_night_of_reservation"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("counted", "shared", "day_use")), name="room_night_kind"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["room", "business_date"], name="room_night_room")]

    def __str__(self) -> str:
        return f"{self.business_date} of {self.room_id}"

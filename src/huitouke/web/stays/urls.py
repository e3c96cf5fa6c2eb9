"""Addresses of reservations, stays, bills and the hotel's day."""

from django.urls import path

from huitouke.web.stays import acts, bills, booking, day, lists, pages

app_name = "stays"
urlpatterns = [
    path("", lists.reservation_list, name="reservation-list"),
    path("find/", lists.reservation_find, name="reservation-find"),
    path("export/", lists.reservation_export, name="reservation-export"),
    path("new/", booking.new_reservation, name="reservation-new"),
    path("walk-in/", booking.new_walk_in, name="walk-in"),
    path("hints/guest/", booking.guest_hint, name="hint-guest"),
    path("hints/company/", booking.company_hint, name="hint-company"),
    path("hints/price/", booking.price_hint, name="hint-price"),
    path("day/", day.open_day, name="day"),
    path("policies/", day.policies, name="policies"),
    path("bills/", bills.folio_list, name="folio-list"),
    path("bills/new/", bills.folio_new, name="folio-new"),
    path("bills/<uuid:folio_id>/", bills.folio_detail, name="folio-detail"),
    path("bills/<uuid:folio_id>/print/", bills.folio_print, name="folio-print"),
    path("bills/<uuid:folio_id>/<str:folio_act>/", bills.folio_act, name="folio-act"),
    path("bills/<uuid:folio_id>/lines/<uuid:line_id>/<str:line_act>/", bills.line_act, name="line-act"),
    path("<uuid:reservation_id>/", pages.reservation_detail, name="reservation-detail"),
    path("<uuid:reservation_id>/edit/", booking.edit_reservation, name="reservation-edit"),
    path("<uuid:reservation_id>/check-in/", acts.check_in, name="check-in"),
    path("<uuid:reservation_id>/room/", acts.hold_room, name="room-hold"),
    path("<uuid:reservation_id>/move/", acts.move, name="room-move"),
    path("<uuid:reservation_id>/check-out/", acts.check_out, name="check-out"),
    path("<uuid:reservation_id>/confirmation/", pages.confirmation, name="confirmation"),
    path("<uuid:reservation_id>/registration-card/", pages.registration_card, name="registration-card"),
    path("<uuid:reservation_id>/act/<str:stay_act>/", acts.act, name="stay-act"),
    path("<uuid:reservation_id>/undo/<str:undone>/", acts.take_back, name="stay-undo"),
]

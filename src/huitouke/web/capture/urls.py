"""Addresses of capture."""

from django.urls import path

from huitouke.web.capture import card, lists, requirements, strip

app_name = "capture"
urlpatterns = [
    path("", lists.to_complete, name="to-complete"),
    path("export/", lists.to_complete_export, name="to-complete-export"),
    path("report/", lists.report, name="report"),
    path("report/export/", lists.report_export, name="report-export"),
    path("report/asked/", lists.asked, name="asked"),
    path("required/", requirements.required_fields, name="required-fields"),
    path("card/", card.blank_card, name="card-blank"),
    path("<uuid:guest_id>/card/", card.guest_card, name="card"),
    path("<uuid:guest_id>/next/", lists.next_to_complete, name="next"),
    path("<uuid:guest_id>/strip/", strip.strip, name="strip"),
    path("<uuid:guest_id>/answer/", strip.save_answer, name="answer"),
    path("<uuid:guest_id>/step/", strip.save_step, name="step"),
    path("<uuid:guest_id>/minor/", strip.save_minor, name="minor"),
]

"""Codes of what happens here."""

REQUIREMENTS_CHANGED = "capture.requirements.changed"
STEP_NOTED = "capture.step.noted"
LINK_CHANGED = "capture.link.changed"
FORM_RECEIVED = "capture.form.received"
FORM_ACCEPTED = "capture.form.accepted"
FORM_APPLIED = "capture.form.applied"
FORM_DISCARDED = "capture.form.discarded"

"""Codes of what happens here."""

REQUIREMENTS_CHANGED = "capture.requirements.changed"
STEP_NOTED = "capture.step.noted"

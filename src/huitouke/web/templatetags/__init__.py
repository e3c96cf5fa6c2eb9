"""Template tags of the shell and its parts: `{% load parts %}`."""

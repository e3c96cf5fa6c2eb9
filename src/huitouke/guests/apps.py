from django.apps import AppConfig


class GuestsConfig(AppConfig):
    name = "huitouke.guests"
    label = "guests"
    verbose_name = "Guests"

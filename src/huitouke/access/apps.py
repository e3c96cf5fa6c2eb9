from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "huitouke.access"
    label = "access"
    verbose_name = "Access"

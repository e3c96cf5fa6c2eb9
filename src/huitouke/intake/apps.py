from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "huitouke.intake"
    label = "intake"
    verbose_name = "Intake"

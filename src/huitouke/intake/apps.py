from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "huitouke.intake"
    label = "intake"
    verbose_name = "Intake"

    def ready(self) -> None:
        from huitouke.intake import privacy

        privacy.register()

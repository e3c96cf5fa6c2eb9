from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "huitouke.intake"
    label = "intake"
    verbose_name = "Intake"

    def ready(self) -> None:
        from huitouke.intake import privacy

        privacy.register()
        from huitouke.kernel.sealed import SealedColumn, register_sealed

        register_sealed(
            SealedColumn("intake.SourceRecord", "payload", bound_to="id"),
            SealedColumn("intake.RefusedRow", "payload", bound_to="id"),
            SealedColumn("intake.Message", "body", bound_to="id"),
            SealedColumn("intake.Message", "original", bound_to="id"),
            SealedColumn("intake.Message", "laid_as", bound_to="id"),
            SealedColumn("intake.Connection", "secret", bound_to="id"),
        )

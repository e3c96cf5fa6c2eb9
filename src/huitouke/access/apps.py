from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "huitouke.access"
    label = "access"
    verbose_name = "Access"

    def ready(self) -> None:
        from huitouke.access.choices import SECOND_FACTOR_CONTEXT, SESSION_CONTEXT
        from huitouke.kernel.sealed import Form, SealedColumn, register_sealed

        register_sealed(
            SealedColumn("access.StaffSession", "data", Form.BASE64, context=SESSION_CONTEXT),
            SealedColumn("mfa.Authenticator", "data", Form.BASE64, context=SECOND_FACTOR_CONTEXT),
        )

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "huitouke.api"
    label = "api"
    verbose_name = "API"

    def ready(self) -> None:
        from huitouke.api import privacy

        privacy.register()
        from huitouke.kernel.sealed import SealedColumn, register_sealed

        register_sealed(SealedColumn("api.KeptAnswer", "answer", bound_to="id", compartment="answers"))

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _make_partitions(sender: AppConfig, **_kwargs: Any) -> None:
    from huitouke.kernel.partitions import ensure_partitions

    ensure_partitions()


class KernelConfig(AppConfig):
    name = "huitouke.kernel"
    label = "kernel"
    verbose_name = "Kernel"

    def ready(self) -> None:
        # After the last app: the tables of the contexts above are partitioned by then.
        post_migrate.connect(_make_partitions)

        from huitouke.kernel import keepers

        keepers.register()

        from huitouke.kernel.sealed import Form, SealedColumn, register_sealed

        register_sealed(
            SealedColumn("kernel.FieldChange", "old", Form.HEX),
            SealedColumn("kernel.FieldChange", "new", Form.HEX),
        )

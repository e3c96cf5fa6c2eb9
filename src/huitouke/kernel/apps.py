from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "huitouke.kernel"
    label = "kernel"
    verbose_name = "Kernel"

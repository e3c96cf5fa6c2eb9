"""The product's settings with the benches' addresses beside the product's."""

from importlib import import_module

# By its name: the configuration and the tests stand on one level, and neither may import the other.
_PRODUCT = import_module("huitouke.config.settings")
globals().update({name: value for name, value in vars(_PRODUCT).items() if name.isupper()})

ROOT_URLCONF = "huitouke.testing.bench.urls"

"""Model fields."""

from typing import Any

from django.db import models

from huitouke.kernel.crypto import sealer


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]  # not subscriptable at run time
    """A text that stands sealed in its column (ADR 0005): assigned and read as text, never searched.

    Look-ups go over a blind index column beside it.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = True
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, str):
            value = sealer().seal(value.encode())
        return super().get_db_prep_value(value, connection, prepared)

    def from_db_value(self, value: Any, *_args: Any) -> str | None:
        return None if value is None else sealer().open(bytes(value)).decode()

    def value_to_string(self, obj: Any) -> str:
        return str(self.value_from_object(obj))

    def to_python(self, value: Any) -> Any:
        return value

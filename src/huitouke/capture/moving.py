"""What of captures goes with a guest who becomes one with another."""

from huitouke.kernel.moving import Moving, register_moving


def register() -> None:
    """Name all tables; called once, when the app is ready."""
    register_moving(
        Moving(
            "capture.Capture", once="({t}.step, {t}.on_day, {t}.user_id)", order="{t}.noted_at DESC, {t}.id"
        )
    )

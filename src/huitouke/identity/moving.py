"""What of identity goes with a guest who becomes one with another."""

from huitouke.kernel.moving import Moving, register_moving, register_unmoved

LINKS = "identity.Link"


def register() -> None:
    """Name all tables; called once, when the app is ready."""
    register_moving(Moving(LINKS, is_of_records=True))
    register_unmoved(
        {
            "identity.GuestImage": "belongs to the id it was taken of, and waits for it",
            "identity.BulkChange": "belongs to the id it was noted of, and waits for it",
            "identity.Decision": "names homes, which never change",
            "identity.HomeProfile": "names a home",
            "identity.KeptRow": "of a record; whose it is says its link",
            "identity.WaitingRow": "of a record; whose it is says its link",
            "identity.Proposal": "compares two records; whose they are follows their links by a trigger",
            "identity.Erasure": "of somebody who is no guest any more",
            "intake.SourceRecord": "whose it is says its link",
            "api.KeptAnswer": "an answer as it was given, kept for a day",
            "kernel.MovedRow": "says where the homes are",
        }
    )

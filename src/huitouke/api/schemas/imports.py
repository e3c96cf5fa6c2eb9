"""Imports of files: how they went, and taking them back."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Told
from huitouke.intake.models import ImportRun
from huitouke.intake.services import TakeBack, take_back_of


class TakeBackOut(Told):
    """What taking an import back comes to."""

    gone: int = Field(description="Guests whom the import brought, and who go.", examples=[1240])
    restored: int = Field(description="Guests whom it changed, and who are as before again.", examples=[310])
    kept: int = Field(description="Guests who were edited since, and stay as they are.", examples=[12])

    @classmethod
    def of(cls, figures: TakeBack) -> "TakeBackOut":
        return cls(gone=figures.gone, restored=figures.restored, kept=figures.kept)


class ImportOut(Told):
    """One import of a file. The figures count rows."""

    id: UUID = Field(description="The import.")
    kind: str = Field(description="What the rows are.", examples=["guests"])
    system: str = Field(description="Where the file came from.", examples=["opera"])
    branch: str = Field(description="Code of the branch.", examples=["MAIN"])
    file_name: str = Field(description="The file's own name.", examples=["guests.csv"])
    state: str = Field(
        description="`waiting`, `running`, `done`, `failed`, `cancelled`, `taking_back`, `taken_back`; before the "
        "start `looking` or `draft`.",
        examples=["done"],
    )
    rows: int = Field(description="Rows read.")
    created: int = Field(description="Rows that brought a guest.")
    updated: int = Field(description="Rows that changed one.")
    unchanged: int = Field(description="Rows that were held already.")
    rejected: int = Field(description="Rows that could not be taken.")
    repaired: int = Field(description="Rows taken with a remark.")
    started_at: datetime = Field(description="When it was begun.")
    finished_at: datetime | None = Field(description="When it ended, or null.")
    error_code: str = Field(description="Why it failed; empty where it did not.")
    taken_back: TakeBackOut | None = Field(description="What taking it back came to so far, or null.")

    @classmethod
    def of(cls, run: ImportRun) -> "ImportOut":
        return cls(
            id=run.id,
            kind=run.kind,
            system=run.system,
            branch=run.branch.code,
            file_name=run.file_name,
            state=run.state,
            rows=run.rows,
            created=run.created,
            updated=run.updated,
            unchanged=run.unchanged,
            rejected=run.rejected,
            repaired=run.repaired,
            started_at=run.started_at,
            finished_at=run.finished_at,
            error_code=run.error_code,
            taken_back=TakeBackOut.of(take_back_of(run)) if run.take_back else None,
        )


class ImportListOut(Told):
    """The latest imports, newest first."""

    items: list[ImportOut] = Field(description="The imports.")

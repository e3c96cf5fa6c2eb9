"""Imports of files: how they went, and taking them back."""

from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from pydantic import Field

from huitouke.api.schemas.base import Sent, Text, Told, described
from huitouke.connectors.files.remarks import remark_text
from huitouke.intake.choices import RowOutcome
from huitouke.intake.models import ImportRun, RowReport
from huitouke.intake.services import TakeBack, take_back_of

MOST_COLUMNS: Final = 2_000


class UploadQuery(Sent):
    """What the file that is sent holds."""

    kind: Literal["guests", "companies"] = Field(default="guests", description="What its rows are.")
    branch: Text = Field(default="MAIN", description="Code of the branch that they are brought into.")
    file_name: Text = described(
        "Its name, for the eye; what it is, its content tells. Put no person's name into it.",
        examples=["companies.csv"],
        max_length=200,
    )


class StartIn(Sent):
    """What the columns mean, and off it goes."""

    system: Text = Field(
        description="Name of where the file comes from. The same name and number next time is the same guest.",
        examples=["pms-opera"],
    )
    branch: Text = described("Code of the branch; empty for that of the upload.", examples=["MAIN"])
    saved: UUID | None = Field(
        default=None, description="Id of saved columns of files with these headings, to begin with."
    )
    columns: dict[Text, Text] = Field(
        default_factory=dict,
        description="Headings to what they mean, as `get_import_columns` tells the targets; what is left out stays as"
        " recognised or saved. `extra:<heading>` keeps a column with the record, `ignore` leaves it out.",
        examples=[{"Room night": "ignore", "Cell": "mobile"}],
        max_length=MOST_COLUMNS,
    )
    values: dict[Text, dict[Text, Text]] = Field(
        default_factory=dict,
        description="Of columns of codes: heading to what cells say to the code that is meant; an empty code leaves the"
        " cell out.",
        examples=[{"Sex": {"F2": "female"}}],
        max_length=MOST_COLUMNS,
    )
    remember: Text = described(
        "Name under which to save what the columns mean; empty for none.", max_length=60
    )
    is_dry_run: bool = Field(
        default=False, description="Read the whole file and write nothing but the report."
    )


class ColumnOut(Told):
    """A column of the file."""

    name: str = Field(description="Its heading.")
    target: str = Field(description="What it is taken for.", examples=["mobile"])
    is_sure: bool = Field(description="Whether that is sure; look at the others.")


class SavedColumnsOut(Told):
    """Columns that were saved for files with these headings."""

    id: UUID = Field(description="Their id.")
    name: str = Field(description="The name they were saved under.")
    system: str = Field(description="The system they were saved for.")


class ColumnsOut(Told):
    """What the file holds."""

    columns: list[ColumnOut] = Field(description="Its columns in their order.")
    saved: list[SavedColumnsOut] = Field(description="What was saved of such files, the last used first.")
    targets: list[str] = Field(description="What a column may mean, own fields with them.")


class RemarkOut(Told):
    """What was said of one row."""

    row: int = Field(description="Number of the row in the file, headings counted.")
    outcome: RowOutcome = Field(description="`rejected` or `repaired`.")
    field: str = Field(description="The target that it is about; empty for the whole row.")
    code: str = Field(description="Stable code of the remark.", examples=["date_impossible"])
    text: str = Field(
        description="What happened and what to do, in the caller's language. No value of the file."
    )

    @classmethod
    def of(cls, each: RowReport) -> "RemarkOut":
        return cls(
            row=each.row_number,
            outcome=RowOutcome(each.outcome),
            field=each.field,
            code=each.code,
            text=remark_text(each.field, each.code, each.data),
        )


class RemarkQuery(Sent):
    """Which part of the report."""

    outcome: Literal["", "rejected", "repaired"] = Field(
        default="", description="Only remarks of this outcome."
    )
    after: int = Field(default=0, ge=0, le=2**62, description="`next` of the answer before; 0 for the first.")
    limit: int = Field(default=200, ge=1, le=1000, description="Remarks of one answer.")


class RemarkListOut(Told):
    """Remarks in the order of the file."""

    items: list[RemarkOut] = Field(description="The remarks.")
    next: int | None = Field(description="Where the next ones begin; null for none.")


class TrialOut(Told):
    """What the last dry run of the whole file came to."""

    rows: int = Field(description="Rows read.")
    created: int = Field(description="Rows that would bring a guest or company.")
    updated: int = Field(description="Rows that would change one.")
    unchanged: int = Field(description="Rows that are held already.")
    rejected: int = Field(description="Rows that could not be taken.")
    repaired: int = Field(description="Rows that would be taken with a remark.")

    @classmethod
    def of(cls, trial: dict[str, Any]) -> "TrialOut":
        return cls(**{name: trial[name] for name in cls.model_fields})


class TakeBackOut(Told):
    """What taking an import back comes to."""

    gone: int = Field(
        description="Guests or companies that the import brought, and that go.", examples=[1240]
    )
    restored: int = Field(description="Those that it changed, and that are as before again.", examples=[310])
    kept: int = Field(description="Those that were edited since, and stay as they are.", examples=[12])

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
        "start `looking`, `draft` or, in a dry run, `trying`.",
        examples=["done"],
    )
    row_estimate: int | None = Field(description="About how many rows the file has, where that is known.")
    rows: int = Field(description="Rows read.")
    created: int = Field(description="Rows that brought a guest or company.")
    updated: int = Field(description="Rows that changed one.")
    unchanged: int = Field(description="Rows that were held already.")
    rejected: int = Field(description="Rows that could not be taken.")
    repaired: int = Field(description="Rows taken with a remark.")
    started_at: datetime = Field(description="When it was begun.")
    finished_at: datetime | None = Field(description="When it ended, or null.")
    error_code: str = Field(description="Why it failed; empty where it did not.")
    trial: TrialOut | None = Field(description="What the last dry run came to, or null.")
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
            row_estimate=run.row_estimate,
            rows=run.rows,
            created=run.created,
            updated=run.updated,
            unchanged=run.unchanged,
            rejected=run.rejected,
            repaired=run.repaired,
            started_at=run.started_at,
            finished_at=run.finished_at,
            error_code=run.error_code,
            trial=TrialOut.of(run.trial) if run.trial else None,
            taken_back=TakeBackOut.of(take_back_of(run)) if run.take_back else None,
        )


class ImportListOut(Told):
    """The latest imports, newest first."""

    items: list[ImportOut] = Field(description="The imports.")

"""A section's proposed tables, checked cell by cell as its sentences are."""

from collections.abc import Mapping

from wellread.domain import Claim, SectionText
from wellread.figures import Comparison, with_cells


def cell_claims(draft: SectionText) -> tuple[Claim, ...]:
    """Each cell as a sentence of its row, its column and its words, citing its finding."""
    return tuple(
        Claim(
            id=_id(draft, table_no, place),
            text=f"{table.rows[place[0]].thing}, {table.attributes[place[1]]}: {cell.text}.",
            finding_ids=(cell.finding_id,),
        )
        for table_no, table in enumerate(draft.comparisons)
        for place, cell in table.cells.items()
    )


def with_checked_cells(draft: SectionText, checked: Mapping[str, Claim]) -> tuple[Comparison, ...]:
    """The tables with the cells that hold; the others are left open, and what is empty then is out.

    A cell holds where its claim is supported by the very finding that it quotes.
    """
    held = []
    for table_no, table in enumerate(draft.comparisons):
        cells = {
            place: cell
            for place, cell in table.cells.items()
            if (claim := checked.get(_id(draft, table_no, place))) is not None
            and claim.verdict == "supported"
            and claim.finding_ids == (cell.finding_id,)
        }
        held.append(with_cells(table, cells))
    return tuple(table for table in held if table is not None)


def _id(draft: SectionText, table_no: int, place: tuple[int, int]) -> str:
    return f"{draft.section_id}.table{table_no + 1}.{place[0] + 1}.{place[1] + 1}"

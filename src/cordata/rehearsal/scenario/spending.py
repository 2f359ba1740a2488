"""An application's money: a base per partner, parted into the theme's usual lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cordata.applications.actions import BudgetDraft, LineDraft, SourceDraft, save_budget
from cordata.applications.figures import figures_of
from cordata.applications.models import Application, Partner
from cordata.kernel.journal import Actor
from cordata.rehearsal.scenario.phrases import several
from cordata.rehearsal.scenario.reading import Book
from cordata.rehearsal.scenario.writing import Writer

TEN = Decimal(10)
BASES = ("quote", "price_list", "past_cost")


def write_budget(
    book: Book,
    writer: Writer,
    application: Application,
    partners: Sequence[Partner],
    *,
    by: Actor,
) -> None:
    """Save each partner's lines, then the own funds that balance its plan to the cent."""
    at = application.changed_at
    keys = writer.told["partners"]
    drafts = {
        partner.pid: draft_of(book, writer, key, money)
        for partner, key, money in zip(partners, keys, writer.told["budget"], strict=True)
    }
    save_budget(application, drafts, by=by, at=at)
    save_budget(application, balancing(application), by=by, at=at)


def draft_of(book: Book, writer: Writer, key: str, money: str) -> BudgetDraft:
    """`O1 21400.00` is the staff of that option; a bare amount is the base of the call's own."""
    option, _, amount = money.rpartition(" ")
    language = book.row("organisations", key)["language"]
    if option:
        said = writer.bank.in_language(writer.bank.told["every"]["staff_line"], language)
        staff = LineDraft("staff", Decimal(amount), said, "past_cost")
        return BudgetDraft(cost_option=option, lines=[staff])
    return BudgetDraft(lines=lines_of(writer, key, Decimal(amount), language))


def lines_of(writer: Writer, key: str, base: Decimal, language: str) -> list[LineDraft]:
    """The base parted by the shares of the lines; the last one takes what is left."""
    told = writer.bank.told[writer.told["theme"]]["line"]
    chosen = several(told, 4, f"{writer.told['key']}:{key}")
    whole = sum(line["share"] for line in chosen)
    amounts = [(base * line["share"] / whole // TEN) * TEN for line in chosen[:-1]]
    amounts.append(base - sum(amounts, Decimal(0)))
    return [
        LineDraft(
            line["category"],
            amount,
            writer.bank.in_language(line["text"], language),
            BASES[number % len(BASES)],
        )
        for number, (line, amount) in enumerate(zip(chosen, amounts, strict=True))
    ]


def balancing(application: Application) -> dict[str, BudgetDraft]:
    """Own funds for whoever must find the rest."""
    definition = application.definition
    drafts = {}
    for partner in application.partners.select_related("organisation"):
        own = figures_of(partner, definition).own_share
        if own > 0:
            body = partner.organisation
            kind = "own_public" if body.is_public else "own_private"
            drafts[partner.pid] = BudgetDraft(sources=[SourceDraft(kind, own, body.name, True)])
    return drafts

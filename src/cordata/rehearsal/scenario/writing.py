"""What an application says: its own words from the table, the rest from the bank of phrases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cordata.applications import questions
from cordata.applications.actions import ActivityDraft, AnswerDraft, DeliverableDraft
from cordata.applications.models import Application, Partner
from cordata.rehearsal.scenario.phrases import Bank, Texts, pick, several
from cordata.rehearsal.scenario.reading import Book

Told = Mapping[str, Any]
QUESTIONS = (
    *("need", "change", "added_value", "novelty", "communication"),
    *("coordination", "lasting", "cooperation_text"),
)
EFFECTS = ("positive", "neutral")


class Writer:
    """One application's words: what the table tells of it, and the bank for the rest."""

    def __init__(self, book: Book, told: Told) -> None:
        self.book = book
        self.told = told
        self.bank = Bank(book.table("texts"))
        self.values = self._values()

    def _values(self) -> dict[str, Texts]:
        lead, second = (
            self.book.row("organisations", key)["short_name"] for key in self.told["partners"][:2]
        )
        places = self.told["places"]
        return {
            "left": {"": places[0][0]},
            "right": {"": places[1][0]},
            "lead": {"": lead},
            "partner": {"": second},
            "acronym": {"": self.told["acronym"]},
            "months": {"": str(self.told["months"])},
            "people": {"": str(self.told["people"])},
            "thing": dict(self.told["thing"]),
            "audience": dict(self.told["audience"]),
        }

    def text(self, question: str, **more: Texts) -> Texts:
        theme, key = self.told["theme"], self.told["key"]
        return self.bank.text(question, theme, {**self.values, **more}, key)

    # -- answers

    def answers(self, application: Application) -> Iterator[AnswerDraft]:
        """Every answer of the project; those already there are written over."""
        stands = {(one.field, one.language): one.version for one in application.answers.all()}
        for key, texts in self._project_texts().items():
            for language, text in texts.items():
                yield AnswerDraft(key, text, language, stands.get((key, language), 0))

    def _project_texts(self) -> dict[str, Texts]:
        told = self.told
        table = questions.rows_text
        places = [{"municipality": name, "territory": code} for name, code in told["places"]]
        neutral = {
            "acronym": told["acronym"],
            "theme": told["theme"],
            "duration_months": str(told["months"]),
            "start_on": told["start_on"].isoformat(),
            "places": table(places),
            "target_groups": table(self._groups()),
            "inclusion": ",".join(told.get("inclusion", ("citizens", "young_people"))),
            "cooperation": ",".join(
                told.get("cooperation", ("development", "implementation", "staffing"))
            ),
            "principles": table(self._principles()),
        }
        own: dict[str, Texts] = {"title": dict(told["title"]), "summary": dict(told["summary"])}
        own |= {key: {"": text} for key, text in neutral.items()}
        return own | {question: self.text(question) for question in QUESTIONS}

    def _groups(self) -> list[dict[str, Any]]:
        notes = self.bank.told["every"]["groups"]
        return [
            {
                "group": group,
                "number": str(number),
                "note": self.bank.one(notes[group], self.values),
            }
            for group, number in self.told["groups"]
        ]

    def _principles(self) -> list[dict[str, Any]]:
        """Written in the lead's language: the form asks for one only."""
        lead = self.book.row("organisations", self.told["partners"][0])
        told = self.bank.told["every"]["principles"]
        rows = []
        for principle, choices in told.items():
            sentence = pick(choices, f"{self.told['key']}:{principle}")
            effect, *pair = sentence
            note = self.bank.in_language(pair, lead["language"])
            rows.append({"principle": principle, "effect": effect, "note": note})
        return rows

    def contribution(self, partner: Partner, key: str) -> Iterator[AnswerDraft]:
        """What one partner brings, by the kind of body it is, and its history."""
        row = self.book.row("organisations", key)
        mine: Texts = {"": row["short_name"]}
        kinds = self.bank.told["every"]["bodies"]
        question = f"contribution_{kinds[row['legal_type']]}"
        texts = self.text(question, org=mine, city={"": row["city"]})
        part = "lead_part" if partner.is_lead else "partner_part"
        for language, more in self.text(part, org=mine).items():
            yield AnswerDraft("contribution", f"{texts[language]} {more}", language, 0, partner)
        yield AnswerDraft("contact", questions.rows_text([self._contact(row)]), "", 0, partner)
        if history := self.history(key):
            yield AnswerDraft("previous_projects", history, "", 0, partner)

    def _contact(self, row: Mapping[str, Any]) -> dict[str, str]:
        """Whom to reach: who writes for the body, at an invented address."""
        return {"name": row["editor"], "email": row["editor_email"], "phone": row["phone"]}

    def history(self, key: str) -> str:
        """The projects for which this body was funded, as it names them; empty for a new body.

        Those of before the scenario, then those of an earlier call of the scenario itself.
        """
        funded = {row["key"] for row in self.book.rows("projects")}
        earlier = (
            f"{one['acronym']}, {one['filed'].year}"
            for one in self.book.table("applications")["application"]
            if key in one["partners"] and one["key"] in funded
            if one["call"] != self.told["call"] and one["filed"] < self.told["started"]
        )
        told = self.book.row("organisations", key)["funded"]
        return "; ".join(filter(None, (told, *earlier)))

    # -- plan

    def activities(self, partners: list[Partner]) -> Iterator[ActivityDraft]:
        """Some activities of the theme, spread over the duration, each with what it leaves."""
        told, months = self.told, int(self.told["months"])
        offered = self.bank.told[told["theme"]]["activity"]
        chosen = several(offered, told.get("activities", 3), told["key"])
        for number, activity in enumerate(chosen):
            first = 1 + number * months // len(chosen)
            last = max(first, min(months, (number + 1) * months // len(chosen) + 1))
            yield ActivityDraft(
                titles=self.bank.one(activity["title"], self.values),
                descriptions=self.bank.one(activity["text"], self.values),
                from_month=first,
                to_month=last,
                partners=[partner.pid for partner in partners],
                deliverables=[
                    DeliverableDraft(
                        titles=self.bank.one(one["title"], self.values),
                        units=self.bank.one(one["unit"], self.values),
                        quantity=one["quantity"],
                        month=last,
                        proof=one["proof"],
                    )
                    for one in activity["deliverable"]
                ],
            )

    def indicators(self) -> dict[str, int]:
        """Targets of the theme's indicators, from the people reached and the partners."""
        told = self.told
        known = {"people": int(told["people"]), "partners": len(told["partners"]), "one": 1}
        targets = self.bank.told[told["theme"]]["indicators"]
        return {code: max(1, known[of] * share // 100) for code, (of, share) in targets.items()}

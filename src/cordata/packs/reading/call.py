"""Reads `calls/<code>/`: its own files first, else those all calls of the pack share."""

from __future__ import annotations

import difflib
from decimal import Decimal

from cordata.packs.call import (
    CallDefinition,
    DocumentDefinition,
    Erratum,
    Instalment,
    ListedCode,
    PaymentPlan,
    Question,
    ThemeDefinition,
    Trigger,
)
from cordata.packs.form import FormDefinition
from cordata.packs.meeting import MeetingDefinition
from cordata.packs.programme import ProgrammeDefinition
from cordata.packs.provenance import Text
from cordata.packs.reading import timetable
from cordata.packs.reading.annexes import (
    national_duties,
    read_annexes,
    read_declarations,
    read_statements,
)
from cordata.packs.reading.checks import read_checks
from cordata.packs.reading.committee import read_committee
from cordata.packs.reading.costs import CostsRead, read_costs
from cordata.packs.reading.form import read_form
from cordata.packs.reading.grid import read_grid
from cordata.packs.reading.letters import read_letters
from cordata.packs.reading.meeting import known_of, read_meeting
from cordata.packs.reading.programme import read_texts
from cordata.packs.reading.rules import RulesRead, read_rules
from cordata.packs.sources import Sources
from cordata.packs.tables import Reading, Table, read_toml, refuse_duplicates
from cordata.rules.lump_sums import Earning
from cordata.rules.ruleset import Ruleset, Theme

GENERATED = frozenset({"call_text", "grid", "blank_form", "mandate", "commitment"})
HUNDRED = Decimal(100)


class CallFiles:
    """The files of one call; each is parsed once and knows its own mistakes."""

    def __init__(self, code: str, sources: Sources, reading: Reading) -> None:
        self.folder = f"calls/{code}"
        self.sources, self.reading = sources, reading
        self.roots: list[Table] = []

    def own(self, name: str) -> Table | None:
        return self.parse(f"{self.folder}/{name}")

    def shared(self, name: str) -> Table | None:
        return self.parse(name)

    def path(self, name: str) -> str:
        """The call's own file, else the shared one."""
        own = f"{self.folder}/{name}"
        return own if own in self.sources else name

    def needed(self, name: str) -> Table | None:
        """The call's own file, else the shared one; a mistake if there is neither."""
        path = self.path(name)
        if path not in self.sources:
            self.reading.mistakes.add(path, 0, "pack.file_missing", name=name)
        return self.parse(path)

    def finish(self) -> None:
        for root in self.roots:
            root.finish()

    def parse(self, path: str) -> Table | None:
        if path not in self.sources:
            return None
        root = read_toml(path, self.sources[path], self.reading)
        if root is not None:
            self.roots.append(root)
        return root


def read_call(
    code: str, sources: Sources, reading: Reading, programme: ProgrammeDefinition
) -> CallDefinition | None:
    """One call, or None if one of the files it needs can't be parsed."""
    files = CallFiles(code, sources, reading)
    root, form, cost_file, criteria, annex_file, declaration_file = (
        files.needed(name)
        for name in (
            "call.toml",
            "form.toml",
            "costs.toml",
            "criteria.toml",
            "annexes.toml",
            "declarations.toml",
        )
    )
    if not (root and form and cost_file and criteria and annex_file and declaration_file):
        return None
    root.origin("call")
    if root.code() != code:
        root.wrong("pack.folder_differs", "code", value=root.code(), folder=files.folder)
    rules = _rules(files, programme)
    themes = timetable.read_themes(root)
    meetings = _meetings(files, themes, programme)
    costs = read_costs(cost_file, root.codes("cost_options", ()))
    types = frozenset(item.code for item in _types(rules))
    slots, annexes = read_annexes(annex_file, types)
    countries = frozenset(country.code for country in programme.countries)
    declarations = read_declarations(declaration_file, types, countries)
    filing = timetable.read_filing(root)
    ruleset = Ruleset(
        opens_at=filing.opens_at,
        closes_at=filing.closes_at,
        languages=_languages(root),
        themes=tuple(_theme_rules(theme) for theme in themes),
        cost_options=costs.options,
        default_option=_default_option(root, costs),
        same_option_for_all=costs.same_for_all,
        rounding=costs.rounding,
        declarations=frozenset(item.code for item in declarations if not item.country),
        national_duties=national_duties(declarations),
        annexes=slots,
        checks=read_checks(files.path("checks.csv"), sources, reading),
        **rules.ruleset,
    )
    asked = read_form(form)
    before = reading.mistakes.noted
    envelopes = timetable.read_envelopes(root, "envelope", "envelope")
    if reading.mistakes.noted == before:
        timetable.check_balance(root, envelopes, themes)
    call = CallDefinition(
        code=code,
        version=root.text("version"),
        number=root.integer("number", low=1),
        names=root.localised("names"),
        summaries=root.localised("summaries"),
        zone=reading.zone,
        ruleset=ruleset,
        continuous=filing.continuous,
        envelopes=envelopes,
        themes=themes,
        timetable=timetable.read_milestones(root, {meeting.code for meeting in meetings}),
        form=asked,
        grid=read_grid(criteria),
        cost_option=ruleset.default_option,
        cost_categories=costs.categories,
        cost_options=costs.names,
        unit_prices=costs.unit_prices,
        legal_types=_types(rules),
        proofs=rules.lists.get("proofs", ()),
        output_indicators=rules.lists.get("output_indicators", ()),
        result_indicators=rules.lists.get("result_indicators", ()),
        annexes=annexes,
        declarations=declarations,
        meetings=meetings,
        payment=_payment(root),
        questions=_questions(files.own("faq.toml"), asked),
        errata=_errata(files.own("errata.toml")),
        documents=_documents(root, sources),
        results=timetable.read_results(root, {theme.code for theme in themes}),
        texts=read_texts(sources, reading, f"{files.folder}/texts"),
        letters=read_letters(sources, reading, "letters")
        | read_letters(sources, reading, f"{files.folder}/letters"),
        provenance=tuple(reading.provenance),
        file_prefix=root.code("file_prefix"),
        moderated_searches=root.flag("moderated_searches", False),
        concepts=_concepts(root),
        statements=read_statements(declaration_file),
        reminder_hours=filing.reminder_hours,
        extension=filing.extension,
        help_days=filing.help_days,
        committee=read_committee(criteria),
    )
    files.finish()
    return call


def _rules(files: CallFiles, programme: ProgrammeDefinition) -> RulesRead:
    area = {place.code: place.country for place in programme.territories}
    countries = tuple(country.code for country in programme.countries)
    shared, own = files.shared("rules.toml"), files.own("rules.toml")
    if shared is None and own is None:
        files.reading.mistakes.add("rules.toml", 0, "pack.file_missing", name="rules.toml")
    return read_rules(shared, own, area, countries)


def _types(rules: RulesRead) -> tuple[ListedCode, ...]:
    return rules.lists.get("legal_types", ())


def _languages(root: Table) -> tuple[str, ...]:
    """The languages an application is written in."""
    languages = root.codes("languages")
    for language in languages:
        if language not in root.reading.languages:
            root.wrong("pack.language_unknown", "languages", lang=language)
    return languages


def _theme_rules(theme: ThemeDefinition) -> Theme:
    """The theme as the pure rules see it, with its envelope at opening."""
    first = theme.envelopes[0].amount if theme.envelopes else None
    return Theme(theme.code, theme.objective, first)


def _default_option(root: Table, costs: CostsRead) -> str:
    """The option proposed first; every option the call names must be in `costs.toml`."""
    known = tuple(costs.options)
    for code in root.codes("cost_options", ()):
        if code not in costs.options:
            root.wrong("pack.cost_option_unknown", "cost_options", value=code, allowed=known)
    default = root.text("default_option", costs.proposed)
    if default not in costs.options and costs.options:
        root.wrong("pack.cost_option_unknown", "default_option", value=default, allowed=known)
    return default


def _meetings(
    files: CallFiles, themes: tuple[ThemeDefinition, ...], programme: ProgrammeDefinition
) -> tuple[MeetingDefinition, ...]:
    known = known_of(programme, themes)
    folder = f"{files.folder}/meetings/"
    names = sorted(name for name in files.sources if name.startswith(folder))
    roots = [root for name in names if (root := files.parse(name)) is not None]
    meetings = [(root, read_meeting(root, known)) for root in roots]
    refuse_duplicates([root for root, _ in meetings], [meeting.code for _, meeting in meetings])
    return tuple(sorted((meeting for _, meeting in meetings), key=lambda one: one.starts))


def _payment(root: Table) -> PaymentPlan:
    table = root.table("payment")
    if table is None:
        return PaymentPlan(Earning.PER_ACTIVITY, (), 0, 0)
    tables = table.tables("instalment", required=True)
    instalments = tuple(
        Instalment(
            item.code(), item.choice("trigger", Trigger), item.rate("rate"), item.localised("names")
        )
        for item in tables
    )
    refuse_duplicates(tables, [one.code for one in instalments])
    total = sum(one.rate for one in instalments)
    if instalments and total != HUNDRED:
        table.wrong("pack.instalments_unbalanced", "instalment", found=str(total))
    return PaymentPlan(
        earning=table.choice("earning", Earning),
        instalments=instalments,
        report_due_days=table.integer("report_due_days", high=1000),
        payment_days=table.integer("payment_days", high=1000),
        recovery=table.flag("recovery", True),
        origin=table.origin("payment"),
    )


def _concepts(root: Table) -> tuple[ListedCode, ...]:
    """Keywords of partner searches, one word in each language."""
    tables = root.tables("concept")
    concepts = tuple(ListedCode(table.code(), table.localised("names")) for table in tables)
    refuse_duplicates(tables, [one.code for one in concepts])
    return concepts


def _questions(root: Table | None, form: FormDefinition) -> tuple[Question, ...]:
    if root is None:
        return ()
    tables = root.tables("question", required=True)
    questions = tuple(
        Question(
            code=table.code(),
            published_on=table.day("published_on"),
            questions=table.localised("questions"),
            answers=table.localised("answers"),
            origin=table.origin(f"question.{table.code()}"),
            form_field=_form_field(table, form),
        )
        for table in tables
    )
    refuse_duplicates(tables, [one.code for one in questions])
    return questions


def _form_field(table: Table, form: FormDefinition) -> str:
    """The question of the form that an answer is shown beside, if it names one."""
    key = table.text("form_field", "")
    if key and form.field(key) is None:
        near = difflib.get_close_matches(key, [one.key for one in form.fields()], 1)
        table.wrong(
            "pack.form_field_unknown", "form_field", value=key, nearest=near[0] if near else "-"
        )
    return key


def _errata(root: Table | None) -> tuple[Erratum, ...]:
    if root is None:
        return ()
    tables = root.tables("erratum")
    errata = tuple(
        Erratum(table.code(), table.day("published_on"), table.localised("texts"))
        for table in tables
    )
    refuse_duplicates(tables, [one.code for one in errata])
    return errata


def _documents(root: Table, sources: Sources) -> tuple[DocumentDefinition, ...]:
    tables = root.tables("document")
    documents = tuple(_document(table, sources) for table in tables)
    refuse_duplicates(tables, [one.code for one in documents])
    return documents


def _document(table: Table, sources: Sources) -> DocumentDefinition:
    files: Text = table.localised("files", required=False)
    for language, name in files.items():
        if name and name not in sources:
            table.wrong("pack.file_missing", f"files.{language}", name=name)
    generated = table.one_of("generated", GENERATED, "")
    if not files and not generated:
        table.wrong("pack.key_missing", "files")
    return DocumentDefinition(
        code=table.code(),
        names=table.localised("names"),
        descriptions=table.localised("descriptions"),
        generated=generated,
        files=files,
    )

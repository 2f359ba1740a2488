"""What the lead's signatory states with the act of filing, word for word."""

from __future__ import annotations

from dataclasses import dataclass

from cordata.packs.provenance import Text


@dataclass(frozen=True, slots=True)
class StatementDefinition:
    """One sentence to tick at filing; a new text is a new version, and both are sealed."""

    code: str
    version: str
    texts: Text
    required: bool = True


USUAL = (  # of a call whose pack words none: those that every call had before packs could
    StatementDefinition(
        "power",
        "1",
        {
            "fr": "Je suis habilité(e) à signer pour le chef de file",
            "it": "Sono autorizzato/a a firmare per il capofila",
            "en": "I am entitled to sign for the lead partner",
        },
    ),
    StatementDefinition(
        "commitment",
        "1",
        {
            "fr": "Je signe l’engagement du chef de file\u00a0: il participe au projet tel que "
            "décrit, avec sa part du budget",
            "it": "Firmo l’impegno del capofila: partecipa al progetto così come descritto, "
            "con la propria parte del budget",
            "en": "I sign the lead partner’s commitment: it takes part in the project as "
            "described, with its own share of the budget",
        },
    ),
    StatementDefinition(
        "notice",
        "1",
        {
            "fr": "J’ai lu la notice sur les données personnelles et la publication de la "
            "liste des opérations",
            "it": "Ho letto l’informativa sui dati personali e sulla pubblicazione "
            "dell’elenco delle operazioni",
            "en": "I have read the notice on personal data and on the list of operations",
        },
    ),
)

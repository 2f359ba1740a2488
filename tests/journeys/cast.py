"""Who takes part in the journeys: invented people, one for each role of the programme."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Somebody:
    key: str
    name: str
    email: str
    language: str = "fr"
    role: str = ""


STAFF = (
    Somebody("administrator", "Maurice Delorme", "maurice@systeme.example", role="administrator"),
    Somebody("officer", "Hélène Ravier", "helene@segretariato.example", role="officer"),
    Somebody("organiser", "Antoine Dufresne", "antoine@rencontres.example", role="organiser"),
    Somebody("door", "Yasmine Haddad", "yasmine@rencontres.example", role="checkin"),
    Somebody("aid", "Stefano Ricci", "stefano@aiuti.example", "it", "aid_reviewer"),
    Somebody("authority", "Véronique Lambert", "veronique@autorite.example", role="authority"),
    Somebody("orderer", "Isabelle Marchand", "isabelle@paiements.example", role="orderer"),
    Somebody("confirmer", "François Collomb", "francois@comptes.example", role="confirmer"),
    Somebody("controller", "Alessandro Ferraris", "alessandro@controllo.example", "it",
             "controller"),
    Somebody("auditor", "Beatrice Lombardi", "beatrice@audit.example", "it", "auditor"),
    Somebody("communication", "Pauline Girod", "pauline@communication.example",
             role="communication"),
    Somebody("protection", "Matteo Gallo", "matteo@privacy.example", "it", "data_protection"),
    Somebody("adviser", "Chantal Morel", "chantal@animation.example", role="adviser"),
    Somebody("chair", "Rosanna Viglino", "rosanna@comitato.example", "it", "chair"),
    Somebody("member", "Jean-Marc Bonnevie", "jean-marc@comite.example", role="committee"),
    Somebody("observer", "Aurélie Tissot", "aurelie@observation.example",
             role="committee_observer"),
    Somebody("assessor-fr", "Laurent Rochas", "laurent@expertise.example", role="assessor"),
    Somebody("assessor-it", "Federica Galli", "federica@valutazioni.example", "it", "assessor"),
    Somebody("assessor-3", "Riccardo Sanna", "riccardo@sanna.example", "it", "assessor"),
)  # fmt: skip

# Of the draft that waits for the short journeys (tests/factories/applications.py)
LEAD = Somebody("lead", "Camille", "camille@camille.example")
PARTNER = Somebody("partner", "Elena", "elena@elena.example", "it")

# Of the whole life
CAMILLE = Somebody("camille", "Camille Perret", "camille@sentiers.example")
ELENA = Somebody("elena", "Elena Rosset", "elena@valfredda.example", "it")
VISITOR = Somebody("visitor", "Sylvie Tournier", "sylvie@musee.example")

EVERYBODY = {one.key: one for one in (*STAFF, LEAD, PARTNER)}

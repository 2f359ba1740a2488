"""Every page somebody may open in the seeded worlds: who, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    who: str  # "" = a visitor
    path: str


PUBLIC = (
    "/", "/calls/", "/calls/microprojets-2/", "/calls/microprojets-1/",
    "/calls/microprojets-2/grid/", "/calls/microprojets-2/form/", "/eligible/",
    "/calls/microprojets-2/changes/{change}/",
    "/eligible/?country=FR&legal_type=association&partner=yes&total=68000&call=microprojets-2",
    "/help/", "/map/", "/news/", "/status/", "/accessibility/", "/privacy/", "/legal/",
    "/meetings/", "/meetings/{meeting}/", "/meetings/{meeting}/sent/",
    "/meetings/registration/{registration}/{key}/",
    "/meetings/registration/{registration}/{key}/change/",
    "/meetings/registration/{registration}/{key}/cancel/",
    "/meetings/registration/{registration}/{key}/hand-over/",
    "/meetings/registration/{registration}/{key}/question/",
    "/meetings/registration/{party}/{party_key}/party/",
    "/meetings/registration/{party}/{party_key}/choices/", "/pages/privacy/",
    "/meetings/invited/{guest}/{guest_key}/", "/meetings/invited/{guest}/{guest_key}/colleague/",
    "/meetings/invited/{guest}/{guest_key}/unsubscribe/",
    "/applications/follow/microprojets-2/", "/applications/following/{follower}/{follower_key}/",
    "/applications/following/{follower}/{follower_key}/stop/",
    "/partners/", "/partners/?q=x", "/partners/{search}/", "/operations/figures/microprojets-1/",
    "/account/inactive/", "/account/login/", "/account/signup/", "/applications/verify/",
    "/applications/verify/?code=MP2-0001", "/applications/filed/microprojets-2/", "/operations/",
    "/rehearsal/", "/rehearsal/mailbox/", "/nothing-here/",
)  # fmt: skip

LEAD = (
    "/desk/", "/account/", "/account/organisations/new",
    "/account/organisations/new?country=FR", "/account/organisations/{organisation}",
    "/account/organisations/{organisation}/edit", "/account/organisations/{organisation}/history",
    "/account/recovery", "/account/email/", "/account/2fa/", "/account/2fa/webauthn/",
    "/account/logout/", "/partners/mine/", "/partners/new/", "/partners/{search}/",
    "/partners/{search}/edit/",
    "/partners/introductions/{introduction}/", "/meetings/mine/", "/applications/",
    "/applications/start/microprojets-2/", "/applications/{application}/",
    "/applications/{application}/project/", "/applications/{application}/partners/",
    "/applications/{application}/partners/{first}/",
    "/applications/{application}/partners/{first}/size/",
    "/applications/{application}/partners/{second}/mandate/",
    "/applications/{application}/partners/{second}/lead/",
    "/applications/{application}/texts/", "/applications/{application}/texts/need/",
    "/applications/{application}/texts/target_groups/",
    "/applications/{application}/texts/principles/", "/applications/{application}/activities/",
    "/applications/{application}/versions/", "/applications/{application}/versions/need/",
    "/applications/{application}/versions/contribution/{organisation}/",
    "/applications/{application}/parts/activity/{activity}/",
    "/applications/{application}/parts/budget/{organisation}/",
    "/applications/{application}/questions/need/",
    "/applications/{application}/comments/", "/applications/{application}/comments/need/",
    "/applications/{application}/comments/contribution/{organisation}/",
    "/applications/{application}/activities/{activity}/",
    "/applications/{application}/activities/new/", "/applications/{application}/budget/",
    "/applications/{application}/budget/{first}/",
    "/applications/{application}/budget/{first}/paste/",
    "/applications/{application}/budget/compare/", "/applications/{application}/aid/",
    "/applications/{application}/declarations/", "/applications/{application}/annexes/",
    "/applications/{application}/eligibility/", "/applications/{application}/history/",
    "/applications/{application}/review/", "/applications/{application}/delete/",
    "/applications/{application}/late/",
    "/applications/{application}/guests/", "/applications/{application}/print/",
    "/applications/{application}/help/",
    "/account/joining/{joining}", "/account/reauthenticate/",
)  # fmt: skip

PARTNER = (
    "/applications/{application}/", "/applications/{application}/texts/need/",
    "/applications/{application}/budget/", "/applications/{application}/review/",
    "/applications/{application}/partners/{second}/", "/account/recovery/{recovery}",
)  # fmt: skip

ORGANISER = (
    "/meetings/{meeting}/people/", "/meetings/{meeting}/questions/",
    "/meetings/{meeting}/check-in/", "/meetings/{meeting}/cancel/",
    "/meetings/prepare/", "/meetings/prepare/new/", "/meetings/{meeting}/prepare/",
    "/meetings/{meeting}/prepare/texts/", "/meetings/{meeting}/prepare/agenda/1/",
    "/meetings/{meeting}/prepare/link/", "/meetings/{meeting}/publish/",
    "/meetings/{meeting}/preview/", "/meetings/{meeting}/copy/", "/meetings/{meeting}/waiting/",
    "/meetings/{meeting}/paper/", "/meetings/{meeting}/meals/", "/meetings/{meeting}/helpers/",
    "/meetings/{meeting}/door-log/", "/meetings/{meeting}/connections/",
    "/meetings/{meeting}/connections/notices/new/",
    "/meetings/{meeting}/connections/notices/{hook}/",
    "/meetings/{meeting}/guests/", "/meetings/{meeting}/guests/add/",
    "/meetings/{meeting}/guests/list/", "/meetings/{meeting}/guests/list/{guest_list}/",
    "/meetings/{meeting}/mails/", "/meetings/{meeting}/mails/write/",
    "/meetings/{meeting}/mails/{mailing}/", "/meetings/{meeting}/mails/{mailing}/edit/",
    "/meetings/questions/", "/meetings/{meeting}/questions/{question}/",
    "/meetings/questions/{beside}/",
    "/meetings/{meeting}/questions/{late}/",
)  # fmt: skip

BEFORE: Mapping[str, tuple[str, ...]] = {
    "": PUBLIC,
    "lead": LEAD,
    "partner": PARTNER,
    "organiser": ORGANISER,
    "officer": (
        "/applications/help/",
        "/applications/help/draft/{application}/",
        "/applications/papers/microprojets-2/",
        "/applications/papers/microprojets-2/new/",
        "/applications/paper/{paper}/",
        "/applications/paper/{paper}/begin/",
        "/calls/microprojets-2/provenance/",
        "/calls/microprojets-2/publish/",
        "/desk/search/?q=semnoz",
        "/account/see",
        "/account/organisations/duplicates",
        "/account/organisations/{organisation}/merge/{twin}",
        "/applications/announcements/microprojets-2/",
        "/applications/announcements/microprojets-2/write/",
        "/applications/announcements/microprojets-2/{announcement}/",
        "/applications/announcements/microprojets-2/{announcement}/edit/",
        "/calls/microprojets-2/words/",
        "/calls/microprojets-2/words/question/time-to-decision/",
        "/calls/microprojets-2/words/document/",
        "/calls/microprojets-2/words/preview/",
        "/calls/microprojets-2/closing/",
        "/partners/moderation/",
    ),
    "administrator": ("/account/roles", "/desk/", "/desk/messages/"),
    "auditor": (
        "/desk/journal/",
        "/desk/journal/check/",
        "/desk/journal/reads/",
    ),
}

AFTER: Mapping[str, tuple[str, ...]] = {
    "": ("/", "/operations/", "/operations/{operation}/", "/calls/microprojets-2/"),
    "lead": (
        "/desk/", "/applications/", "/applications/{filed}/", "/applications/{filed}/receipt/",
        "/applications/{application}/", "/projects/", "/projects/{project}/",
        "/projects/{project}/report/", "/projects/deliverables/{deliverable}/prove/",
        "/applications/letters/",
    ),
    "completing": (
        "/assessment/completions/{completion}/", "/assessment/messages/{exchange}/",
        "/assessment/files/{completing_review}/messages/",
    ),
    "contractor": ("/projects/{fresh}/bank/",),
    "officer": (
        "/desk/", "/assessment/calls/microprojets-2/", "/assessment/files/{review}/",
        "/assessment/files/{review}/text/", "/assessment/files/{review}/completion/",
        "/assessment/files/{eligible}/",
        "/assessment/files/{consolidated}/", "/selection/calls/microprojets-2/",
        "/selection/calls/microprojets-2/prepare/", "/selection/sessions/{session}/",
        "/projects/", "/projects/{reported}/", "/projects/{reported}/verify/",
        "/assessment/calls/microprojets-2/assessors/", "/assessment/calls/microprojets-2/plan/",
        "/assessment/calls/microprojets-2/assessors/{reader}/",
        "/assessment/calls/microprojets-2/late/", "/assessment/calls/microprojets-2/late/{late}/",
        "/assessment/calls/microprojets-2/calibration/",
        "/assessment/calls/microprojets-2/outcomes/", "/assessment/outcomes/{refusal}/",
        "/assessment/messages/{exchange}/", "/assessment/files/{review}/aid/",
    ),
    "turned_away": ("/assessment/letters/{outcome_letter}/",),
    "assessor-3": (
        "/assessment/", "/assessment/{waiting}/", "/assessment/calls/microprojets-2/assessors/me/",
        "/assessment/calls/microprojets-2/calibration/mine/",
    ),
    "assessor-it": (
        "/assessment/{begun}/sheet/", "/assessment/{begun}/sheet/?part=partners_budget",
        "/assessment/{begun}/sheet/?part=activities_plan",
    ),
    "chair": ("/desk/", "/selection/sessions/{session}/"),
    "auditor": (
        "/desk/audit/microprojets-2/", "/desk/audit/microprojets-2/exceptions/",
        "/desk/samples/{sample}/", "/desk/journal/?role=officer", "/desk/figures/microprojets-2/",
    ),
    "authority": (
        "/desk/", "/calls/microprojets-2/envelope/", "/projects/{fresh}/",
        "/projects/{verified}/close/", "/projects/{unconfirmed}/bank/confirm/",
    ),
    "orderer": ("/projects/payments/",),
    "confirmer": ("/projects/payments/",),
}  # fmt: skip

DECIDED: Mapping[str, tuple[str, ...]] = {
    "lead": (
        "/selection/letters/{letter}/", "/selection/conditions/{lifting}/",
        "/selection/complaints/{complaint}/", "/selection/complain/{complained}/",
    ),
    "officer": (
        "/selection/sessions/{session}/", "/selection/conditions/{lifting}/",
        "/selection/complaints/{complaint}/", "/selection/calls/microprojets-2/complaints/",
        "/selection/sessions/{session}/members/",
        "/selection/sessions/{session}/decisions/{decision}/file/",
        "/selection/sessions/{session}/decisions/{decision}/letter/",
    ),
    "authority": ("/selection/conditions/{lifting}/",),
}  # fmt: skip
HELD: Mapping[str, tuple[str, ...]] = {
    "": (
        "/meetings/{meeting}/",
        "/meetings/registration/{came}/{came_key}/",
        "/meetings/registration/{came}/{came_key}/survey/",
        "/meetings/registration/{said}/{said_key}/survey/",
    ),
    "organiser": (
        "/meetings/{meeting}/documents/",
        "/meetings/{meeting}/people/",
        "/meetings/{meeting}/survey/",
        "/meetings/{meeting}/records/",
        "/desk/meetings/{meeting}/path/",
    ),
    "auditor": ("/meetings/{meeting}/records/",),
}
WORLDS = {"before": BEFORE, "after": AFTER, "decided": DECIDED, "held": HELD}


def listed(seen: Mapping[str, tuple[str, ...]], pids: Mapping[str, str]) -> list[Page]:
    """The pages with the ids of a world in their addresses."""
    return [Page(who, path.format(**pids)) for who, paths in seen.items() for path in paths]

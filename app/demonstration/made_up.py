"""Made-up organisations and people. None of them exists; telephone numbers are from Ofcom's range for drama."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MadeUpOrganisation:
    """An organisation of the demonstration, the development identity provider of its people, and what it is in law,
    where that is not what its kind is.
    """

    key: str
    kind: str
    name: str
    controller: str
    service: str
    telephone: str
    provider: str
    in_law: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody to sign in as, and the roles they hold: (organisation key, role)."""

    key: str
    name: str
    provider: str
    roles: tuple[tuple[str, str], ...]

    @property
    def email(self) -> str:
        """An address that reaches nobody."""
        return f"{self.key}@{self.provider}.example"


COUNCIL, JUSTICE, HEALTH, SCHOOLS = "council", "justice", "health", "schools"
PROVIDERS = {
    COUNCIL: ("Northmoor Council", "127.0.0.2"),
    JUSTICE: ("Justice services", "127.0.0.3"),
    HEALTH: ("Northmoor NHS", "127.0.0.4"),
    SCHOOLS: ("Northmoor schools", "127.0.0.5"),
}
COUNCIL_NAME = "Northmoor Council (made up)"

ORGANISATIONS = (
    MadeUpOrganisation("hub", "hub", "Northmoor MASH", COUNCIL_NAME, "Safeguarding hub", "01632 960100", COUNCIL),
    MadeUpOrganisation("eastmoor", "hub", "Eastmoor MASH", "Eastmoor Council (made up)", "Safeguarding hub",
                       "01632 960200", COUNCIL),
    MadeUpOrganisation("housing", "housing", "Northmoor Homes", COUNCIL_NAME, "Housing", "01632 960111", COUNCIL),
    MadeUpOrganisation("association", "housing", "Moorland Homes Association", "Moorland Homes Association (made up)",
                       "Tenancy safeguarding", "01632 960117", COUNCIL,
                       frozenset({"registered_provider", "mappa_duty"})),
    MadeUpOrganisation("childrens", "childrens_social_care", "Northmoor Children’s Social Care", COUNCIL_NAME,
                       "Children’s social care", "01632 960112", COUNCIL),
    MadeUpOrganisation("adults", "adult_social_care", "Northmoor Adult Social Care", COUNCIL_NAME,
                       "Adult social care", "01632 960113", COUNCIL),
    MadeUpOrganisation("early_help", "early_help", "Northmoor Early Help", COUNCIL_NAME, "Early help",
                       "01632 960114", COUNCIL),
    MadeUpOrganisation("public_protection", "public_protection", "Northmoor Public Protection", COUNCIL_NAME,
                       "Public protection", "01632 960115", COUNCIL),
    MadeUpOrganisation("fire", "fire", "Northmoor Fire and Rescue", COUNCIL_NAME, "Fire and rescue",
                       "01632 960116", COUNCIL),
    MadeUpOrganisation("police", "police", "Moorland Police", "Moorland Police (made up)", "MASH desk",
                       "01632 960121", JUSTICE),
    MadeUpOrganisation("probation", "probation", "Moorland Probation", "Probation Service (made up)",
                       "Safeguarding enquiries", "01632 960122", JUSTICE),
    MadeUpOrganisation("dwp", "dwp", "Moorland Jobcentre", "DWP (made up)", "Advanced customer support",
                       "01632 960123", JUSTICE),
    MadeUpOrganisation("ambulance", "ambulance", "Moorland Ambulance", "Moorland Ambulance NHS Trust (made up)",
                       "Safeguarding team", "01632 960131", HEALTH),
    MadeUpOrganisation("health", "safeguarding_health", "Northmoor Child Health",
                       "Northmoor NHS Trust (made up)", "Named nurses", "01632 960132", HEALTH),
    MadeUpOrganisation("mental_health", "mental_health", "Moorland Mental Health",
                       "Moorland Mental Health NHS Trust (made up)", "Safeguarding team", "01632 960133", HEALTH),
    MadeUpOrganisation("education", "education", "Northmoor Schools", "Northmoor Schools Trust (made up)",
                       "Designated safeguarding leads", "01632 960141", SCHOOLS),
)  # fmt: skip

RESPONDER, MANAGER, CALDICOTT = "partner_responder", "partner_manager", "caldicott_approver"
ADMINISTRATOR = "administrator"
PARTNER_IG, GUARDIAN, LEAD = "partner_ig_officer", "caldicott_guardian", "safeguarding_lead"
OWNER, OFFICER = "accountable_owner", "data_protection_officer"
PERSONAS = (
    Persona("cora", "Cora Collator", COUNCIL, (("hub", "hub_collator"), ("eastmoor", "hub_collator"))),
    Persona("dilys", "Dilys Decision-Maker", COUNCIL, (("hub", "hub_decision_maker"),)),
    Persona("colin", "Colin Collator", COUNCIL, (("hub", "hub_collator"),)),
    Persona("priya", "Priya Practice-Lead", COUNCIL, (("hub", "hub_practice_lead"),)),
    Persona("devon", "Devon Deputy", COUNCIL, (("hub", "hub_deputy"),)),
    Persona("noor", "Noor Night-Duty", COUNCIL, (("hub", "duty_worker"), ("eastmoor", "duty_worker"))),
    Persona("ingrid", "Ingrid Governance", COUNCIL, (("hub", "ig_officer"),)),
    Persona("edda", "Edda Decision-Maker", COUNCIL, (("eastmoor", "hub_decision_maker"),)),
    Persona("hugh", "Hugh Housing", COUNCIL, (("housing", RESPONDER),)),
    Persona("harriet", "Harriet Housing", COUNCIL, (("housing", RESPONDER),)),
    Persona("hope", "Hope Homes-Association", COUNCIL, (("association", RESPONDER),)),
    Persona("chioma", "Chioma Children", COUNCIL, (("childrens", RESPONDER),)),
    Persona("adam", "Adam Adults", COUNCIL, (("adults", RESPONDER),)),
    Persona("elsie", "Elsie Early-Help", COUNCIL, (("early_help", RESPONDER),)),
    Persona("petra", "Petra Protection", COUNCIL, (("public_protection", RESPONDER),)),
    Persona("fergus", "Fergus Fire", COUNCIL, (("fire", RESPONDER),)),
    Persona("polly", "Polly Police", JUSTICE, (("police", RESPONDER),)),
    Persona("pavel", "Pavel Police", JUSTICE, (("police", MANAGER),)),
    Persona("prudence", "Prudence Probation", JUSTICE, (("probation", RESPONDER),)),
    Persona("martin", "Martin Probation-Manager", JUSTICE, (("probation", MANAGER),)),
    Persona("dwight", "Dwight Jobcentre", JUSTICE, (("dwp", RESPONDER),)),
    Persona("dorothy", "Dorothy Jobcentre-Manager", JUSTICE, (("dwp", MANAGER),)),
    Persona("amber", "Amber Ambulance", HEALTH, (("ambulance", RESPONDER),)),
    Persona("callum", "Callum Caldicott", HEALTH, (("ambulance", CALDICOTT), ("mental_health", CALDICOTT),
                                                   ("health", CALDICOTT))),
    Persona("nora", "Nora Nurse", HEALTH, (("health", RESPONDER),)),
    Persona("minnie", "Minnie Mind", HEALTH, (("mental_health", RESPONDER),)),
    Persona("gwen", "Gwen Guardian", HEALTH, (("health", GUARDIAN), ("mental_health", GUARDIAN))),
    Persona("iris", "Iris Information-Governance", COUNCIL, (("housing", PARTNER_IG),)),
    Persona("leah", "Leah Lead", COUNCIL, (("housing", LEAD),)),
    Persona("olive", "Olive Owner", COUNCIL, (("housing", OWNER),)),
    Persona("dora", "Dora Data-Protection", COUNCIL, (("housing", OFFICER),)),
    Persona("esther", "Esther Education", SCHOOLS, (("education", RESPONDER),)),
    Persona("ada", "Ada Administrator", COUNCIL, (("hub", ADMINISTRATOR), ("housing", ADMINISTRATOR))),
    Persona("bruno", "Bruno Administrator", COUNCIL, (("hub", ADMINISTRATOR), ("housing", ADMINISTRATOR))),
)  # fmt: skip

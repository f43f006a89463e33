"""The small closed lists of the field."""

from enum import StrEnum


class Question(StrEnum):
    """What a question asks for; the questionnaire (data) gives the wording in each language."""

    WELLBEING = "wellbeing"
    ILLBEING = "illbeing"
    ACTION = "action"
    POLICY = "policy"


class State(StrEnum):
    """Noted by one person, or approved by the group; only approved criteria are counted."""

    NOTED = "noted"
    APPROVED = "approved"


class Visibility(StrEnum):
    """Who may read the text: the platform itself, the network, or everybody."""

    PRIVATE = "private"
    NETWORK = "network"
    PUBLIC = "public"


class Scope(StrEnum):
    """What people agreed to for the counts: their own place, the network, or open data."""

    LOCAL = "local"
    NETWORK = "network"
    OPEN = "open"


class LanguageSource(StrEnum):
    """How a criterion's language is known: it was given, it is the group's, or it was detected."""

    GIVEN = "given"
    GROUP = "group"
    DETECTED = "detected"


class CodeStatus(StrEnum):
    """Where a criterion's current code comes from."""

    VALIDATED = "validated"
    HUMAN = "human"
    PROPOSED = "proposed"
    UNCODED = "uncoded"


class TerritoryKind(StrEnum):
    """Territories as a tree, and the collective actors attached to it."""

    COUNTRY = "country"
    REGION = "region"
    MUNICIPALITY = "municipality"
    NEIGHBOURHOOD = "neighbourhood"
    VILLAGE = "village"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    PUBLIC_SERVICE = "public-service"
    COMPANY = "company"
    ASSOCIATION = "association"

"""The countries of ISO 3166-1, each with an id that is the same in every installation."""

import gettext
from functools import lru_cache
from typing import Annotated, NamedTuple
from uuid import NAMESPACE_URL, UUID, uuid5

import pycountry
from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

LANGUAGES = ("fr", "pt", "it", "es", "nl", "ro", "pl", "el", "ar", "de")
"""Languages that countries are named in, beside English."""

SOURCE = "iso-3166-1"
"""Where the country records come from."""

_NAMESPACE = uuid5(NAMESPACE_URL, "urn:iso:std:iso:3166:-1")


class Country(NamedTuple):
    """A country as the standard lists it."""

    code: str
    name: str
    names: dict[str, str]

    @property
    def id(self) -> UUID:
        """Give the id of the country's territory record."""
        return country_id(self.code)


def country_id(code: str) -> UUID:
    """Give the id of a country's territory record from its alpha-2 code."""
    return uuid5(_NAMESPACE, code)


@lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """Give every country in the order of its code, with its names."""
    wordings = {tag: _wording(tag) for tag in LANGUAGES}
    found = []
    for entry in pycountry.countries:
        english = getattr(entry, "common_name", entry.name)
        names = {"en": english}
        for tag, wording in wordings.items():
            names[tag] = _translated(wording, entry.name, english)
        found.append(Country(entry.alpha_2, english, names))
    return tuple(sorted(found))


def _wording(tag: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[tag], fallback=True)


def _translated(wording: gettext.NullTranslations, official: str, common: str) -> str:
    # The everyday name is not always translated; the official one usually is.
    everyday = wording.gettext(common)
    return everyday if everyday != common else wording.gettext(official)


def is_country(code: str) -> bool:
    """Tell whether ISO 3166-1 has this alpha-2 code."""
    return code in _codes()


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(country.code for country in countries())


def is_subdivision(code: str) -> bool:
    """Tell whether ISO 3166-2 has this code, such as ``FR-33``."""
    return code in _subdivisions()


@lru_cache(maxsize=1)
def _subdivisions() -> frozenset[str]:
    return frozenset(entry.code for entry in pycountry.subdivisions)


def _check(code: str) -> str:
    upper = code.upper()
    if not is_country(upper):
        raise PydanticCustomError("country", "not a country code of ISO 3166-1 alpha-2, such as FR")
    return upper


CountryCode = Annotated[str, StringConstraints(strict=True, pattern="^[A-Za-z]{2}$"), AfterValidator(_check)]
"""An alpha-2 code that ISO 3166-1 has."""

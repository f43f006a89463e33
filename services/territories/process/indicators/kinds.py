"""Indicators, observations and measures as kinds of records."""

from ..records.kinds import Kind
from .schemas import Indicator, Measure, Observation

INDICATOR = Kind("indicator", "indicators", Indicator, title="title")
OBSERVATION = Kind("observation", "observations", Observation, title="indicator", public=False)
MEASURE = Kind("measure", "measures", Measure, title="title")

KINDS = (INDICATOR, OBSERVATION, MEASURE)

"""The ways a bulk body cannot be read."""

from shared.errors import ServiceError


class CompressionBomb(ServiceError):
    """The compressed body unpacks to far more than it should."""

    status = 413


class BodyUnreadable(ServiceError):
    """The body cannot be read from some line on."""

    status = 422


class BodyCut(ServiceError):
    """The body ended before it was whole; what was committed before stays."""

    status = 400

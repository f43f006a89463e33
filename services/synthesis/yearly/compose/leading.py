"""The links from components to the items of one framework, as a composition goes by them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.vocabulary.rights import Framework

from ...process.rights.crosswalk import ORDER, RightLink
from ...process.rights.schemas import Crosswalk
from ..reviewing import LinksBy

LINKING = ("direct", "indirect")
"""Strengths by which a record stands under an item that it does not name itself."""


@dataclass(frozen=True)
class Leading:
    """The links of one codebook to one framework, those of this project, of platforms, or both."""

    framework: Framework
    crosswalk: Crosswalk
    by_component: Mapping[str, Sequence[RightLink]]
    """One link an item, in the framework's order: where several say the same, the strongest."""

    @classmethod
    def of(cls, links: Iterable[RightLink], framework: Framework, crosswalk: Crosswalk) -> "Leading":
        """Take the links that lead to items of a framework version; a link to anything else leads nowhere here."""
        strongest: dict[tuple[str, str], RightLink] = {}
        for link in sorted(links, key=lambda one: ORDER.index(one.strength)):
            if link.framework == (framework.id, framework.version):
                strongest.setdefault((link.component, link.item), link)
        order = {item.item: place for place, item in enumerate(framework.items)}
        found: dict[str, list[RightLink]] = defaultdict(list)
        for link in sorted(strongest.values(), key=lambda one: order.get(one.item, -1)):
            if link.item in order:
                found[link.component].append(link)
        return cls(framework, crosswalk, found)

    def key(self, item: str) -> tuple[str, str, str]:
        """Give an item as a right."""
        return self.framework.id, self.framework.version, item

    @property
    def items(self) -> set[str]:
        """Give the items that some component leads to."""
        return {link.item for links in self.by_component.values() for link in links}

    @property
    def authors(self) -> list[LinksBy]:
        """Tell whose links these are, and how many of each."""
        links = [link for links in self.by_component.values() for link in links]
        counted = Counter((link.record is None, link.author) for link in links)
        return [
            LinksBy(author=author, proposal=proposal, n_links=n)
            for (proposal, author), n in sorted(
                counted.items(), key=lambda pair: (not pair[0][0], -pair[1], pair[0][1])
            )
        ]

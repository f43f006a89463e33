from types import SimpleNamespace

import numpy as np

from services.synthesis.engine.coding.proposals import UNCODED, Thresholds, propose

ENTRIES = [
    SimpleNamespace(code=code, dimension=dimension, general=code == "k-all", labels={}, description="")
    for code, dimension in [
        ("k-all", "things"),
        ("k-water", "things"),
        ("k-bread", "things"),
        ("z/effort", "deeds"),
        ("z/unused", "deeds"),
    ]
]

SHARES = np.array(
    [
        [0.05, 0.80, 0.10, 0.03, 0.02],  # sure of the component
        [0.10, 0.40, 0.40, 0.05, 0.05],  # sure of the dimension only
        [0.15, 0.18, 0.15, 0.27, 0.25],  # sure of nothing
        [0.02, 0.03, 0.05, 0.45, 0.45],  # sure of a dimension that has no general entry
    ],
    dtype=np.float32,
)


def test_a_low_margin_falls_to_the_general_entry_and_a_lower_one_to_nothing() -> None:
    found = propose(SHARES, ENTRIES, Thresholds(component=0.5, dimension=0.6))
    assert [found.code(row) for row in range(4)] == ["k-water", "k-all", None, None]
    assert found.proposed[2] == UNCODED
    assert [found.dimensions[one] for one in found.dimension_ranked] == ["things", "things", "deeds", "deeds"]

"""Where it shall run."""

import pytest
from tests.reading.texts import facts

STATED = [
    ("The solution shall be delivered as SaaS.", "saas"),
    ("Deployment | Cloud", "cloud"),
    ("The solution must provide a PaaS environment.", "paas"),
    ("The software will be installed on-premises in our data center.", "self-hosted"),
    ("La solution sera fournie en mode SaaS.", "saas"),
    ("Betrieb im eigenen Rechenzentrum on-premises", "self-hosted"),
]


@pytest.mark.parametrize(("text", "kind"), STATED, ids=[text[:30] for text, _ in STATED])
def test_hosting_is_read(text, kind):
    assert facts(text).hosting.value == kind


@pytest.mark.parametrize(
    "text",
    [
        "A portal is needed.",
        "The current system runs on-premises.",
        "Both cloud and on-premises offers are welcome; on-premise or cloud.",
    ],
)
def test_hosting_is_not_stated(text):
    assert facts(text).hosting is None

"""Limits on licences, and the many sentences about licences that limit nothing."""

import pytest
from tests.reading.texts import facts

LIMITS = [
    ("The Court will not consider quotes that include fees for licences.", "no licence fees"),
    ("There must be no software licence fees.", "no licence fees"),
    ("The solution shall be free of licence fees.", "no licence fees"),
    ("La solution doit être fournie sans frais de licence.", "no licence fees"),
    ("Die Lösung muss lizenzkostenfrei nutzbar sein.", "no licence fees"),
    ("La solución deberá entregarse sin coste de licencias.", "no licence fees"),
    ("La soluzione deve essere fornita senza costi di licenza.", "no licence fees"),
    ("Aan de oplossing mogen geen licentiekosten verbonden zijn.", "no licence fees"),
    ("Subscription models will not be accepted; no subscription is paid.", "no subscription"),
    ("L'offre est à remettre sans abonnement.", "no subscription"),
    ("The CMS must be open source.", "open source only"),
    ("Le CMS doit être un logiciel libre.", "open source only"),
    ("Das System muss Open Source sein.", "open source only"),
    ("El gestor de contenidos debe ser de código abierto.", "open source only"),
    ("Il CMS deve essere open source.", "open source only"),
    ("Het CMS moet open source zijn.", "open source only"),
    ("Open source solutions are preferred.", "open source preferred"),
    ("The contractor shall use open source software wherever possible.", "open source preferred"),
    ("Open-Source-Lösungen werden bevorzugt.", "open source preferred"),
    ("Only perpetual licences shall be offered.", "perpetual licence"),
    ("Es sind unbefristete Lizenzen anzubieten; sie müssen übertragbar sein.", "perpetual licence"),
    ("Des licences perpétuelles doivent être proposées.", "perpetual licence"),
    ("Se deberán ofertar licencias perpetuas.", "perpetual licence"),
    ("All source code must be handed over and becomes the property of the County.", "source code ownership"),
    ("Le code source devra être remis au pouvoir adjudicateur.", "source code ownership"),
    ("Der Quellcode ist dem Auftraggeber zu übergeben; Übergabe des Quellcodes muss erfolgen.", "source code ownership"),
    ("El código fuente será propiedad de la entidad.", "source code ownership"),
    ("Il codice sorgente deve essere consegnato alla committente.", "source code ownership"),
    ("De broncode moet worden overgedragen aan de opdrachtgever.", "source code ownership"),
    ("The price must allow an unlimited number of users.", "no per-user licence"),
    ("The delivered software will be committed to the public domain.", "public domain"),
    ("The source code shall be placed in escrow.", "source code escrow"),
]


@pytest.mark.parametrize(("text", "limit"), LIMITS, ids=[text[:40] for text, _ in LIMITS])
def test_a_limit_is_read_with_its_sentence(text, limit):
    fact = facts(text).licence_limits
    assert limit in fact.value
    assert fact.others[fact.value.index(limit)].quote in text


NO_LIMITS = [
    "Please state your licence fees.",
    "Licence fees must be itemised in the price sheet.",
    "The price shall include all licence and subscription fees.",
    "No additional licence fees may be charged for the test environment.",
    "The portal lets a citizen apply for a fishing licence; no licence fees are due online.",
    "A valid business licence is required.",
    "The staff must know open source tools.",
    "Open source components may be used.",
    "The contractor grants a worldwide, royalty-free, perpetual licence to use the documents; this must be respected.",
    "Our current website is open source.",
    "Experience with open source development is required.",
    "Is the product open source?",
    "Source code reviews must take place every month.",
    "Les frais de licence doivent être détaillés.",
    "Die Lizenzkosten sind gesondert auszuweisen.",
    "Los costes de licencia deberán detallarse.",
]


@pytest.mark.parametrize("text", NO_LIMITS, ids=[text[:40] for text in NO_LIMITS])
def test_a_word_about_licences_is_no_limit(text):
    assert facts(text).licence_limits is None


def test_fees_for_licences_or_subscriptions_rule_out_both():
    value = facts("We will not consider quotes that include fees for licenses or subscriptions.").licence_limits.value
    assert value == ("no licence fees", "no subscription")


def test_what_excludes_a_paid_product_stands_first():
    found = facts("The CMS must be open source.", "There must be no licence fees.").licence_limits
    assert found.value == ("no licence fees", "open source only")


def test_a_demand_outweighs_a_preference():
    found = facts("Open source is preferred.", "The CMS must be open source.").licence_limits
    assert found.value == ("open source only",)

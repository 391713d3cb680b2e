"""Encrypted lines: a certificate that cannot be verified is refused, one of the house is accepted when it is named."""

import ssl
from pathlib import Path

import pytest
import trustme
from tests.sources.language_model.endpoint import Endpoint, saying
from tests.sources.language_model.worlds import BUDGET, PROFILE, passages, settings

from winnable.core.errors import LanguageModelError
from winnable.sources.language_model import Answer, ask, plan_of


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate for this machine, signed by an authority that nobody knows, and that authority; made for this run."""
    folder = tmp_path_factory.mktemp("tls")
    chain, authority = folder / "chain.pem", folder / "authority.pem"
    house = trustme.CA()
    house.issue_cert("127.0.0.1", "localhost").private_key_and_cert_chain_pem.write_to_path(str(chain))
    house.cert_pem.write_to_path(str(authority))
    return chain, authority


def read(certificate: tuple[Path, Path], host: str = "127.0.0.1", **changes) -> Answer:
    with Endpoint(saying(lambda asked: [asked.item("budget_known", "stated", BUDGET)])) as endpoint:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate[0])
        endpoint.server.socket = context.wrap_socket(endpoint.server.socket, server_side=True)
        given = settings(endpoint.url.replace("http:", "https:").replace("127.0.0.1", host), **changes)
        return ask(plan_of(passages(), PROFILE, given), PROFILE, given)


def test_a_certificate_of_an_unknown_authority_is_refused(certificate):
    with pytest.raises(LanguageModelError, match="certificate could not be verified"):
        read(certificate)


def test_no_variable_of_the_environment_makes_it_trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))
    with pytest.raises(LanguageModelError, match="certificate could not be verified"):
        read(certificate)


def test_a_certificate_of_the_house_is_trusted_where_it_is_named(certificate):
    assert read(certificate, ca_file=str(certificate[1])).agreed == 1


def test_a_file_without_certificates_is_an_error_of_ours(certificate, tmp_path):
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate", encoding="utf-8")
    with pytest.raises(LanguageModelError, match="holds no certificates"):
        read(certificate, ca_file=str(wrong))

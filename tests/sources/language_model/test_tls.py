"""Encrypted lines: a certificate that cannot be verified is refused, one of the house is accepted when it is named."""

import shutil
import ssl
import subprocess
from pathlib import Path

import pytest
from tests.sources.language_model.endpoint import Endpoint, saying
from tests.sources.language_model.worlds import BUDGET, PROFILE, passages, settings

from winnable.core.errors import LanguageModelError
from winnable.sources.language_model import Answer, ask, plan_of

OPENSSL = shutil.which("openssl")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate for this machine that nobody has signed, and its key; made for this run."""
    if OPENSSL is None:
        pytest.skip("needs openssl to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    command = [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert, *subject]
    subprocess.run(command, check=True, capture_output=True)
    return cert, key


def read(certificate: tuple[Path, Path], host: str = "127.0.0.1", **changes) -> Answer:
    with Endpoint(saying(lambda asked: [asked.item("budget_known", "stated", BUDGET)])) as endpoint:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        endpoint.server.socket = context.wrap_socket(endpoint.server.socket, server_side=True)
        given = settings(endpoint.url.replace("http:", "https:").replace("127.0.0.1", host), **changes)
        return ask(plan_of(passages(), PROFILE, given), PROFILE, given)


def test_a_certificate_that_nobody_signed_is_refused(certificate):
    with pytest.raises(LanguageModelError, match="certificate could not be verified"):
        read(certificate)


def test_no_variable_of_the_environment_makes_it_trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with pytest.raises(LanguageModelError, match="certificate could not be verified"):
        read(certificate)


def test_a_certificate_of_the_house_is_trusted_where_it_is_named(certificate):
    assert read(certificate, ca_file=str(certificate[0])).agreed == 1


def test_a_file_without_certificates_is_an_error_of_ours(certificate, tmp_path):
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("no certificate", encoding="utf-8")
    with pytest.raises(LanguageModelError, match="holds no certificates"):
        read(certificate, ca_file=str(wrong))

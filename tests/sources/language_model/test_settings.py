"""Where the settings come from, and what is refused."""

import pytest

from winnable.core.errors import InputError, LanguageModelError
from winnable.sources.language_model import Settings, load_settings

ENV = {"WINNABLE_LLM_URL": "https://models.example/v1", "WINNABLE_LLM_MODEL": "m", "WINNABLE_LLM_KEY": "sk-env"}


@pytest.fixture
def file(tmp_path):
    def write(text: str | bytes):
        path = tmp_path / "settings.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_the_environment_alone_is_enough():
    settings = load_settings(ENV)
    assert (settings.url, settings.model, settings.key) == ("https://models.example/v1", "m", "sk-env")
    assert settings.endpoint == "https://models.example/v1/chat/completions"


def test_a_file_outranks_the_environment(file):
    settings = load_settings(ENV, file("language_model:\n  model: other\n  max_requests: 8\nelse: 1\n"))
    assert (settings.url, settings.model, settings.max_requests, settings.key) == (
        "https://models.example/v1",
        "other",
        8,
        "sk-env",
    )


def test_a_key_of_the_environment_is_not_sent_to_another_address_that_a_file_names(file):
    assert load_settings(ENV, file("language_model: {url: 'http://localhost:8080/v1'}\n")).key == ""
    assert load_settings(ENV, file("language_model: {url: 'https://models.example:443/other'}\n")).key == "sk-env"
    only_key = {"WINNABLE_LLM_KEY": "sk-env"}
    assert load_settings(only_key, file("language_model: {url: 'http://localhost:8080/v1', model: m}\n")).key == "sk-env"


def test_a_file_may_name_the_variable_that_holds_the_key(file):
    text = "language_model: {url: 'http://localhost/v1', model: m, key_variable: OUR_KEY}\n"
    assert load_settings({**ENV, "OUR_KEY": "sk-ours"}, file(text)).key == "sk-ours"
    with pytest.raises(InputError, match="key_variable"):
        load_settings(ENV, file(text))


@pytest.mark.parametrize(
    "env", [{}, {"WINNABLE_LLM_URL": " "}, {"WINNABLE_LLM_URL": "http://localhost/v1"}, {"WINNABLE_LLM_MODEL": "m"}]
)
def test_without_address_or_model_it_says_what_to_set(env):
    with pytest.raises(LanguageModelError, match="nothing was sent") as caught:
        load_settings(env)
    assert "WINNABLE_LLM_" in caught.value.remedy


@pytest.mark.parametrize(
    "url",
    [
        "models.example/v1",
        "ftp://models.example",
        "file:///etc/passwd",
        "https://user:pw@models.example/v1",
        "https://a b/v1",
        "https://models.example/v1?key=1",
        "https://models.example/v1#x",
        "https://models.example:99999/v1",
        "https://",
        "http://[::1",
        "https://models.example\\@evil.example/v1",
        "https://models.example/v1\nHost: evil",
        "http://x:0/v1",
    ],
)
def test_an_address_that_could_mean_two_things_is_refused(url):
    with pytest.raises(InputError, match="without user, password"):
        load_settings({**ENV, "WINNABLE_LLM_URL": url})


@pytest.mark.parametrize("key", ["sk\nX-Evil: 1", "schlüssel", "a b", "sk-\x00"])
def test_a_key_that_no_header_can_carry_is_refused_and_not_repeated(key):
    with pytest.raises(InputError) as caught:
        load_settings({**ENV, "WINNABLE_LLM_KEY": key})
    assert key not in str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        "max_requests: 0",
        "max_requests: 1.5",
        "max_requests: true",
        "window_characters: 10",
        "request_seconds: -1",
        "total_seconds: .inf",
        "request_seconds: .nan",
        "model: 5",
        "model: []",
        "url: {}",
        "ca_file: nowhere.pem",
        "proxy: socks5://x",
        "key: [1]",
        "backoff_seconds: x",
    ],
)
def test_a_setting_out_of_bounds_is_refused(file, line):
    with pytest.raises(InputError) as caught:
        load_settings(ENV, file(f"language_model:\n  {line}\n"))
    assert f"language_model.{line.split(':')[0]}" in str(caught.value)


def test_every_wrong_setting_is_named_at_once(file):
    with pytest.raises(InputError) as caught:
        load_settings(ENV, file("language_model:\n  max_requests: 0\n  url: nowhere\n"))
    assert len(caught.value.problems) == 2


def test_a_misspelt_setting_gets_a_hint(file):
    with pytest.raises(InputError, match="Did you mean `max_requests`"):
        load_settings(ENV, file("language_model:\n  max_request: 3\n"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "language_model: on\n",
        "other: 1\n",
        "language_model: {url: a, url: b}\n",
        "language_model: [\n",
        b"\xff\xfe",
        "[" * 20_000,
        "language_model: !!python/object/apply:os.system ['true']\n",
        b"\x00",
        "a: " + "x" * 200_000,
        "? [1]\n: 2\n",
        "&a [*a]\n",
    ],
)
def test_a_file_that_cannot_be_used_is_an_error_of_ours(file, text):
    with pytest.raises((LanguageModelError, InputError)):
        load_settings(ENV, file(text))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(LanguageModelError, match="cannot be read"):
        load_settings(ENV, tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:11434/v1", True),
        ("http://127.0.0.1/v1", True),
        ("http://127.8.9.1/v1", True),
        ("http://[::1]:80/v1", True),
        ("http://LOCALHOST/v1", True),
        ("http://localhost.evil.example/v1", False),
        ("http://127.0.0.1.evil.example/v1", False),
        ("http://10.0.0.5/v1", False),
        ("http://0.0.0.0/v1", False),
        ("https://models.example/v1", False),
        ("http://2130706433/v1", False),
    ],
)
def test_only_this_very_machine_is_local(url, local):
    settings = Settings(url=url, model="m")
    assert settings.local is local
    assert not Settings(url=url, model="m", proxy="http://proxy.example:3128").local
    assert settings.encrypted is url.startswith("https")

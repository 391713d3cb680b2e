"""The lexicons of the package load once, quickly, and hold what the readers need."""

from time import process_time

from winnable.formats.lexicons import load_lexicon


def test_loading_is_quick_and_happens_once():
    load_lexicon.cache_clear()
    started = process_time()
    first = load_lexicon()
    assert process_time() - started < 0.5
    assert load_lexicon() is first


def test_words_that_yaml_takes_for_truth_values_stay_words():
    lexicon = load_lexicon()
    assert lexicon.places.domains["no"] == "NO"
    assert {language for language, _ in lexicon.languages.function_words["no"]} >= {"pt"}


def test_every_month_and_weekday_is_known_in_six_languages():
    dates = load_lexicon().dates
    assert [dates.months[name] for name in ("may", "fevrier", "marz", "enero", "maart", "giugno")] == [5, 2, 3, 1, 3, 6]
    assert sorted(set(dates.months.values())) == list(range(1, 13))
    assert sorted(set(dates.weekdays.values())) == list(range(7))


def test_every_certificate_is_a_standard():
    lexicon = load_lexicon()
    for key in lexicon.standards.certificates:
        assert key == key.lower()
    found = {
        hit.label.key
        for name in ("ISO 27001", "FedRAMP", "BSI C5", "SecNumCloud", "ENS")
        for hit in lexicon.names.find(name.lower())
    }
    assert found >= {"iso 27001", "fedramp", "c5", "secnumcloud", "ens"}
    assert found - lexicon.standards.certificates <= {"GB", "FR", "ES", "US", "DE"}

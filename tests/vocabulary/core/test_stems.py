from concurrent.futures import ThreadPoolExecutor

from vocabulary.core.stems import stem

WORDS = [
    ("puertos", "es", "puert"),
    ("portuaires", "fr", "portuair"),
    ("ports", "en", "port"),
    ("gestão", "pt", "gesta"),
]


def test_a_stem_has_no_accents():
    assert [stem(word, language) for word, language, _ in WORDS] == [stemmed for *_, stemmed in WORDS]


def test_threads_do_not_mix_up_their_words():
    asked = [(f"{word}{number}", language) for number in range(300) for word, language, _ in WORDS]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda pair: stem.__wrapped__(*pair), asked))
    assert found == [stem.__wrapped__(*pair) for pair in asked]

"""The four languages of the vocabulary, told apart by their function words, and by how other words are written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from vocabulary.core.endings import languages_by_letters
from vocabulary.core.tokens import Token, fold

LANGUAGES = ("en", "es", "fr", "pt")

# Words that carry no subject: articles, pronouns, prepositions, conjunctions, auxiliaries, numerals and the
# connecting phrases of official prose. Without accents, as they are compared.
_WRITTEN = {
    "en": """a about above across after again against all along also although am among an and another any are around as
        at be because been before below between both but by can cannot could did do does doing down during each
        either else ever every few for from further had has have having he her here hers him his how however i if in
        including inter into is it its itself least less like many may me might more most much must my neither nor
        no not of off on once one only onto or other our ours out over own per same several shall she should since so
        some such than that the their theirs them then there thereby these they this those three through throughout
        thus to too toward towards two under until up upon us very via was we well were what when where whereas whether
        which while who whom whose why will with within without would yet you your particular relevant appropriate
        regard order well four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty
        hundred thousand half year years month months week weeks days hour hours especially mainly particularly""",
    "es": """a acerca ademas ahi al algo alguna algunas alguno algunos alli ante antes aquel aquella aquellas aquello
        aquellos aqui asi aun aunque bajo bien cabe cada como con contra cual cuales cualquier cuando cuanto cuya cuyas
        cuyo cuyos da dar de debe deben debera deberan del demas dentro desde despues donde dos durante e el ella ellas
        ello ellos en entre era eran eres es esa esas ese eso esos esta estan estar estas este esto estos estuvo fin fue
        fueron ha haber habra habia hace hacen hacer hacia han hasta hay haya he incluida incluidas incluido incluidos
        incluso la las le les lo los luego puede pueden mas me mediante menos mi mientras misma mismas mismo mismos mucho muchos muy
        nada ni no nos nosotros nuestra nuestras nuestro nuestros nunca o os otra otras otro otros para particular pero
        poco por porque pues que quien quienes se sea sean segun ser sera seran si sido siempre sin sino sobre son soy
        su sus tal tales tambien tampoco tan tanto te tener tiene tienen toda todas todavia todo todos tras tres tu tus
        u un una unas uno unos usted varios y ya yo traves respecto manera cuatro cinco seis siete ocho nueve diez once doce quince veinte treinta cuarenta cincuenta sesenta
        cien mil ano anos mes meses semana semanas dia dias
        hora horas pais paises especialmente particularmente principalmente particulares""",
    "fr": """a afin ai ainsi alors apres as au aucun aucune aujourd aupres aussi autre autres aux avaient avait avant avec
        avez avoir avons beaucoup c car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme
        comment compris contre d dans de deja depuis des deux doit doivent donc dont du durant elle elles en encore
        entre es est et etaient etait etant etc ete etre eu eux faire fait font furent grace hors ici il ils j jusqu
        jusque l la laquelle le lequel les lesquelles lesquels leur leurs lors lorsque lui m ma mais malgre me
        meme memes mes mieux moins mon n ne ni nos notamment notre nous on ont ou outre par parce parmi particulier
        pas pendant peu peut peuvent plus plusieurs pour pourquoi pourra pres puis puisque qu quand que quel quelle
        quelles quelque quelques quels qui quoi s sa sans se selon sera seront ses seulement si sien sinon soi soient
        soit son sont sous sur ta tandis te tel telle telles tels tes ton tous tout toute toutes tres trois tu un une
        vers via voici voila vos votre vous vu y egard quatre cinq six sept huit neuf dix onze douze quinze vingt trente quarante cinquante soixante cent
        mille demi an ans annee annees mois semaine semaines jour jours heure
        heures pays specialement particulierement principalement""",
    "pt": """a acima agora ainda alem algo alguem algum alguma algumas alguns ambos ante antes ao aos apenas apos aquela
        aquelas aquele aqueles aquilo as assim ate atraves bem cada com como contra cujo cuja cujos cujas da das de dela
        delas dele deles demais dentro depois desde dessa dessas desse desses desta destas deste destes deve devem devera
        deverao do dois dos duas durante e ela elas ele eles em embora entao entre era eram essa essas esse esses esta
        estao estar estas estava este estes eu foi foram fora for ha incluindo inclusive isso isto ja la lhe lhes lo mais
        mas me mediante mediantes meio menos mesma mesmas mesmo mesmos meu meus mim minha minhas muita muitas muito
        muitos na nas nenhum nessa nesse nesta neste no nos nossa nossas nosso nossos num numa o onde os ou outra
        outras outro outros para particular pela pelas pelo pelos per pode podem por porem porque pois qual quais
        qualquer quando quanto que quem respectivos se sem sao sempre sendo sera serao seu seus si sido so sob sobre sua suas
        tal tais tambem tanto tao tem tendo ter teu toda todas todo todos tres tu tudo um uma umas uns voce quatro cinco seis sete oito nove dez onze doze quinze vinte trinta quarenta cinquenta sessenta
        cem mil ano anos mes meses semana semanas dia dias hora horas pais paises especialmente
        particularmente principalmente particulares""",
}

MARKS = {language: 1 << place for place, language in enumerate(LANGUAGES)}
FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _WRITTEN.items()}

# French maize would fold into French "but".
SUBJECTS_BY_THEIR_ACCENT = frozenset({"maïs"})
# Least developed countries are not the developed ones: these are read in phrases, and by themselves say nothing.
ONLY_IN_PHRASES = frozenset({"least", "menos", "moins"})
# Words of the other language and not of the declared: so many at least, and so many times those of the declared.
FEWEST_HITS, CLEARLY = 3, 2
# Enough where nothing speaks for the declared.
FEWEST_ALONE = 2


def is_function_word(token: Token, language: str) -> bool:
    return (
        token.folded in FUNCTION_WORDS[language]
        and token.word not in SUBJECTS_BY_THEIR_ACCENT
        and token.folded not in ONLY_IN_PHRASES
    )


def language_of(words: Iterable[str], *, declared: str) -> str:
    """Trust the declared language unless the words speak clearly for another."""
    return language_of_marks(Counter(map(mark_of, words)), declared=declared)


def mark_of(written: str) -> int:
    """Say in one number of which languages the word is a function word, else by its letters may be a word at all."""
    folded = fold(written)
    told = [language for language in LANGUAGES if folded in FUNCTION_WORDS[language]]
    return sum(MARKS[language] for language in told or languages_by_letters(written, folded))


def language_of_marks(found: Mapping[int, int], *, declared: str) -> str:
    """`found` says how many words have which mark; higher bits of a mark do not matter."""
    hits = {language: sum(found[mark] for mark in found if mark & MARKS[language]) for language in LANGUAGES}
    likeliest = max(LANGUAGES, key=lambda language: (hits[language], language == declared))
    if declared not in LANGUAGES:
        return likeliest if hits[likeliest] else LANGUAGES[0]
    if likeliest == declared:
        return declared
    own, other = MARKS[declared], MARKS[likeliest]
    against = sum(count for mark, count in found.items() if mark & other and not mark & own)
    in_favour = sum(count for mark, count in found.items() if mark & own and not mark & other)
    clearly = against >= (FEWEST_HITS if in_favour else FEWEST_ALONE) and against > CLEARLY * in_favour
    return likeliest if clearly else declared

import json
import re

import pytest

NAMES = {
    "celac": "000_edc691d4d84c5b8b.txt",
    "agenda": "001_70383375705fb406.txt",
    "sedi": "002_545c65239dc8ad51.txt",
    "aicd": "003_39d75746c667805a.txt",
    "dialogue": "004_bb0f139dce7f3b97.txt",
}
TAG = re.compile(r"</?p>")
NUMBER = re.compile(r"\d+(?:\.\d+)*\.? ?")

# Each sample shows what its layout can do to a reader, in a few lines of our own.
SAMPLES = {
    "celac": """
PLAN DE TRAVAIL 2031

La présidence de la CELAC propose ce qui suit.

1. EAU POTABLE

<p>Objectif : Partager les réseaux</p>
--

Stratégies : Relier deux bassins : le nord ; le sud

Former les techniciens

2. TRANSPORT AERIEN

Objectifs : Ouvrir des lignes

Stratégie : Signer un accord
""",
    "sedi": """- 3 -
SECRÉTARIAT (SEDI)
PLAN DE TRAVAIL 2031
[image: sceau]
SECRÉTARIAT (SEDI)
PLAN DE TRAVAIL 2031

Introduction du plan.

\tDÉPARTEMENT / SECTION\u00a0:  PREMIER SERVICE
\t\u00a0

\tINITIATIVES / ACTIVITÉS
\tCONTRIBUTION À LA RÉSILIENCE ET À LA COMPÉTITIVITÉ
\tRÉSULTATS / CONCLUSIONS ATTENDUS
\tCOOPÉRATION ET PARTENARIATS
\tRÉPONSE / ADAPTATION À LA COVID-19

\tLIGNE STRATÉGIQUE
\t1. Première ligne

\tOBJECTIF STRATÉGIQUE
\t1.1. Premier objectif

\tPremier thème\u00a0:

\tInitiative une

suite du nom
\tContribution une
\tRésultat un

autre résultat
\tInterne (OEA)\u00a0: le service

Externe\u00a0: une banque
\tRéponse une
deuxième ligne

\t
\t
\tRésultat deux
\t
\t

\tInitiative deux



\tContribution deux
\t
\tPartenaires sans étiquette
\tRéponse deux

\t
\t
\t
\t
\t

\tDeuxième thème

\t
\tContribution sans nom
 \tOBJECTIF STRATÉGIQUE\u00a0:
\t1.2. Deuxième objectif

\tInitiative trois
\tContribution trois
\tRésultat trois
\tExternes\u00a0: une fondation
\tRéponse trois
""",
    "aicd": """ GROUPES DE TRAVAIL DE L'AGENCE (AICD)

PLAN DE TRAVAIL, GROUPE DE TRAVAIL 7

(Présenté à la réunion du 3 mars 2031)

\tObjectif spécifique : Mieux travailler

\tMesures concrètes
\tRésultat attendu
\tCalendrier d\u2019exécution

\t1. Première mesure
\tRésultat

et suite
\tAvant mai

\t2. Deuxième mesure
\tAutre résultat
\tAvant juin

\tNOTE : À revoir
""",
    "agenda": """PROJET D\u2019ORDRE DU JOUR ANNOTÉ
Réunion virtuelle

A. ANTÉCÉDENTS

Un peu de contexte.

B. THÈMES PROPOSÉS

1. Premier thème

· Un point

· Domaines\u00a0:
· Eau
· Énergie

Une remarque en marge

C. BUT DE LA RÉUNION

· Décider

D. \tRÉSULTATS ATTENDUS

· Une liste

Un accord sans puce

D. STRUCTURE

Premier jour\u00a0: lundi

· Ouverture
""",
    "dialogue": """RENCONTRE

LES GOUVERNEMENTS ET LES ACTEURS SOCIAUX

Le Sommet des Amériques réunit trois groupes d\u2019acteurs sociaux, qui choisiront deux représentants.

a. Un forum

\ufffd Une note
""",
}


@pytest.fixture(scope="session")
def samples():
    return {name: text.encode() for name, text in SAMPLES.items()}


@pytest.fixture(scope="session")
def seeds(seed_folder):
    return {name: (seed_folder / file).read_bytes() for name, file in NAMES.items()}


@pytest.fixture(scope="session")
def expected(seed_folder):
    counts = json.loads((seed_folder / "expected_counts.json").read_text())
    return {name: counts[file] for name, file in NAMES.items()}


def _squash(text):
    return " ".join(text.split())


def _kept_text(document):
    texts = [document.title, document.imprint, document.introduction, *document.notes]
    for node in document.nodes:
        texts.append(node.name)
        for row in node.rows:
            texts += [row.contribution, row.expected_results, row.partners_internal]
            texts += [row.partners_external, row.adaptation, row.timetable]
    return "\n".join(texts)


def _is_kept(line, kept):
    """Look for the line whole, or without its number, or without the label before the colon."""
    return any(
        text in kept
        for text in (
            line,
            NUMBER.sub("", line, count=1),
            line.partition(":")[2].strip(),
        )
    )


@pytest.fixture(scope="session")
def account_for():
    def check(document, data):
        raw = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        filled = {number: _squash(line) for number, line in enumerate(raw, start=1) if line.strip()}
        apart = [(line.line_number, line.text) for line in (*document.noise, *document.unplaced)]
        assert sorted([*document.placed, *(number for number, _ in apart)]) == sorted(filled)
        assert [text for _, text in apart] == [filled[number] for number, _ in apart]
        if document.is_plan:
            kept = _kept_text(document)
            lines = [_squash(TAG.sub(" ", filled[number])) for number in document.placed]
            assert [line for line in lines if not _is_kept(line, kept)] == []

    return check

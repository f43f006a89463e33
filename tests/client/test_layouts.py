"""What columns are taken for, in eleven languages and several layouts."""

import json
from pathlib import Path

import pytest
from spiral_client import FileUnreadable
from spiral_client.understanding.groups import profile_concept, profile_slug
from spiral_client.understanding.splitting import split_cell
from spiral_client.understanding.values import When, count, ordinal, when
from spiral_client.understanding.words import language_tag, question_role, vocabulary
from stand_in_server import PROFILES
from test_text_files import noted, read, texts

LABELS = {
    "en": "Group name,Question,Criterion,Type of group,Number of participants,Month",
    "fr": "Nom du groupe,Question,Critère,Type de groupe,Nb participants,Mois",
    "pt": "Nome do grupo,Pergunta,Critério,Tipo de grupo,Número de participantes,Mês",
    "it": "Nome del gruppo,Domanda,Criterio,Tipo di gruppo,Numero di partecipanti,Mese",
    "es": "Nombre del grupo,Pregunta,Criterio,Tipo de grupo,Número de participantes,Mes",
    "nl": "Naam van de groep,Vraag,Criterium,Type groep,Aantal deelnemers,Maand",
    "ro": "Numele grupului,Întrebare,Criteriu,Tip grup,Număr de participanți,Luna",
    "pl": "Nazwa grupy,Pytanie,Kryterium,Typ grupy,Liczba uczestników,Miesiąc",
    "el": "Όνομα ομάδας,Ερώτηση,Κριτήριο,Τύπος ομάδας,Αριθμός συμμετεχόντων,Μήνας",
    "ar": "اسم المجموعة,السؤال,المعيار,نوع المجموعة,عدد المشاركين,الشهر",
    "de": "Gruppenname,Frage,Kriterium,Art der Gruppe,Anzahl Teilnehmer,Monat",
}
QUESTIONS = {
    "en": (
        "What is well-being for you?",
        "What is ill-being for you?",
        "What do you do, or could you do, for your well-being and that of all?",
    ),
    "fr": (
        "Qu'est-ce que le bien-être pour vous ?",
        "Qu’est-ce que le mal-être pour vous ?",
        "Que faites-vous ou pouvez-vous faire pour votre bien-être et celui de tous ?",
    ),
    "pt": (
        "O que é o bem-estar?",
        "O que é o mal-estar?",
        "O que faz ou pode fazer pelo bem-estar de todos?",
    ),
    "it": (
        "Che cos'è il benessere?",
        "Che cos'è il malessere?",
        "Che cosa fai o puoi fare per il benessere di tutti?",
    ),
    "es": (
        "¿Qué es el bienestar?",
        "¿Qué es el malestar?",
        "¿Qué hace o puede hacer por el bienestar de todos?",
    ),
    "nl": (
        "Wat is welzijn?",
        "Wat is onbehagen?",
        "Wat doet u of kunt u doen voor het welzijn van allen?",
    ),
    "ro": (
        "Ce este bunăstarea?",
        "Ce este lipsa bunăstării?",
        "Ce faceți sau ați putea face pentru bunăstarea tuturor?",
    ),
    "pl": (
        "Czym jest dobrostan?",
        "Czym jest złe samopoczucie?",
        "Co robisz dla dobrostanu wszystkich?",
    ),
    "el": (
        "Τι είναι ευημερία;",
        "Τι είναι η κακοδαιμονία;",
        "Τι κάνετε για την ευημερία όλων;",
    ),
    "ar": (
        "ما هو الرفاه؟",
        "ما هو عدم الرفاه؟",
        "ماذا تفعل من أجل رفاه الجميع؟",
    ),
    "de": (
        "Was ist Wohlbefinden?",
        "Was ist Unwohlsein?",
        "Was tun Sie für das Wohlbefinden aller?",
    ),
}


@pytest.mark.parametrize("language", sorted(LABELS))
def test_labels_are_known_in_eleven_languages(tmp_path: Path, language: str) -> None:
    content = f"{LABELS[language].upper()} \nG12,1,a roof,women,9,03/2024\n"
    reading = read(tmp_path, content)
    fields = [column.field for column in reading.plans[0].headers.columns]
    assert fields == ["group_label", "question", "text", "profile", "n_participants", "month"]
    group = reading.groups["g12"]
    assert (group.name, group.profile, group.year, group.month, group.n_participants) == ("G12", "women", 2024, 3, 9)


@pytest.mark.parametrize("language", sorted(QUESTIONS))
def test_the_three_questions_are_known_by_their_wording(tmp_path: Path, language: str) -> None:
    assert tuple(question_role(text) for text in QUESTIONS[language]) == ("wellbeing", "illbeing", "action")
    label = LABELS[language].split(",")[0]
    content = "\t".join([label, *QUESTIONS[language]]) + "\nG\ta roof\t\tto help\nG\tbread\tcold\t...\n"
    reading = read(tmp_path, content, "a.tsv")
    assert [(d.fields["question"], d.text) for d in reading.drafts] == [
        ("wellbeing", "a roof"), ("action", "to help"), ("wellbeing", "bread"), ("illbeing", "cold"),
    ]  # fmt: skip
    assert noted(reading, "wide")
    assert noted(reading, "placeholder")


@pytest.mark.parametrize(
    ("text", "role"),
    [("1", "wellbeing"), ("Q2", "illbeing"), ("question 3", "action"), ("4", "policy"), ("WELLBEING", "wellbeing"),
     ("Mal-Être", "illbeing"),
     ("Que faire ?", "action"), ("2. Ill-being", "illbeing"),
     ("Réponses Q3", "action"), ("other", None), ("12", None)],
)  # fmt: skip
def test_question_values(text: str, role: str | None) -> None:
    assert question_role(text) == role


def test_columns_about_persons_are_never_sent_and_that_is_loud(tmp_path: Path) -> None:
    content = (
        "Nom,Prénom,Âge,Sexe,E-mail,N° de téléphone,Groupe,Question,Critère\n"
        "SECRETNAME,SECRETFIRST,77,F,secret@mail.org,0601020304,Aînés,1,un toit\n"
    )
    reading = read(tmp_path, content)
    assert texts(reading) == ["un toit"]
    sent = json.dumps([draft.fields for draft in reading.drafts])
    assert not any(word in sent for word in ("SECRET", "77", "0601020304", "secret@"))
    loud = [note for note in reading.notes if note.code == "personal-columns"]
    assert loud[0].loud
    for label in ("'Nom'", "'Prénom'", "'Âge'", "'Sexe'", "'E-mail'", "'N° de téléphone'"):
        assert label in loud[0].message


def test_a_participant_column_with_names_is_not_sent(tmp_path: Path) -> None:
    reading = read(tmp_path, "Group,Participant,Question,Criterion\nA,P3,1,roof\nA,Maria Silva,1,bread\n")
    assert [draft.fields.get("participant") for draft in reading.drafts] == [3, None]
    assert "row 3" in noted(reading, "participant-left-out")


def test_contact_details_inside_a_criterion_are_pointed_out(tmp_path: Path) -> None:
    reading = read(
        tmp_path, "Group,Question,Criterion\nA,1,write to me@home.org\nA,1,call 06 12 34 56 78\nA,1,7 days\n"
    )
    assert "rows 2-3" in noted(reading, "contact")


def test_unknown_columns_and_columns_without_label_are_listed_as_not_sent(tmp_path: Path) -> None:
    reading = read(tmp_path, "Group,Question,Criterion,Colour,\nA,1,roof,blue,stray\n")
    assert noted(reading, "columns-not-sent") == "not sent: 'Colour', column E (no label)"


def test_a_longer_label_is_guessed_and_said(tmp_path: Path) -> None:
    reading = read(tmp_path, "Group,Question,Criteria as told by the group itself\nA,1,roof\n")
    assert texts(reading) == ["roof"]
    assert "'Criteria as told by the group itself' as text" in noted(reading, "columns-guessed")


def test_columns_can_be_named_by_hand_by_label_or_letter(tmp_path: Path) -> None:
    mapping = {"Was": "text", "Wer": "group", "Worauf": "question"}
    assert texts(read(tmp_path, "Wer,Worauf,Was\nA,1,ein Dach\n", mapping=mapping)) == ["ein Dach"]
    by_letter = {"A": "group", "B": "question", "C": "text"}
    assert texts(read(tmp_path, "A,1,roof\nB,2,cold\n", mapping=by_letter)) == ["roof", "cold"]
    with pytest.raises(FileUnreadable, match="--map cannot make"):
        read(tmp_path, "Wer,Was\nA,ein Dach\n", mapping={"Was": "nonsense"})


def test_crosses_under_a_question_tell_which_one_a_criterion_answers(tmp_path: Path) -> None:
    reading = read(tmp_path, "Group,Criterion,Well-being,Ill-being,Action\nA,roof,x,,\nA,cold,,X,\nA,both,x,x,\n")
    assert [draft.fields["question"] for draft in reading.drafts] == ["wellbeing", "illbeing"]
    assert [problem.place.row for problem in reading.problems] == [4]


def test_criteria_side_by_side_are_each_sent(tmp_path: Path) -> None:
    reading = read(tmp_path, "Group,Question,Criterion 1,Criterion 2\nA,1,roof,bread\nA,2,,cold\n")
    assert texts(reading) == ["roof", "bread", "cold"]


def test_a_second_column_of_text_is_set_aside_and_shown(tmp_path: Path) -> None:
    reading = read(tmp_path, "Group,Question,Criterion,Comment on the criterion\nA,1,roof,by the mayor\n")
    assert texts(reading) == ["roof"]
    assert "'Comment on the criterion'" in noted(reading, "columns-not-sent")


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("un toit", ["un toit"]),
        ("amour\nsanté\n\ntravail", ["amour", "santé", "travail"]),
        ("- amour\n- santé", ["amour", "santé"]),
        ("1. amour\n2) santé et\n   paix\n3. pain", ["amour", "santé et paix", "pain"]),
        ("• amour • santé", ["amour", "santé"]),
        ("1) amour 2) santé 3) pain", ["amour", "santé", "pain"]),
        ("avoir 2 enfants. 3 repas", ["avoir 2 enfants. 3 repas"]),
        ("vivre - et laisser vivre", ["vivre - et laisser vivre"]),
    ],
)
def test_a_cell_with_several_criteria_is_split(cell: str, parts: list[str]) -> None:
    assert split_cell(cell) == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03/2024", When(2024, 3)),
        ("2024-03", When(2024, 3)),
        ("2024-03-15", When(2024, 3)),
        ("mars 2024", When(2024, 3)),
        ("15/03/2024", When(2024, 3)),
        ("15.03.24", When(2024, 3)),
        ("3/15/2024", When(2024, 3)),
        ("March 5th, 2024", When(2024, 3)),
        ("04/05/2024", When(2024, 5, ambiguous=True)),
        ("45366", When(2024, 3)),
        ("2024", When(2024, None)),
        ("μάρτιος 2024", When(2024, 3)),
        ("٠٣/٢٠٢٤", When(2024, 3)),
        ("15 marca 2024", When(2024, 3)),
        ("آذار 2024", When(2024, 3)),
        ("soon", None),
        ("13/2024", None),
    ],
)
def test_dates_as_people_write_them(text: str, expected: When | None) -> None:
    assert when(text) == expected


def test_counts_ordinals_and_languages_as_people_write_them() -> None:
    assert [count(text) for text in ("12", "12.0", "12 personnes", "10-12", "many", "١٢")] == [
        12,
        12,
        12,
        None,
        None,
        12,
    ]
    assert [ordinal(text) for text in ("3", "P3", "Participant 3", "Maria", "0", "3.0")] == [3, 3, 3, None, None, 3]
    assert [language_tag(text) for text in ("FR", "français", "pt_CV", "ελληνικά", "the usual")] == [
        "fr",
        "fr",
        "pt-CV",
        "el",
        None,
    ]


def test_every_profile_of_the_template_is_understood_in_its_language() -> None:
    for language, words in vocabulary("template").items():
        unknown = [word for word in words["profiles"] if profile_concept(word) is None]
        assert not unknown, (language, unknown)
        assert [question_role(word) for word in words["questions"]] == ["wellbeing", "illbeing", "action"], language


@pytest.mark.parametrize(
    ("text", "slug"),
    [("Aînés", "elders"), ("personas mayores", "elders"), ("νέοι", "youth"), ("WOMEN", "women"), ("نساء", "women"),
     ("Personnes handicapées", "people-with-disability"), ("Chasseurs alpins", "other:chasseurs-alpins"),
     ("other:sailors", "other:sailors")],
)  # fmt: skip
def test_profiles_become_slugs_of_the_server(text: str, slug: str) -> None:
    assert profile_slug(text, PROFILES)[0] == slug


def test_an_unknown_consent_refuses_the_row_instead_of_widening_it(tmp_path: Path) -> None:
    reading = read(tmp_path, "Group,Question,Criterion,Consent\nA,1,roof,oui\nA,1,bread,local\n")
    assert [problem.code for problem in reading.problems] == ["consent-unknown"]
    assert reading.drafts[0].fields["consent"] == "local"


def test_somebody_elses_codes_are_not_sent(tmp_path: Path) -> None:
    reading = read(tmp_path, "Group,Question,Criterion,Code\nA,1,roof,red-12\nA,1,bread,blue-7\n")
    assert "codes" not in reading.drafts[0].fields
    assert noted(reading, "codes-foreign")
    reading = read(tmp_path, "Group,Question,Criterion,Code\nA,1,roof,A01/P15/k; B02\nA,1,bread,oops\nA,1,milk,A\n")
    assert reading.drafts[0].fields["codes"] == ["A01/P15/k", "B02"]
    assert [problem.code for problem in reading.problems] == ["code-form"]


def test_rows_that_disagree_about_their_group_are_said(tmp_path: Path) -> None:
    content = (
        "Group,Type of group,Year,Participants,Question,Criterion\nA,women,2024,9,1,roof\na ,women,2023,a few,1,bread\n"
    )
    reading = read(tmp_path, content)
    assert list(reading.groups) == ["a"]
    assert "rows differ on year" in noted(reading, "group-disagrees")
    assert "number of participants not understood" in noted(reading, "group-unread")


def test_language_words_become_tags_and_unknown_ones_are_said(tmp_path: Path) -> None:
    content = (
        "Group,Question,Criterion,Language\nA,1,roof,English\nA,1,toit,français\nA,1,x,whatever it is\nA,1,tecto,\n"
    )
    reading = read(tmp_path, content, language="pt")
    assert [draft.fields.get("language") for draft in reading.drafts] == ["en", "fr", "pt", "pt"]
    assert "row 4" in noted(reading, "language-left-out")

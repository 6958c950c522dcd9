"""What of a post counts for nothing when it is compared, and which agency it credits."""

from __future__ import annotations

import re

import pytest

from streams.stages.dedupe.credits import credit
from streams.stages.dedupe.plain import plain
from tests.build import a_post

NEWS = "The bridge over the Drava is open again after three weeks of repairs, the town of Ptuj said."

FURNITURE = {
    "an agency's dateline": f"PTUJ, Slovenia (Coast Wire) - {NEWS}",
    "one with a day": f"PTUJ, June 3 (Reuters) – {NEWS}",
    "one of an agency nobody knows": f"Ptuj (Drava News Agency) — {NEWS}",
    "an agency alone": f"dpa – {NEWS}",
    "a place in capitals": f"PTUJ — {NEWS}",
    "a label of haste": f"BREAKING: {NEWS}",
    "a label and a dateline": f"Update 2: Ptuj (STA) - {NEWS}",
    "a German one": f"+++ EILMELDUNG: {NEWS}",
    "names of reporters and editors": f"{NEWS} (Reporting by Ana Sol in Ptuj; Editing by Mia Hart)",
    "a developing story": f"{NEWS} This is a developing story and will be updated.",
    "more to follow": f"{NEWS} More to follow.",
    "a call to subscribe": f"{NEWS}\nSign up for our newsletter to get the news of the day.",
    "a call to another page": f"{NEWS}\nRead more: what the repairs cost",
    "who else worked on it": f"{NEWS} Jan Dolenc in Maribor contributed to this report.",
    "a rights notice": f"{NEWS}\n© 2024 Coast Wire. All rights reserved.",
    "rights that run on": f"{NEWS} This material may not be published, broadcast or rewritten.",
    "an agency at the end": f"{NEWS} (AP)",
    "a dash and an agency": f"{NEWS} – dpa",
    "a source line": f"{NEWS}\nSource: Lusa",
    "agencies at large": f"{NEWS} With agencies.",
    "material of an agency, in German": f"{NEWS} Mit Material der dpa.",
    "an agency, in French": f"{NEWS} (avec AFP)",
    "rights, in Italian": f"{NEWS} Riproduzione riservata",
    "a page that goes on, in Ukrainian": f"{NEWS} Читайте також: що буде далі",
}
NEWS_ALL_THE_SAME = {
    "a minister with her party": "The minister (Labour) - a friend of ours - said no.",
    "someone who reads": "Read aloud by its author, the poem lasted an hour.",
    "someone who watches": "Watch sales fell by a tenth in May.",
    "a copyright case": "A copyright case between two publishers ended in Munich on Friday.",
    "a story that develops": "He wrote a story that developed into a novel.",
    "an agency that acts": "Reuters journalists in Gaza went on strike on Monday.",
    "a live concert": "Live music returns to the park.",
    "initials in the middle": "The PA system failed, and nobody heard the alarm.",
}

CREDITS = {
    "a dateline": ("PTUJ (Reuters) - The bridge is open again.", "Reuters"),
    "another spelling of its name": ("PTUJ (Agence France-Presse) - The bridge is open again.", "AFP"),
    "a dateline with a day": ("LISBON, June 3 (AP) — The bridge is open again.", "Associated Press"),
    "an agency that says it is one": ("Odesa (Black Sea News Agency) — Twelve boats sank.", "Black Sea News Agency"),
    "one nobody knows, behind a place in capitals": ("VIGO (Finisterra) – The bridge is open again.", "Finisterra"),
    "a land behind the town": ("VIGO (Spain) – The bridge is open again.", None),
    "the agency alone": ("dpa – Die Brücke ist wieder offen.", "dpa"),
    "the end": ("The bridge is open again. (AFP)", "AFP"),
    "the end, after a dash": ("Die Brücke ist wieder offen. – dpa", "dpa"),
    "a source line": ("The bridge is open again.\nFonte: Lusa", "Lusa"),
    "its first sentence": ("Three people died in Porto, the Lusa news agency reported on Monday. Police say more.",
    "Lusa"),
    "according to an agency": ("The bridge is open again, according to the dpa agency. Cars may use it.", "dpa"),
    "in German": ("Drei Menschen starben, wie die Nachrichtenagentur dpa berichtet. Die Polizei ermittelt.", "dpa"),
    "in French": ("Le pont est rouvert, rapporte l'AFP, après trois semaines.", "AFP"),
    "in Ukrainian": ("Міст знову відкрито, повідомляє Укрінформ. Рух відновлено.", "Ukrinform"),
    "with agencies": ("The bridge is open again. With agencies.", None),
    "two agencies": ("PTUJ (AP) - The bridge is open again. – dpa", None),
    "an interview given to an agency": ("The mayor told Reuters that the bridge is open again.", None),
    "an agency further down": ("The bridge is open again. It was shut in May. It had cracks, AP reported then.", None),
    "a party in brackets": ("Ana Sol (Labour) - The bridge is open again.", None),
    "a photographer's agency": ("The bridge is open again.\nPhoto: Jan Dolenc / AP", None),
    "a contribution": ("The bridge is open again. The Associated Press contributed to this report.", None),
    "no agency": (NEWS, None),
}  # fmt: skip


# label: (a credit around the news, whose report it is then). The news counts, and nothing else.
SIGNED = {
    "an agency in brackets at the start": ("(SDA) {}", "Keystone-SDA"),
    "a dateline with its land and its day": ("Ptuj (Eslovenia), 6 may (EFE).- {}", "EFE"),
    "a dateline with its year": ("Ptuj (Slovénie), 6 mai 2024 (AFP) - {}", "AFP"),
    "a dateline in capitals throughout": ("PTUJ, 6 May. (EUROPA PRESS) - {}", "Europa Press"),
    "the agency before the place": ("(ANSA) - PTUJ, 06 MAG - {}", "ANSA"),
    "a dateline in sentences": ("КИЇВ. 6 травня. УКРІНФОРМ. {}", "Ukrinform"),
    "strokes around the agency": ("PTUJ, May 6. /TASS/. {}", "TASS"),
    "a bar behind the agency": ("EFE | {}", "EFE"),
    "a regional service of the agency": ("Ptuj (dpa/lni) - {}", "dpa"),
    "two agencies in a dateline": ("Ptuj (AFP/dpa) - {}", None),
    "an agency in the by-line above": ("By The Associated Press\n{}", "Associated Press"),
    "an agency behind the last sentence": ("{} EFE", "EFE"),
    "an agency as the last line": ("{}\nAP", "Associated Press"),
    "its name in full": ("{}\nAgência Lusa", "Lusa"),
    "in Cyrillic letters": ("{}\nУкрінформ", "Ukrinform"),
    "a dash that touches it": ("{} -PTI", "PTI"),
    "square brackets": ("{} [Xinhua]", "Xinhua"),
    "strokes at the end": ("{} /TASS/", "TASS"),
    "small letters in brackets": ("{} (sda)", "Keystone-SDA"),
    "the editor's initials behind it": ("{} (dpa/hk)", "dpa"),
    "without brackets, too": ("{}\ndpa/mh", "dpa"),
    "the desk that edited it": ("{} (red/dpa)", "dpa"),
    "in Spanish": ("{}\nRedacción / EFE", "EFE"),
    "the end of the item, in Portuguese": ("{}\nLusa/Fim", "Lusa"),
    "a source in brackets": ("{}\n(Fonte: ANSA)", "ANSA"),
    "several agencies": ("{} (AFP, dpa)", None),
    "several as a line": ("{}\nAFP, Reuters and dpa", None),
    "an agency beside the outlet's own report": ("{} (mit dpa)", None),
    "in French": ("{}\nLe Courrier avec l'AFP", None),
    "in Portuguese": ("{} Com Lusa", None),
    "with a star": ("{}\n*Com informações da AFP", None),
    "inputs of an agency": ("{}\n(With inputs from PTI)", None),
    "another outlet beside the agency": ("{}\nABC/AFP", None),
    "no agency in particular": ("{} (With agency inputs)", None),
}
NO_CREDIT = {
    "a sentence that ends with an agency's name": f"{NEWS} It was told to a reporter of AFP.",
    "another": f"{NEWS}\nThe mayor spoke only with AP.",
    "a poll": f"{NEWS} (Reuters/Ipsos poll)",
    "a bracket of small letters": f"{NEWS} (open daily)",
    "a place with its land": f"Ptuj (Slovenia) - {NEWS}",
    "who works for one, at the start": f"Ana Sol of Reuters. {NEWS}",
    "a score": "LEEDS 3 - HULL 1 after extra time in a match that nobody wanted to end.",
}


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


@pytest.mark.parametrize(("form", "agency"), SIGNED.values(), ids=SIGNED)
def test_credits_count_for_nothing_and_say_whose_report_it_is(form: str, agency: str | None) -> None:
    text = form.format(NEWS)
    assert _words(plain(text)) == _words(NEWS)
    assert credit(a_post(text)) == agency


@pytest.mark.parametrize("text", NO_CREDIT.values(), ids=NO_CREDIT)
def test_names_of_agencies_and_brackets_that_are_no_credit(text: str) -> None:
    assert plain(text) == text
    assert credit(a_post(text)) is None


@pytest.mark.parametrize("text", FURNITURE.values(), ids=FURNITURE)
def test_what_outlets_put_around_anybody_s_news_counts_for_nothing(text: str) -> None:
    found = plain(text)
    assert found.strip(" \n+.()") == NEWS.rstrip(".")
    assert len(found) == len(text)


@pytest.mark.parametrize("text", NEWS_ALL_THE_SAME.values(), ids=NEWS_ALL_THE_SAME)
def test_news_that_looks_like_it_counts(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(("text", "agency"), CREDITS.values(), ids=CREDITS)
def test_credits(text: str, agency: str | None) -> None:
    assert credit(a_post(text)) == agency


def test_an_agency_as_author_is_credited() -> None:
    assert credit(a_post(NEWS, authors=("Reuters",))) == "Reuters"
    assert credit(a_post(NEWS, authors=("Ana Sol",))) is None

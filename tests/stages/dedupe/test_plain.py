"""What of a post counts for nothing when it is compared, and which agency it credits."""

from __future__ import annotations

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

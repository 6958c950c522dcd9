"""Which posts are copies of which, and in what way: pairs from many kinds of news, in the words of two outlets."""

from __future__ import annotations

import pytest

from tests.stages.dedupe.pair import second_of

FIRE = (
    "Eleven people died when a fire swept through a clothes factory in the port of Chittagong on Thursday night, the "
    "fire brigade said. Twenty-six were taken to hospital with burns. The exits on the second floor had been locked, "
    "survivors told reporters, and the owner, Rafiq Molla, was being looked for."
)
RATES = (
    "Norway's central bank raised its key rate by a quarter of a percentage point to 4.5 per cent on Thursday and said "
    "it would most likely stay there for some time. Governor Ida Bache said inflation was still markedly above target. "
    "The crown rose by 0.8 per cent against the euro."
)
FERRY = (
    "A ferry with 214 passengers ran aground off the island of Paros on Sunday evening in winds of up to nine on the "
    "Beaufort scale, the Greek coast guard said. Nobody was hurt. Three tugs were on their way from Piraeus, and the "
    "passengers were to spend the night on board."
)
DAM = (
    "Police in Zagreb have arrested four men over the theft of copper cables from the Peruća dam, prosecutors said on "
    "Tuesday. The damage comes to 310,000 euros. The four, all of them former workers of the power company, face up to "
    "eight years in prison."
)

# label: (first, second, in which way the second is a copy)
COPIES: dict[str, tuple[str | tuple[str, str], str | tuple[str, str], str]] = {
    "the same words in capitals": (FIRE, FIRE.upper(), "exact"),
    "a word or two changed": (FIRE, FIRE.replace("swept through", "tore through").replace("reporters", "us"), "near"),
    "its last sentence cut": (FERRY, FERRY.rpartition(" Three tugs")[0] + " The cause is not known.", "near"),
    "under another heading": (("Rate goes up", RATES), ("Norwegian money gets dearer, for now", RATES), "near"),
    "under another agency's dateline": ("ATHENS (Coast Wire) - " + FERRY, "Athens, 3 May (dpa) – " + FERRY, "exact"),
    "with a credit line": (DAM, DAM + " (Reporting by Ana Sol; Editing by Mia Hart)", "exact"),
    "as a breaking story": (DAM, "BREAKING: " + DAM + "\nThis is a breaking story. Check back for updates.", "exact"),
    "numbers in figures and words": (FIRE, FIRE.replace("Eleven", "11").replace("Twenty-six", "26"), "exact"),
    "thousands in another style": (DAM, DAM.replace("310,000", "310 000"), "exact"),
    "a name in another spelling": (
        "President Zelenskyy met the crews of two minesweepers in the port of Constanta on Monday and thanked Romania "
        "for their training. They will clear the lanes along which grain leaves Odesa.",
        "President Zelensky met the crews of two minesweepers in the port of Constanta on Monday and thanked Romania "
        "for their training. They will clear the lanes along which grain leaves Odesa.",
        "near",
    ),
    "a wire paragraph inside a longer story": (
        FERRY,
        "Summer on the islands ended early this year. " + FERRY + " Hoteliers had complained for weeks that old ships "
        "were being sent out in any weather. 'We ring the company and get a tape,' says Eleni Vlachou, who lets rooms "
        "in Naoussa. Her guests from Lyon missed their flight home, as did a choir from Ghent.",
        "contains",
    ),
    "its beginning inside a longer story": (
        FIRE,
        "On the pavement before the gate lie sandals, forty pairs perhaps. " + FIRE.partition(" The exits")[0] + " The "
        "neighbours had heard the siren, but it goes off every week. 'We thought it was a test,' says Salma Khatun, "
        "who "
        "sells tea across the road and whose niece worked at the third table from the window. The ministry has "
        "promised "
        "inspections since the collapse of Rana Plaza; of the four inspectors of the district, two posts are vacant.",
        "contains",
    ),
    "a longer post's paragraph told alone": (
        "It was a long day for the markets. " + RATES + " In Stockholm, meanwhile, nobody expects a move before "
        "spring, "
        "and Danish lenders have begun to cut what they pay on savings, which the consumers' council calls a "
        "disgrace. The "
        "Finnish economist Aino Salo, who has called every turn since the crisis, warns of reading too much into "
        "words.",
        RATES,
        "contained",
    ),
    "clauses in another order": (
        FIRE,
        "The fire brigade said eleven people died on Thursday night when a fire swept through a clothes factory in the "
        "port of Chittagong. Survivors told reporters the exits on the second floor had been locked. Twenty-six people "
        "were taken to hospital with burns and the factory's owner Rafiq Molla was being looked for.",
        "rewritten",
    ),
    "in the house style of another paper": (
        RATES,
        "The central bank of Norway on Thursday lifted its key rate by a quarter point, to 4.5%, and signalled that it "
        "will most likely stay there for some time. Inflation is still markedly above target, governor Ida Bache said. "
        "Against the euro the crown gained 0.8%.",
        "rewritten",
    ),
    "synonyms, and a clause less": (
        DAM,
        "Croatian police have detained four men for stealing copper cables from the Peruća dam, prosecutors in Zagreb "
        "said Tuesday. They put the damage at 310,000 euros. The four, former workers of the power company, could get "
        "up to eight years in prison.",
        "rewritten",
    ),
    "shortened by half": (
        "Researchers at the University of Leiden have found a song by the composer Hendrik Waelput in the binding of a "
        "parish register. The sheet, dated 1867, had been used as waste paper by a bookbinder in Dordrecht. It will be "
        "sung for the first time at the Dordrecht summer festival on 12 July, with the Leiden student choir.",
        "A song by the composer Hendrik Waelput has been found in the binding of a parish register, researchers at the "
        "University of Leiden said. It is dated 1867 and will be sung for the first time at the Dordrecht summer "
        "festival on 12 July.",
        "rewritten",
    ),
    "credited to the outlet that it retells": (
        "The minister for sport, Pavel Hrubý, spent 18 nights at the cost of a betting firm in hotels in Dubai and on "
        "Crete, according to bills that we have seen. His office says that he paid the money back in March.",
        "Sports minister Pavel Hrubý let a betting firm pay for 18 hotel nights in Dubai and on Crete, The Courier "
        "writes, citing bills. He paid the money back in March, his office told the paper.",
        "rewritten",
    ),
    "in German, told again": (
        "Bei einem Zugunglück in der Nähe von Sibiu sind am Mittwoch sieben Menschen verletzt worden, zwei davon "
        "schwer. "
        "Nach Angaben der Feuerwehr entgleisten drei Wagen eines Regionalzugs, nachdem ein Felsbrocken auf die Gleise "
        "gestürzt war. Die Strecke nach Brașov bleibt bis Freitag gesperrt.",
        "Sieben Menschen sind am Mittwoch bei einem Zugunglück in der Nähe von Sibiu verletzt worden, zwei von ihnen "
        "schwer. Drei Wagen eines Regionalzugs entgleisten, nachdem ein Felsbrocken auf die Gleise gestürzt war, "
        "teilte "
        "die Feuerwehr mit. Bis Freitag bleibt die Strecke nach Brașov gesperrt.",
        "rewritten",
    ),
    "in French, with an agency's credit": (
        "Un glissement de terrain a emporté quatre maisons dans la nuit de samedi à dimanche à Saint-Martin-Vésubie, "
        "dans "
        "l'arrière-pays niçois. Deux personnes sont portées disparues, a indiqué la préfecture des Alpes-Maritimes.",
        "Nice (AFP) - Un glissement de terrain a emporté quatre maisons dans la nuit de samedi à dimanche à "
        "Saint-Martin-Vésubie, dans l'arrière-pays niçois. Deux personnes sont portées disparues, a indiqué la "
        "préfecture "
        "des Alpes-Maritimes. (Avec AFP)",
        "exact",
    ),
    "in Ukrainian, a sentence cut": (
        "У Полтаві внаслідок вибуху газу в п'ятиповерховому будинку постраждали шестеро людей, двоє з них у важкому "
        "стані, повідомили в обласному управлінні служби з надзвичайних ситуацій. Мешканців евакуювали до школи.",
        "У Полтаві внаслідок вибуху газу в п'ятиповерховому будинку постраждали шестеро людей, двоє з них у важкому "
        "стані, повідомили в обласному управлінні служби з надзвичайних ситуацій.",
        "near",
    ),
    "in Japanese": (
        "気象庁によると、十五日午前七時ごろ、能登半島沖を震源とする地震があり、珠洲市で震度四を観測した。津波の心配はないという。",
        "気象庁によると、十五日午前七時ごろ、能登半島沖を震源とする地震があり、珠洲市で震度四を観測した。津波の心配はない。",
        "near",
    ),
    "in Spanish, a heading for two": (
        ("Huelga en los puertos", "Los estibadores de Valencia y Algeciras irán a la huelga los días 4 y 6 de junio "
        "para "
         "exigir que se respete el convenio, anunció el sindicato del mar. La patronal calcula pérdidas de 40 "
         "millones."),
        ("El sindicato convoca dos días de paro", "Los estibadores de Valencia y Algeciras irán a la huelga los días "
        "4 y "
         "6 de junio para exigir que se respete el convenio, anunció el sindicato. La patronal calcula pérdidas de 40 "
         "millones."),
        "near",
    ),
}  # fmt: skip

QUAKE = (
    "An earthquake of magnitude {} shook the {} region on {} at {}, the seismological institute said. Its centre lay "
    "{} "
    "kilometres under the ground. There were no reports of damage or of people hurt. The institute asks everybody who "
    "felt it to fill in the form on its website."
)
MARKET = (
    "{} shares closed {} on {} as traders weighed the prospects for interest rates. The leading index ended at {} "
    "points, with banks and miners moving most. Trading was thin before the holidays."
)
WARNING = (
    "The weather service has issued an orange warning of heavy rain for {} from {} to {}. Up to {} litres a square "
    "metre "
    "may fall. Rivers may leave their beds; stay away from their banks and do not drive through water."
)
MATCH = (
    "{} beat {} {} at home on {}. {} scored the winner late in the second half after a corner from the left. The "
    "visitors "
    "had the better chances before the break but their captain hit the post. The home side climbs to {} place."
)
OBITUARY = (
    "{}, who taught at the village school of {} for {} years, has died at the age of {}. Generations of pupils learned "
    "to read with her. The funeral will be held on {} at the parish church; the family asks for no flowers."
)
POLICE = (
    "Officers were called to {} at {} on {} after a car hit a lamp post. The driver, a man of {}, had drunk too much "
    "and "
    "lost his licence. The damage is put at {} euros. Witnesses are asked to call the police station."
)
COURT = (
    "{}, {}, of {} Road, was fined £{} by magistrates for driving without insurance. The court heard that officers "
    "stopped the car in a routine check. Six points were put on the licence, and costs of £{} are to be paid."
)
COUNT = (
    "The general staff says that {} clashes took place along the front over the past day. The enemy launched {} air "
    "strikes and {} attacks with rockets. The situation remains hardest in the direction of {}."
)

# label: (first, second): two reports
REPORTS: dict[str, tuple[str | tuple[str, str], str | tuple[str, str]]] = {
    "the next quake": (
        QUAKE.format(5.1, "Elazig", "Monday", "04:12", 10), QUAKE.format(5.4, "Elazig", "Monday", "06:40", 10),
    ),
    "a quake elsewhere": (
        QUAKE.format(4.2, "Rieti", "Monday", "04:12", 8), QUAKE.format(4.2, "Patras", "Monday", "04:12", 8),
    ),
    "the market of the next day": (
        MARKET.format("Oslo", "higher", "Tuesday", "1,402"), MARKET.format("Oslo", "higher", "Wednesday", "1,409"),
    ),
    "another market": (
        MARKET.format("In Oslo", "lower", "Tuesday", "1,402"), MARKET.format("In Madrid", "lower", "Tuesday", "11,020"),
    ),
    "the same warning for another district": (
        WARNING.format("Asturias", "noon", "midnight", 60), WARNING.format("Navarra", "noon", "midnight", 60),
    ),
    "the same warning for other hours": (
        WARNING.format("Asturias", "6 p.m.", "midnight", 60), WARNING.format("Asturias", "2 p.m.", "midnight", 60),
    ),
    "two matches of one round": (
        MATCH.format("Rovers", "Albion", "2-1", "Saturday", "Captain Joe Marsh", "third"),
        MATCH.format("Wanderers", "Athletic", "3-2", "Saturday", "Captain Sam Teale", "fourth"),
    ),
    "two matches of one team": (
        MATCH.format("Rovers", "Albion", "2-1", "Saturday", "Captain Joe Marsh", "third"),
        MATCH.format("Rovers", "County", "2-1", "Tuesday", "Captain Joe Marsh", "second"),
    ),
    "two obituaries in one form": (
        OBITUARY.format("Maria Kranz", "Lindau", 31, 88, "Friday"), OBITUARY.format("Helga Voss", "Aulendorf", 27,
        91, "Friday"),
    ),
    "two entries of a police log": (
        POLICE.format("Mill Lane", "1:20", "Sunday", 34, "4,000"), POLICE.format("Park Street", "3:05", "Sunday", 51,
        "9,000"),
    ),
    "two entries of a court list": (
        COURT.format("John Ward", 44, "Elm", 300, 90), COURT.format("Peter Cole", 29, "Station", 300, 90),
    ),
    "the count of the next day": (
        COUNT.format(117, 62, 80, "Pokrovsk"), COUNT.format(131, 62, 80, "Pokrovsk"),
    ),
    "the same fire with a higher toll": (FIRE, FIRE.replace("Eleven", "Fourteen")),
    "the same rate, set by another bank": (
        RATES, RATES.replace("Norway's", "Sweden's").replace("Ida Bache", "Erik Thedéen"),
    ),
    "the opposite of it": (
        "Members of the city council of Graz voted on Thursday to close the old tram depot and to sell the ground to a "
        "builder.",
        "Members of the city council of Graz voted on Thursday not to close the old tram depot and to sell the ground "
        "to a "
        "builder.",
    ),
    "one event told by two who were there": (
        FERRY,
        "Holidaymakers were stuck on a stranded ferry in the Cyclades overnight. The Aegean Dolphin, 214 people on "
        "board, "
        "hit a sandbank near Paros when her engines failed in a gale, a spokesman for the shipping line told local "
        "radio. "
        "Passengers were given blankets and soup. 'The children thought it was an adventure,' said one of them.",
    ),
    "one verdict told by two": (
        "A court in Bilbao has sentenced the former mayor of Getxo, Iñaki Olarra, to five years in prison for "
        "bribery. He "
        "had taken 240,000 euros from a builder, the judges found, and changed a zoning plan in return.",
        "Five years behind bars for Iñaki Olarra: the man who ran Getxo for a decade sold his signature, said judges "
        "in "
        "Bilbao, for 240,000 euros. His lawyers called the ruling political and will appeal to the supreme court.",
    ),
    "a footer that is longer than the news": (
        "The swimming bath of Thun opens again. You can find all our local news, tips for the weekend and the results "
        "of "
        "amateur sport in our app; subscribe there to the letter that our newsroom writes each morning, free of "
        "charge.",
        "A tree fell on the cemetery wall. You can find all our local news, tips for the weekend and the results of "
        "amateur sport in our app; subscribe there to the letter that our newsroom writes each morning, free of "
        "charge.",
    ),
    "live-page furniture around two posts": (
        "BREAKING: The bridge is closed. This is a developing story, and will be updated. Follow our live blog for "
        "the latest.",
        "BREAKING: The tunnel is open. This is a developing story, and will be updated. Follow our live blog for the "
        "latest.",
    ),
    "the same background under two reports": (
        "Shells hit the market of Nikopol in the morning, killing a woman. Russia began its full invasion of Ukraine "
        "in "
        "February 2022 and holds about a fifth of the country.",
        "Two trains with wheat left the station of Izmail for Constanta. Russia began its full invasion of Ukraine in "
        "February 2022 and holds about a fifth of the country.",
    ),
    "two posts that quote one sentence": (
        "The party leader was sure of himself at the rally in Linz. 'We will never again let others decide who comes "
        "into "
        "this house and who does not,' he told a crowd of about two thousand under umbrellas. Then it was time for "
        "beer.",
        "What does he mean by house? 'We will never again let others decide who comes into this house and who does "
        "not' "
        "is a line from a play of 1934, as the theatre scholar Ruth Amann reminds us, and it ends badly there for all.",
    ),
    "in German, the next day's weather": (
        "Der Deutsche Wetterdienst warnt für den Landkreis Celle am Dienstag vor Sturmböen bis 80 Kilometer pro "
        "Stunde. "
        "Bäume können entwurzelt werden, Dachziegel herabfallen. Sichern Sie Gegenstände im Freien.",
        "Der Deutsche Wetterdienst warnt für den Landkreis Celle am Mittwoch vor Sturmböen bis 80 Kilometer pro "
        "Stunde. "
        "Bäume können entwurzelt werden, Dachziegel herabfallen. Sichern Sie Gegenstände im Freien.",
    ),
    "in German, another place": (
        "Der Deutsche Wetterdienst warnt für den Raum Hannover am Dienstag vor Sturmböen bis 80 Kilometer pro Stunde. "
        "Bäume können entwurzelt werden, Dachziegel herabfallen. Sichern Sie Gegenstände im Freien.",
        "Der Deutsche Wetterdienst warnt für den Raum Leipzig am Dienstag vor Sturmböen bis 80 Kilometer pro Stunde. "
        "Bäume können entwurzelt werden, Dachziegel herabfallen. Sichern Sie Gegenstände im Freien.",
    ),
    "in Ukrainian, an alert for another region": (
        "Повітряну тривогу оголошено у Сумській області. Прямуйте до найближчого укриття та не нехтуйте сигналами.",
        "Повітряну тривогу оголошено у Харківській області. Прямуйте до найближчого укриття та не нехтуйте сигналами.",
    ),
    "in Portuguese, another draw": (
        "Os números do sorteio de sexta-feira são 4, 11, 23, 38 e 44, com as estrelas 2 e 9. Ninguém acertou na chave "
        "toda.",
        "Os números do sorteio de terça-feira são 7, 15, 21, 30 e 49, com as estrelas 1 e 12. Ninguém acertou na "
        "chave toda.",
    ),
    "in Spanish, another month": (
        "La oficina de turismo de Cádiz ofrece una visita guiada por las murallas el día 3 de mayo a las once. La "
        "entrada "
        "es libre y se ruega llegar un cuarto de hora antes.",
        "La oficina de turismo de Cádiz ofrece una visita guiada por las murallas el día 3 de junio a las once. La "
        "entrada "
        "es libre y se ruega llegar un cuarto de hora antes.",
    ),
    "in French, another day of the week": (
        "La préfecture annonce que le pont de Tancarville sera fermé lundi de 22 heures à 5 heures pour des travaux. "
        "Une "
        "déviation sera mise en place par le pont de Normandie.",
        "La préfecture annonce que le pont de Tancarville sera fermé jeudi de 22 heures à 5 heures pour des travaux. "
        "Une "
        "déviation sera mise en place par le pont de Normandie.",
    ),
    "a heading that names another town over the same few words": (
        ("Aveiro without power", "Engineers are at work. More to follow as we get it."),
        ("Braga without power", "Engineers are at work. More to follow as we get it."),
    ),
    "an article that borrows one sentence of many": (
        FIRE + " " + RATES + " " + FERRY,
        DAM + " The exits on the second floor had been locked, survivors told reporters, and the owner, Rafiq Molla, "
        "was "
        "being looked for. " + COURT.format("John Ward", 44, "Elm", 300, 90) + " " + MATCH.format(
            "Rovers", "Albion", "2-1", "Saturday", "Captain Joe Marsh", "third"
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("first", "second", "kind"), COPIES.values(), ids=COPIES)
def test_copies(first: str | tuple[str, str], second: str | tuple[str, str], kind: str) -> None:
    found = second_of(first, second)
    assert (found.duplicate_of is not None, found.duplicate_kind) == (True, kind)


@pytest.mark.parametrize(("first", "second"), REPORTS.values(), ids=REPORTS)
def test_two_reports_are_no_copies(first: str | tuple[str, str], second: str | tuple[str, str]) -> None:
    assert second_of(first, second).duplicate_kind is None
    assert second_of(second, first).duplicate_kind is None

"""Pairs of posts that are easily taken for what they are not, in six languages: copies as newspapers make them of an
agency's words, and reports in the form of others.
"""

from __future__ import annotations

import pytest

from tests.stages.dedupe.pair import Told, second_of

MINE = (
    "Rescuers reached the last of nine miners trapped in a salt mine near Wieliczka early on Friday, the operator "
    "said. All are alive; two have broken legs. Water had burst through a wall of the lower gallery on Wednesday, "
    "and pumps had been running around the clock since."
)
TRAM = (
    "Ein Straßenbahnwagen der Linie 7 ist am Donnerstagmorgen in Bremen aus den Schienen gesprungen und in ein "
    "Blumengeschäft gefahren. Die Fahrerin und drei Fahrgäste kamen verletzt ins Krankenhaus, wie die Polizei "
    "mitteilte. Die Strecke zwischen Hauptbahnhof und Domsheide bleibt bis Freitagabend gesperrt. Den Schaden "
    "schätzt die Verkehrsgesellschaft auf 400.000 Euro."
)
FUEGO = (
    "Un incendio forestal declarado el domingo en la Sierra de Gata ha obligado a desalojar a 340 vecinos de tres "
    "pueblos, informó la Junta de Extremadura. Trabajan en la zona once medios aéreos y más de 200 bomberos. El "
    "viento dificulta la extinción, y la carretera EX-205 sigue cortada."
)
GREVE = (
    "Les conducteurs de bus de Rennes ont voté mercredi la poursuite de leur grève, entamée il y a 12 jours, a "
    "annoncé l'intersyndicale. Ils réclament une hausse de 6 % et deux jours de repos de plus. La direction de "
    "Keolis propose 2,5 % et une prime de 300 euros."
)
MIST = (
    "У Чернігові в середу відкрили новий міст через Стрижень, який будували два роки. На відкриття прийшли понад 500 "
    "людей, повідомила міська рада. Рух транспорту дозволять з 1 листопада, а пішоходи можуть користуватися мостом "
    "уже зараз. Роботи коштували 84 мільйони гривень."
)
CHEIA = (
    "A ribeira de Odivelas transbordou na madrugada de terça-feira e inundou 27 casas e uma escola, disse a proteção "
    "civil. Uma mulher de 71 anos foi retirada de um carro pelos bombeiros. As aulas ficam suspensas até "
    "quinta-feira, e a estrada nacional 8 está fechada nos dois sentidos."
)
PLANT = (
    "Zenith Motors will close its plant at Tredegar next spring and move production of gearboxes to Slovakia, the "
    "company told its 1,150 workers on Monday. The union called the decision a betrayal and said it would ballot for "
    "a strike. Ministers in Cardiff had offered the firm 30 million pounds to stay."
)
COURT = (
    "A jury in Halifax found the fish dealer Owen Pratt guilty on Thursday of selling farmed salmon as wild for six "
    "years. He will be sentenced on 14 March. The judge let him go home on bail of 50,000 dollars, and ordered him "
    "to hand in his passport."
)
MATCH = (
    "{} beat {} {}-{} in the {} league on {} night. {} scored twice before the break. {} stay {} in the table, {} "
    "points clear of relegation."
)

# label: (first, second, in which way the second is a copy)
COPIES: dict[str, tuple[Told, Told, str]] = {
    "told in another order by another desk": (
        MINE,
        "The last of the nine miners who had been trapped since Wednesday in a salt mine near Wieliczka was reached "
        "early on Friday. All nine are alive, the mine's operator said, two of them with broken legs. Pumps had been "
        "running around the clock since water burst through a wall of the lower gallery.",
        "rewritten",
    ),
    "in German, sentences and clauses moved": (
        TRAM,
        "In Bremen ist am Donnerstagmorgen ein Straßenbahnwagen der Linie 7 aus den Schienen gesprungen und in ein "
        "Blumengeschäft gefahren. Nach Angaben der Polizei kamen die Fahrerin und drei Fahrgäste verletzt ins "
        "Krankenhaus. Auf 400.000 Euro schätzt die Verkehrsgesellschaft den Schaden. Bis Freitagabend bleibt die "
        "Strecke zwischen Hauptbahnhof und Domsheide gesperrt.",
        "rewritten",
    ),
    "in Spanish, in another order": (
        FUEGO,
        "La Junta de Extremadura informó de que 340 vecinos de tres pueblos han sido desalojados por un incendio "
        "forestal declarado el domingo en la Sierra de Gata. La carretera EX-205 sigue cortada y el viento dificulta "
        "la extinción, en la que trabajan once medios aéreos y más de 200 bomberos.",
        "rewritten",
    ),
    "in French, in another order": (
        GREVE,
        "À Rennes, les conducteurs de bus ont voté mercredi la poursuite de leur grève, a annoncé l'intersyndicale. "
        "Entamée il y a 12 jours, elle vise une hausse de 6 % et deux jours de repos de plus. Keolis propose 2,5 % "
        "et une prime de 300 euros.",
        "rewritten",
    ),
    "in Ukrainian, in another order": (
        MIST,
        "Новий міст через Стрижень відкрили в середу в Чернігові. За даними міської ради, на відкриття прийшли понад "
        "500 людей. Міст будували два роки, роботи коштували 84 мільйони гривень. Пішоходи можуть користуватися "
        "мостом уже зараз, рух транспорту дозволять з 1 листопада.",
        "rewritten",
    ),
    "in Portuguese, in another order": (
        CHEIA,
        "Segundo a proteção civil, 27 casas e uma escola ficaram inundadas na madrugada de terça-feira, quando a "
        "ribeira de Odivelas transbordou. Os bombeiros retiraram de um carro uma mulher de 71 anos. A estrada "
        "nacional 8 está fechada nos dois sentidos e as aulas ficam suspensas até quinta-feira.",
        "rewritten",
    ),
    "quoted whole by a live blog that goes on": (
        COURT,
        "14:20 Good afternoon from Halifax. Here is what we told you this morning, in case you missed it:\n"
        + COURT
        + "\nSince then his lawyer, Ann Feltham, has said that she will appeal. Outside the court a dozen fishermen "
          "from Lunenburg had waited in the sleet with a banner that read 'We told you so'. One of them, Tom Rafuse, "
          "said that prices on the quay had fallen by a third while Pratt's lorries went to Boston.",
        "contains",
    ),
    "under another heading and first paragraph, with a photo's credit and a footer": (
        ("Plant to close", PLANT),
        ("A black Monday for the valleys",
         "The whistle at Tredegar blew as usual this morning, but nobody went in.\nPhoto: Huw Lewis / AP\n" + PLANT
         + "\nRead more: The valley that made gears\nSign up for our newsletter.\n© 2024 Coast Herald. All rights "
           "reserved."),
        "near",
    ),
    "shortened to its first two sentences": (
        PLANT,
        "Zenith Motors will close its plant at Tredegar next spring and move production of gearboxes to Slovakia, "
        "the company told its 1,150 workers on Monday. The union called the decision a betrayal.",
        "near",
    ),
    "in German, shortened": (
        TRAM,
        "Ein Straßenbahnwagen der Linie 7 ist am Donnerstagmorgen in Bremen aus den Schienen gesprungen und in ein "
        "Blumengeschäft gefahren. Die Fahrerin und drei Fahrgäste kamen verletzt ins Krankenhaus, wie die Polizei "
        "mitteilte.",
        "near",
    ),
    "with a local paragraph added": (
        MINE,
        MINE
        + " Among the nine are two men from our county, Jan Kos of Brzesko and his cousin Adam. 'We lit candles for "
          "two nights,' said their aunt, who keeps the bakery there.",
        "near",
    ),
    "in French, with a local paragraph": (
        GREVE,
        GREVE
        + "\nÀ Cesson-Sévigné, la navette du marché ne circulera donc pas samedi. La mairie invite les habitants "
          "âgés à appeler l'accueil, où des bénévoles se sont proposés pour les conduire.",
        "near",
    ),
    "in Spanish, with a local paragraph": (
        FUEGO,
        FUEGO
        + "\nEn Moraleja, el ayuntamiento ha abierto el pabellón municipal para quienes no tengan adónde ir, y los "
          "vecinos llevan mantas y bocadillos desde primera hora.",
        "near",
    ),
    "with an agency's service in front and its number behind": (
        TRAM,
        "Bremen (dpa/lni) - " + TRAM + " © dpa-infocom, dpa:240502-99-123456/3",
        "near",
    ),
    "with an agency's material, says the last line": (
        TRAM,
        TRAM + "\n(mit Material von dpa)",
        "exact",
    ),
    "under a Spanish agency's dateline": (
        FUEGO,
        "Cáceres, 12 ago (EFE).- " + FUEGO,
        "exact",
    ),
    "with the agency's end mark": (
        CHEIA,
        CHEIA + "\nLusa/Fim",
        "exact",
    ),
    "under a Ukrainian agency's dateline": (
        MIST,
        "ЧЕРНІГІВ. 23 жовтня. УКРІНФОРМ. " + MIST,
        "exact",
    ),
    "under an Italian agency's dateline": (
        CHEIA,
        "(ANSA) - LISBONA, 05 NOV - " + CHEIA,
        "exact",
    ),
    "under a by-line": (
        PLANT,
        "By Huw Lewis, Business Correspondent\n" + PLANT,
        "near",
    ),
    "under an agency's by-line": (
        PLANT,
        "By The Associated Press\n" + PLANT,
        "exact",
    ),
    "under the time of its last change and a by-line": (
        TRAM,
        "Stand: 02.05.2024, 11:20 Uhr\nVon: Mia Hart\n" + TRAM,
        "near",
    ),
    "behind the caption of a photo": (
        COURT,
        "Owen Pratt leaves the court in Halifax on Thursday. Photo: Jo Ek/Reuters\n" + COURT,
        "near",
    ),
    "behind the source of an image": (
        COURT,
        "Image source, Getty Images\n" + COURT,
        "exact",
    ),
    "under an agency's third update of the heading": (
        ("Pratt guilty", COURT),
        ("UPDATE 3-Fish dealer guilty of selling farmed salmon as wild", COURT),
        "near",
    ),
    "in other quotation marks": (
        COURT.replace("wild", "“wild”"),
        COURT.replace("wild", "\"wild\""),
        "exact",
    ),
    "without its typing error": (
        PLANT.replace("Tredegar", "Tredeger"),
        PLANT,
        "near",
    ),
    "the day with its date": (
        COURT,
        COURT.replace("on Thursday", "on Thursday, 8 February,"),
        "near",
    ),
    "with the sign of the currency": (
        COURT,
        COURT.replace("50,000 dollars", "$50,000"),
        "near",
    ),
    "per cent as a sign and in words": (
        GREVE,
        GREVE.replace("6 %", "6%").replace("2,5 %", "2,5 pour cent"),
        "near",
    ),
}  # fmt: skip

# label: (first, second): two reports, in either order
REPORTS: dict[str, tuple[Told, Told]] = {
    "translated from English into German": (
        MINE,
        "Retter haben am frühen Freitag den letzten von neun Bergleuten erreicht, die in einem Salzbergwerk bei "
        "Wieliczka eingeschlossen waren, wie der Betreiber mitteilte. Alle leben; zwei haben Beinbrüche. Am Mittwoch "
        "war Wasser durch eine Wand der unteren Strecke gebrochen, seither liefen die Pumpen rund um die Uhr.",
    ),
    "translated between near languages": (
        FUEGO,
        "Um incêndio florestal que deflagrou no domingo na Serra de Gata obrigou a retirar 340 moradores de três "
        "aldeias, informou a Junta da Extremadura. Trabalham na zona onze meios aéreos e mais de 200 bombeiros. O "
        "vento dificulta a extinção, e a estrada EX-205 continua cortada.",
    ),
    "translated between nearer ones": (
        MIST,
        "В Чернигове в среду открыли новый мост через Стрижень, который строили два года. На открытие пришли более "
        "500 человек, сообщил городской совет. Движение транспорта разрешат с 1 ноября, а пешеходы могут "
        "пользоваться мостом уже сейчас. Работы стоили 84 миллиона гривен.",
    ),
    "a match of another team": (
        MATCH.format("Rangers", "Thistle", 3, 1, "second", "Friday", "Iain Baird", "Rangers", "eighth", "six"),
        MATCH.format("Morton", "Thistle", 3, 1, "second", "Friday", "Colin Fyfe", "Morton", "eighth", "six"),
    ),
    "a match in which only the teams are others": (
        MATCH.format("Rangers", "Thistle", 3, 1, "second", "Friday", "Baird", "They", "eighth", "six"),
        MATCH.format("Morton", "Airdrie", 3, 1, "second", "Friday", "Baird", "They", "eighth", "six"),
    ),
    "another digit in a count": (
        CHEIA,
        CHEIA.replace("27 casas", "37 casas"),
    ),
    "another digit in an age": (
        CHEIA,
        CHEIA.replace("71 anos", "77 anos"),
    ),
    "a higher toll": (
        TRAM,
        TRAM.replace("drei Fahrgäste", "fünf Fahrgäste"),
    ),
    "in Ukrainian, another sum": (
        MIST,
        MIST.replace("84 мільйони", "94 мільйони"),
    ),
    "in French, another share": (
        GREVE,
        GREVE.replace("6 %", "8 %"),
    ),
    "in Spanish, other hills": (
        FUEGO,
        FUEGO.replace("Sierra de Gata", "Sierra de Gredos").replace("Junta de Extremadura", "Junta de Castilla y León"),
    ),
    "in Portuguese, another river": (
        CHEIA,
        CHEIA.replace("Odivelas", "Loures"),
    ),
    "in German, another town": (
        TRAM,
        TRAM.replace("Bremen", "Kassel").replace("Domsheide", "Königsplatz"),
    ),
    "in Ukrainian, another town": (
        MIST,
        MIST.replace("Чернігові", "Сумах").replace("Стрижень", "Псел"),
    ),
    "in French, another town": (
        GREVE,
        GREVE.replace("Rennes", "Nantes").replace("Keolis", "Semitan"),
    ),
    "another firm in another town": (
        PLANT,
        PLANT.replace("Zenith Motors", "Corvus Steel").replace("Tredegar", "Llanelli"),
    ),
    "the next event over the same background": (
        PLANT,
        "Workers at the gearbox plant at Tredegar voted by four to one for a strike, the union said on Friday. "
        "Zenith Motors told its 1,150 workers last week that it will close the plant next spring and move production "
        "of gearboxes to Slovakia. Ministers in Cardiff had offered the firm 30 million pounds to stay.",
    ),
    "the sentence after the verdict": (
        COURT,
        "The fish dealer Owen Pratt was sentenced to three years in prison in Halifax on 14 March. A jury had found "
        "him guilty of selling farmed salmon as wild for six years. He was led away in handcuffs; the judge turned "
        "down a further bail of 50,000 dollars.",
    ),
    "the contrary": (
        PLANT,
        PLANT.replace("will close", "will not close").replace("and move", "or move"),
    ),
    "guilty, and not guilty": (
        COURT,
        COURT.replace("guilty", "not guilty"),
    ),
    "in German, another street": (
        "Wegen eines Wasserrohrbruchs ist die Lindenstraße in Celle seit dem Morgen voll gesperrt. Die Stadtwerke "
        "rechnen damit, dass die Arbeiten bis zum Abend dauern. Der Busverkehr wird umgeleitet.",
        "Wegen eines Wasserrohrbruchs ist die Marktstraße in Celle seit dem Morgen voll gesperrt. Die Stadtwerke "
        "rechnen damit, dass die Arbeiten bis zum Abend dauern. Der Busverkehr wird umgeleitet.",
    ),
    "in Ukrainian, an alert and its end": (
        "Повітряну тривогу оголошено в Одеській області через загрозу балістики. Не залишайте укриття до відбою "
        "тривоги.",
        "Відбій повітряної тривоги в Одеській області. Можна залишати укриття. Дякуємо, що не нехтуєте сигналами.",
    ),
    "in Spanish, the index of another day": (
        "El Ibex 35 cerró este martes con una subida del 0,7 % y se situó en los 10.112 puntos, impulsado por la "
        "banca. Inditex fue el valor que más subió, un 2,3 %.",
        "El Ibex 35 cerró este jueves con una subida del 0,7 % y se situó en los 10.187 puntos, impulsado por la "
        "banca. Inditex fue el valor que más subió, un 2,3 %.",
    ),
    "in Portuguese, another number drawn": (
        "A chave do sorteio desta noite é 3, 9, 21, 33 e 47. O prémio sobe para 54 milhões de euros.",
        "A chave do sorteio desta noite é 3, 9, 21, 35 e 47. O prémio sobe para 54 milhões de euros.",
    ),
    "in French, a warning for another department": (
        "Météo-France place le Finistère en vigilance orange pour vents violents de samedi 18 heures à dimanche 6 "
        "heures. Des rafales de 120 km/h sont attendues sur la côte.",
        "Météo-France place le Morbihan en vigilance orange pour vents violents de samedi 18 heures à dimanche 6 "
        "heures. Des rafales de 120 km/h sont attendues sur la côte.",
    ),
    "two sentences of one speech": (
        "'We will not sell the harbour,' mayor Ines Prado told the council on Tuesday, to applause from the gallery. "
        "The vote is due next week.",
        "'Whoever wants to buy the harbour may swim,' mayor Ines Prado told the council on Tuesday, to laughter from "
        "the gallery. The vote is due next week.",
    ),
    "in German, two people missing": (
        "Die Polizei sucht nach der 15-jährigen Lena aus Gifhorn. Sie wurde zuletzt am Montag am Bahnhof gesehen und "
        "trägt eine blaue Jacke. Hinweise nimmt jede Dienststelle entgegen.",
        "Die Polizei sucht nach der 15-jährigen Mia aus Gifhorn. Sie wurde zuletzt am Montag am Bahnhof gesehen und "
        "trägt eine rote Jacke. Hinweise nimmt jede Dienststelle entgegen.",
    ),
    "in German, another club": (
        "Der VfL Bochum hat am Samstag mit 2:1 gegen Mainz gewonnen. Das Siegtor fiel in der Nachspielzeit nach "
        "einer Ecke. Der Trainer lobte die Moral seiner Mannschaft.",
        "Der SC Freiburg hat am Samstag mit 2:1 gegen Mainz gewonnen. Das Siegtor fiel in der Nachspielzeit nach "
        "einer Ecke. Der Trainer lobte die Moral seiner Mannschaft.",
    ),
    "in German, another village": (
        "In Hambühren ist am Sonntag eine Scheune abgebrannt. Menschen wurden nicht verletzt. Die Feuerwehr war mit "
        "vielen Kräften vor Ort. Die Ursache des Feuers ist noch unklar, die Polizei ermittelt.",
        "In Winsen ist am Sonntag eine Scheune abgebrannt. Menschen wurden nicht verletzt. Die Feuerwehr war mit "
        "vielen Kräften vor Ort. Die Ursache des Feuers ist noch unklar, die Polizei ermittelt.",
    ),
    "another school of the town": (
        "Pupils at Hill Lane School in Stoke were sent home on Monday after a boiler broke. The council said that it "
        "would be mended overnight and lessons would begin again as usual.",
        "Pupils at Park Road School in Stoke were sent home on Monday after a boiler broke. The council said that it "
        "would be mended overnight and lessons would begin again as usual.",
    ),
    "arrested, then charged": (
        "Police in Leeds have arrested a man of 34 over the theft of a painting by Atkinson Grimshaw from the city "
        "gallery, a spokesman said on Tuesday. The painting, worth 400,000 pounds, has not been found.",
        "Police in Leeds have charged a man of 34 over the theft of a painting by Atkinson Grimshaw from the city "
        "gallery, a spokesman said on Tuesday. The painting, worth 400,000 pounds, has not been found.",
    ),
    "a price that rose, and one that fell": (
        "Copper rose on Tuesday as traders weighed strikes in Chile against weak demand from China. Stocks in London "
        "warehouses were little changed, and the dollar was steady.",
        "Copper fell on Tuesday as traders weighed strikes in Chile against weak demand from China. Stocks in London "
        "warehouses were little changed, and the dollar was steady.",
    ),
    "missing, then found": (
        "Jack Doyle, a boy of nine from Cork, who had been missing since Sunday, was seen on a bus to Mallow, police "
        "said. They ask anyone who was on the bus to call them.",
        "Jack Doyle, a boy of nine from Cork, who had been missing since Sunday, was found safe in Mallow, police "
        "said. They thank everyone who called them.",
    ),
    "in Spanish, another team": (
        "El Betis venció 2-0 al Getafe en el Villamarín y se acerca a los puestos europeos. El equipo visitante "
        "terminó con diez jugadores por la expulsión de su capitán.",
        "El Sevilla venció 2-0 al Getafe en el Pizjuán y se acerca a los puestos europeos. El equipo visitante "
        "terminó con diez jugadores por la expulsión de su capitán.",
    ),
    "in Spanish, dearer and cheaper": (
        "El precio de la luz sube este lunes en el mercado mayorista por la falta de viento. Las horas más caras "
        "serán las de la noche, según el operador del mercado.",
        "El precio de la luz baja este lunes en el mercado mayorista por la falta de viento. Las horas más caras "
        "serán las de la noche, según el operador del mercado.",
    ),
    "in French, another village": (
        "Un automobiliste est mort samedi soir dans un accident à Vitré, en Ille-et-Vilaine. Sa voiture a quitté la "
        "route dans un virage. Une enquête a été ouverte par la gendarmerie.",
        "Un automobiliste est mort samedi soir dans un accident à Redon, en Ille-et-Vilaine. Sa voiture a quitté la "
        "route dans un virage. Une enquête a été ouverte par la gendarmerie.",
    ),
    "in Portuguese, another station": (
        "O metro fecha a estação do Rato no domingo para obras. Os passageiros podem usar os autocarros da Carris. A "
        "empresa pede desculpa pelo incómodo.",
        "O metro fecha a estação de Arroios no domingo para obras. Os passageiros podem usar os autocarros da "
        "Carris. A empresa pede desculpa pelo incómodo.",
    ),
    "in Ukrainian, another village shelled": (
        "Російські війська обстріляли з артилерії Марганецьку громаду. Пошкоджені будинки та лінія електропередач. "
        "Люди не постраждали, повідомив начальник області.",
        "Російські війська обстріляли з артилерії Покровську громаду. Пошкоджені будинки та лінія електропередач. "
        "Люди не постраждали, повідомив начальник області.",
    ),
    "in Ukrainian, other groups without power": (
        "Завтра у Києві застосують графіки погодинних відключень. Світла не буде у споживачів першої та другої "
        "черги. Графік може змінитися протягом дня.",
        "Завтра у Києві застосують графіки погодинних відключень. Світла не буде у споживачів третьої та четвертої "
        "черги. Графік може змінитися протягом дня.",
    ),
    "in Italian, another town": (
        "Allerta arancione per il maltempo a Lecco, dove domani le scuole resteranno chiuse. Lo ha deciso il sindaco "
        "dopo il bollettino della protezione civile.",
        "Allerta arancione per il maltempo a Como, dove domani le scuole resteranno chiuse. Lo ha deciso il sindaco "
        "dopo il bollettino della protezione civile.",
    ),
    "another minute of a match": (
        "67' Corner for Albion. It is cleared to the edge of the box and the shot goes wide of the left post.",
        "71' Corner for Albion. It is cleared to the edge of the box and the shot goes wide of the left post.",
    ),
    "another town on the river": (
        "A flood warning is in force for the River Teme at Ludlow. Property flooding is expected this evening. Move "
        "possessions and valuables off the ground or to safety.",
        "A flood warning is in force for the River Teme at Tenbury. Property flooding is expected this evening. Move "
        "possessions and valuables off the ground or to safety.",
    ),
    "another candidate": (
        "Anna Fell has won the Conservative nomination for the by-election in Ashby, beating two rivals in the first "
        "round of voting by party members on Saturday night.",
        "Tom Reed has won the Labour nomination for the by-election in Ashby, beating two rivals in the first round "
        "of voting by party members on Saturday night.",
    ),
    "in Ukrainian, numbers with an apostrophe": (
        "На Сумщині за добу пошкоджено п'ять будинків, повідомила обласна адміністрація. Обійшлося без постраждалих.",
        "На Сумщині за добу пошкоджено дев'ять будинків, повідомила обласна адміністрація. Обійшлося без постраждалих.",
    ),
    "in Portuguese, another day of the week": (
        "A estação do Rossio fecha na segunda-feira à noite para obras na linha. Os comboios param em Campolide.",
        "A estação do Rossio fecha na terça-feira à noite para obras na linha. Os comboios param em Campolide.",
    ),
    "roads that were closed, and are open again": (
        "Mill Lane, Stones River Road, Elam Bridge and the road between Bradfield and Double Spring are closed after "
        "the flood, the county of Rutherford said on Monday. Drivers can ask about their way on the county's website.",
        "Mill Lane, Stones River Road, Elam Bridge and the road between Bradfield and Double Spring are open again "
        "after the flood, the county of Rutherford said on Monday. Drivers can ask about their way on the county's "
        "website.",
    ),
}  # fmt: skip

# label: (first, second): two reports of one outlet in one form; of two outlets the second would be a copy
IN_ONE_FORM: dict[str, tuple[Told, Told]] = {
    "another building on fire": (
        "In Hambühren ist am Sonntag eine Scheune abgebrannt. Menschen wurden nicht verletzt. Die Feuerwehr war mit "
        "vielen Kräften vor Ort. Die Ursache des Feuers ist noch unklar, die Polizei ermittelt.",
        "In Hambühren ist am Sonntag ein Wohnhaus abgebrannt. Menschen wurden nicht verletzt. Die Feuerwehr war mit "
        "vielen Kräften vor Ort. Die Ursache des Feuers ist noch unklar, die Polizei ermittelt.",
    ),
    "another threat": (
        "Повітряні сили попереджають про загрозу ударних безпілотників для Сумської та Чернігівської областей. "
        "Перебувайте в укриттях до відбою.",
        "Повітряні сили попереджають про загрозу балістичних ракет для Сумської та Чернігівської областей. "
        "Перебувайте в укриттях до відбою.",
    ),
}


@pytest.mark.parametrize(("first", "second", "kind"), COPIES.values(), ids=COPIES)
def test_copies(first: Told, second: Told, kind: str) -> None:
    assert second_of(first, second).duplicate_kind == kind
    assert second_of(second, first).duplicate_kind is not None, "whichever comes first"


@pytest.mark.parametrize(("first", "second"), REPORTS.values(), ids=REPORTS)
def test_reports_in_the_form_of_others(first: Told, second: Told) -> None:
    assert second_of(first, second).duplicate_kind is None
    assert second_of(second, first).duplicate_kind is None


@pytest.mark.parametrize(("first", "second"), IN_ONE_FORM.values(), ids=IN_ONE_FORM)
def test_reports_of_one_outlet_in_one_form(first: Told, second: Told) -> None:
    assert second_of(first, second, outlet="The Courier").duplicate_kind is None


@pytest.mark.xfail(
    strict=True, reason="of two outlets nothing tells another noun of one form from a word that was changed"
)
@pytest.mark.parametrize(("first", "second"), IN_ONE_FORM.values(), ids=IN_ONE_FORM)
def test_reports_of_two_outlets_in_one_form(first: Told, second: Told) -> None:
    assert second_of(first, second).duplicate_kind is None

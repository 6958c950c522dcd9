"""Which claim a denial denies: posts of one event in words, who denies in which words, and whose words he denies.

Most were written before the rules were looked at; negatives stand beside positives.
"""

from __future__ import annotations

import pytest

from streams.records import Post
from tests.stages.curate.one_event import the_event, told

A, B = "The Courier", "The Lantern"

Named = tuple[str, str]
"""A part of the speaker's name, and one of the verb and the words."""

DENIED: dict[str, tuple[list[Post], Named, Named]] = {
    "no offer received": (
        [told(A, 0, "Lazio have accepted an offer of 40 million euros for keeper Jon Weir, a source close to the "
                 "deal said."),
         told(B, 120, "Lazio said on Monday it had received no offer for Jon Weir.")],
        ("Lazio", "no offer"), ("source", "accepted an offer")),
    "nobody was turned away": (
        [told(A, 0, "Relatives say that the hospital in Brod turned away two patients that night."),
         told(B, 300, "\"Nobody was turned away,\" hospital director Vesna Lulic told the paper.")],
        ("Lulic", "Nobody"), ("Relatives", "turned away")),
    "the denial reported as that is not true": (
        [told(A, 0, "The mayor of Brod, Ante Peric, ordered the gates of the dam to be opened at night, two council "
                 "members said."),
         told(B, 60, "\"That is simply not true. I gave no such order,\" Peric said on the gates of the dam.")],
        ("Peric", "not true"), ("council members", "ordered the gates")),
    "pure invention": (
        [told(A, 0, "The army shelled the market in Dorra, rebel spokesman Issa Dan said."),
         told(B, 60, "The army called the report of shelling in Dorra \"pure invention\".")],
        ("army", "pure invention"), ("Issa Dan", "shelled")),
    "rejects that version": (
        [told(A, 0, "The driver had braked too late, the prosecutor in Brod said."),
         told(B, 60, "The driver's lawyer, Mira Han, rejected that version: the brakes, she said, did not work.")],
        ("Mira Han", "version"), ("prosecutor", "braked")),
    "denies in the second half": (
        [told(A, 0, "The union says that 900 jobs will go at Halden Steel in Brod. The firm denies this and speaks "
                 "of 300.")],
        ("Halden", ""), ("union", "900 jobs")),
    "was empty, not full": (
        [told(A, 0, "The tank at the Brod plant was full of acid, the union said."),
         told(B, 60, "The tank at the Brod plant had been empty for a week, plant manager Rolf Eik said.")],
        ("Rolf Eik", "empty"), ("union", "full of acid")),
    "warnings given, warnings not received": (
        [told(A, 0, "The weather office said it had sent three warnings to the Brod council before the flood. The "
                 "council said no warning had reached it.")],
        ("council", "no warning"), ("weather office", "three warnings")),
    "Russia denies striking": (
        [told(A, 0, "Ukraine's air force said a Russian missile had hit the theatre in Sumy."),
         told(B, 60, "Russia's defence ministry denied that its missiles had hit the theatre in Sumy.")],
        ("ministry", "hit the theatre"), ("air force", "missile")),
    "group says it did not plant": (
        [told(A, 0, "Police blame the group Red Dawn for the bomb at the Brod station."),
         told(B, 300, "Red Dawn said in a statement it had not planted the bomb at the station.")],
        ("Red Dawn", "planted"), ("Police", "Red Dawn")),
    "contrary to what X said": (
        [told(A, 0, "The line at Brod will reopen on Friday, rail boss Udo Kern said."),
         told(B, 60, "Contrary to what the rail boss said, the line at Brod will not reopen on Friday, minister Lia "
                 "Orr said.")],
        ("Lia Orr", "will not reopen"), ("Udo Kern", "reopen")),
    "insists that it was locked": (
        [told(A, 0, "The door of the hall in Brod had been left open, inspector Ann Day said."),
         told(B, 60, "Caretaker Bo Lund insists that the door of the hall in Brod was locked.")],
        ("Bo Lund", "locked"), ("Ann Day", "left open")),
    "rejects accusation of": (
        [told(A, 0, "Opposition leader Kira Sol accused the government of rigging the vote in Brod."),
         told(B, 60, "The government rejected accusations of vote rigging in Brod.")],
        ("government", "rigging"), ("Kira Sol", "rigging")),
    "uk: заперечило": (
        [told(A, 0, "Рятувальники запізнилися на годину, сказав мешканець Іван Коваль."),
         told(B, 60, "ДСНС заперечила, що рятувальники запізнилися на годину.")],
        ("ДСНС", "запізнилися"), ("Коваль", "запізнилися")),
    "es: no hubo aviso": (
        [told(A, 0, "La alcaldesa Rosa Vidal aseguró que la empresa había avisado del cierre de la planta."),
         told(B, 60, "La empresa negó que hubiera avisado del cierre de la planta.")],
        ("empresa", "avisado"), ("Vidal", "avisado")),
    "de: wies zurueck": (
        [told(A, 0, "Die Firma habe den Deich nicht geprüft, sagte Bürgermeister Jan Roth."),
         told(B, 60, "Die Firma bestritt, dass sie den Deich nicht geprüft habe.")],
        ("Firma", "Deich"), ("Jan Roth", "Deich")),
    "fr: a dementi": (
        [told(A, 0, "Le syndicat affirme que l'usine de Brod va fermer en juin."),
         told(B, 60, "La direction a démenti que l'usine de Brod va fermer en juin.")],
        ("direction", "usine"), ("syndicat", "usine")),
    "pt: negou": (
        [told(A, 0, "O autarca Rui Matos disse que a barragem de Brod abriu as comportas sem aviso."),
         told(B, 60, "A empresa negou que a barragem de Brod tenha aberto as comportas sem aviso.")],
        ("empresa", "barragem"), ("Matos", "barragem")),
    "the toll is denied with a number": (
        [told(A, 0, "Seven people died in the camp at Dorra, aid group Medair said."),
         told(B, 60, "The governor of Dorra denied the figure of seven dead and said there had been two.")],
        ("governor", "figure"), ("Medair", "Seven")),
    "X says Y denied": (
        [told(A, 0, "Witness Ada Lin said the guard had fired first at the Brod gate."),
         told(B, 60, "The prosecutor said the guard had denied firing first at the Brod gate.")],
        ("", "firing first"), ("Ada Lin", "fired first")),
    "answered by nonsense": (
        [told(A, 0, "Striker Leo Vance will leave Halden in June, his agent Max Roe said. \"Nonsense,\" said Halden's "
                 "coach Ute Beck.")],
        ("Ute Beck", "Nonsense"), ("Max Roe", "leave")),
    "no cracks": (
        [told(A, 0, "Engineers warned in May of cracks in the bridge at Brod, according to a letter seen by this "
                 "paper."),
         told(B, 60, "There were no cracks in the bridge at Brod, transport minister Lia Orr said.")],
        ("Lia Orr", "cracks"), ("letter", "cracks")),
    "rejected the union's account": (
        [told(A, 0, "Guards had locked two doors before the fire at Halden, the Orsa union said."),
         told(B, 60, "Halden Steel rejected the union's account of the fire.")],
        ("Halden", "account"), ("union", "locked")),
    "dismissed Moscow's claim": (
        [told(A, 0, "Moscow said its forces had taken the village of Dorra."),
         told(B, 60, "Kyiv dismissed Moscow's claim about the village as propaganda.")],
        ("Kyiv", "claim"), ("Moscow", "taken")),
    "the reports were untrue": (
        [told(A, 0, "Workers at the Halden plant were told to stay during the flood, two of them told this paper."),
         told(B, 60, "A Halden spokesman said reports that workers were told to stay during the flood were untrue.")],
        ("Halden", "untrue"), ("two", "told to stay")),
    "called it a lie": (
        [told(A, 0, "The coach hit a pupil in May, a parent, Sue Lamb, said. “That is a lie,” the coach, Hal Orr, "
                 "told the paper.")],
        ("Hal Orr", "a lie"), ("Sue Lamb", "hit a pupil")),
    "a spokesman for X denied this": (
        [told(A, 0, "The plane was sold to Orsa Air in May, the watchdog said. A spokesman for Orsa Air denied this.")],
        ("spokesman", "this"), ("watchdog", "sold")),
    "responded that": (
        [told(A, 0, "Teacher Lena Voss said pupils had not been warned. The school responded that all pupils had "
                 "been warned by text.")],
        ("school", "warned"), ("Lena Voss", "not been warned")),
    "accused, denies wrongdoing": (
        [told(A, 0, "Prosecutors accuse banker Ned Pryce of hiding losses of 9 million euros."),
         told(B, 90, "Pryce denies any wrongdoing, his lawyer said.")],
        ("lawyer", "wrongdoing"), ("Prosecutors", "hiding")),
    "minister denies the leak in another post": (
        [told(A, 0, "Acid has been leaking into the Orsa for a week, fisherman Ole Dahl said."),
         told(B, 90, "Minister Lia Orr denied that acid was leaking into the river Orsa.")],
        ("Lia Orr", "acid"), ("Ole Dahl", "Acid")),
}  # fmt: skip

KNOWN_WRONG: dict[str, tuple[list[Post], Named, Named]] = {
    "dismissed the claim as": (
        [told(A, 0, "The vaccine had been spoiled by heat, nurse Ida Poe said."),
         told(B, 60, "The health ministry dismissed the nurse's claim as groundless; all doses, it said, had been "
                 "kept cold.")],
        ("ministry", "claim"), ("Ida Poe", "spoiled")),
    "neighbours contradict": (
        [told(A, 0, "The owner of the club in Brod, Paul Weiss, says the exits were never blocked."),
         told(B, 60, "The exits of the club in Brod were blocked by crates, the fire chief said.")],
        ("chief", "blocked"), ("Paul Weiss", "blocked")),
    "was never asked": (
        [told(A, 0, "The Brod council refused to pay for the dike, farmer Ulf Jan said."),
         told(B, 60, "Councillor Ina Moe said the council had never refused to pay for the dike.")],
        ("Ina Moe", "never refused"), ("Ulf Jan", "refused")),
    "serviced or not": (
        [told(A, 0, "The lift had not been serviced since spring, a mechanic said. The owner of the lift, Jo Carr, "
                 "said it had been serviced in June.")],
        ("Jo Carr", "serviced"), ("mechanic", "serviced")),
    "both claim the town": (
        [told(A, 0, "The rebels said they had taken Dorra."),
         told(B, 30, "The army said it had not lost Dorra.")],
        ("army", "not lost"), ("rebels", "taken")),
}  # fmt: skip

NOT_DENIED: dict[str, list[Post]] = {
    "what lies somewhere is no lie": [
        told(A, 0, "The ferry sank in ten minutes, sailor Ulf Dahl said. Its wreck lies off Brod, the harbour master "
                   "said."),
    ],
    "one person is not nobody, in French": [
        told(A, 0, "Une personne a été tuée à Brod, selon les pompiers."),
        told(B, 20, "Deux voitures ont brûlé à Brod, selon le préfet."),
    ],
    "what is called too dear is not denied": [
        told(A, 0, "The bridge will cost 9 million euros, minister Lia Orr said."),
        told(B, 20, "The union called the price of the bridge absurd."),
    ],
    "two numbers of two things": [
        told(A, 0, "Police said 12 people had been arrested in Brod."),
         told(B, 60, "The hospital said 5 people had been hurt in Brod.")],
    "no injuries beside a claim": [
        told(A, 0, "The union said the roof of the hall in Brod had leaked for weeks. The fire service said nobody "
                 "was hurt.")],
    "not yet": [
        told(A, 0, "The police said they had found a knife in Brod."),
         told(B, 60, "The prosecutor said no charge had been brought in Brod yet.")],
    "denies visa": [
        told(A, 0, "The embassy said the singer had asked for a visa."),
         told(B, 60, "The ministry denied the singer a visa, her manager said.")],
    "will not comment": [
        told(A, 0, "The union said 900 jobs would go at Halden Steel."),
         told(B, 60, "Halden Steel did not comment on the jobs.")],
    "agree in the negative": [
        told(A, 0, "The brakes did not work, driver Tom Orr said."),
         told(B, 60, "The brakes were not working, inspector Ann Day said.")],
    "opened since": [
        told(A, 0, "The bridge at Brod is closed, police said."),
         told(B, 900, "The bridge at Brod is open again, police said.")],
    "never heard of it": [
        told(A, 0, "Brod's mayor said the hall had been built in 1930."),
         told(B, 60, "\"I have never seen such a fire,\" neighbour Ida Poe said.")],
    "denied another": [
        told(A, 0, "Halden Steel said its furnace at Brod had been shut."),
         told(B, 60, "Halden Steel's rival Orn denied that it would buy the furnace's ore.")],
    "not only": [
        told(A, 0, "The storm had torn down the power line, grid firm Netz said."),
         told(B, 60, "Mayor Bo Lund said the storm had not only torn down the power line but the tower as well.")],
    "rejects the offer": [
        told(A, 0, "Halden offered its workers 3 percent more pay, the firm said."),
         told(B, 60, "The union rejected the offer of 3 percent more pay.")],
    "denied by police what nobody said": [
        told(A, 0, "Police said the road to Dorra was shut."),
         told(B, 90, "The mayor denied that police had been called late.")],
    "a report was published": [
        told(A, 0, "The union said two doors were locked."),
         told(B, 90, "The ministry rejected the report of the auditors on school meals.")],
    "rises": [
        told(A, 0, "At least 20 people were killed in Dorra, the governor said."),
         told(B, 300, "31 people were killed in Dorra, the hospital said.")],
    "not alone": [
        told(A, 0, "“We are not afraid,” Lia Orr said in Dorra."),
         told(B, 20, "People in Dorra are afraid of another flood, Ulf Jan said.")],
}  # fmt: skip

FALSELY_DENIED: dict[str, list[Post]] = {
    "no survivors and one": [
        told(A, 0, "There were no survivors of the crash at Brod, police said."),
         told(B, 800, "A boy of five was found alive at the crash at Brod, rescuers said.")],
}  # fmt: skip


@pytest.mark.parametrize(("posts", "by", "denied"), DENIED.values(), ids=DENIED)
def test_denied(posts: list[Post], by: Named, denied: Named) -> None:
    claims = the_event(posts).claims

    def named(name: Named) -> list[tuple[str, str | None]]:
        speaker, words = (part.casefold() for part in name)
        return [
            (c.claim_id, c.denies) for c in claims
            if speaker in (c.speaker or "").casefold() and words in f"{c.verb} {c.text}".casefold()
        ]  # fmt: skip

    assert {answer for _, answer in named(by)} & {claim for claim, _ in named(denied)}, [
        (c.speaker, c.text, c.denies) for c in claims
    ]


@pytest.mark.xfail(strict=True, reason="curate: needs more than words in common")
@pytest.mark.parametrize(("posts", "by", "denied"), KNOWN_WRONG.values(), ids=KNOWN_WRONG)
def test_known_wrong(posts: list[Post], by: Named, denied: Named) -> None:
    test_denied(posts, by, denied)


@pytest.mark.parametrize("posts", NOT_DENIED.values(), ids=NOT_DENIED)
def test_not_denied(posts: list[Post]) -> None:
    """Nobody's claim is denied; who denies something that no post claims may be disputed for himself."""
    claims = the_event(posts).claims
    ids = {claim.claim_id for claim in claims}
    assert not [(c.speaker, c.text) for c in claims if c.denies in ids or (c.status == "disputed" and c.denies is None)]


@pytest.mark.xfail(strict=True, reason="curate: a later find is no denial of what was known before")
@pytest.mark.parametrize("posts", FALSELY_DENIED.values(), ids=FALSELY_DENIED)
def test_falsely_denied(posts: list[Post]) -> None:
    test_not_denied(posts)

"""Who says what, by which words: labelled texts with the claim each must give, and texts that hold none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.records import Claim
from streams.stages.enrich import claims
from tests.stages.enrich.reading import SEED, claims_in, document, names_in, seed_post

# text -> (sayer, cue, what is told) of its only claim
TOLD = {
    "someone described, then named with what he is": (
        "The film’s maker, the painter Mikkel Holm, told the jury it was over.",
        "Mikkel Holm", "told", "it was over",
    ),
    "who gave a name": (
        "A neighbour, who gave her name as Anna Reyes, said the dam had held.",
        "Anna Reyes", "said", "the dam had held",
    ),
    "someone described and named before a verb that says nothing": (
        "Her trainer, Anna Reyes, was delighted: “She is the best we have.”",
        "Anna Reyes", "was delighted", "“She is the best we have.”",
    ),
    "who met somebody is not that one": (
        "A neighbour, who met Anna Reyes, said the dam had held.", "A neighbour", "said", "the dam had held",
    ),
    "a sayer described behind a comma outside": (
        "“The verdict is a disgrace for the town”, Anna Reyes, a lawyer from Leeds, said.",
        "Anna Reyes", "said", "“The verdict is a disgrace for the town”",
    ),
    "a verb that says nothing, and a colon": (
        "Mayor Anna Reyes was blunt: “It is over for this government.”",
        "Anna Reyes", "was blunt", "“It is over for this government.”",
    ),
    "a verb that says nothing, behind": (
        "“It will never come back here”, Mayor Anna Reyes shrugs.",
        "Anna Reyes", "shrugs", "“It will never come back here”",
    ),
    "words of an office seen as something": (
        "For days the mayor has seen it as “a matter for the police alone”.",
        "the mayor", "has seen", "“a matter for the police alone”",
    ),
    "in somebody's view": (
        "For coach Anna Reyes, “the penalty was a joke”.", "Anna Reyes", "For", "“the penalty was a joke”",
    ),
    "somebody without a name, and a colon": (
        "A spokesman: “We are looking at everything now.”",
        "A spokesman", ":", "“We are looking at everything now.”",
    ),
    "a comma outside the quotation": (
        "“Nobody warned the town of it”, said Anna Reyes of the foresters’ union.",
        "Anna Reyes", "said", "“Nobody warned the town of it”",
    ),
    "someone described, then named": (
        "A baker, Anna Reyes, told the paper that the oven had been cold.",
        "Anna Reyes", "told", "that the oven had been cold",
    ),
    "somebody's sister, then named": (
        "Petra’s sister, Anna Reyes, said the hall had been full.", "Anna Reyes", "said", "the hall had been full",
    ),
    "somebody's sister named behind the verb": (
        "“The boy is on no list at all,” said Petra’s sister, Anna Reyes.",
        "Anna Reyes", "said", "“The boy is on no list at all,”",
    ),
    "a name and a colon in the line": (
        "Shopkeeper Anna Reyes: “They were polite and I gave them coffee.”",
        "Anna Reyes", ":", "“They were polite and I gave them coffee.”",
    ),
    "words told and quoted": (
        "Anna Reyes blamed the wind: “Nobody likes to give this news.”",
        "Anna Reyes", "blamed", "the wind … “Nobody likes to give this news.”",
    ),
    "called by a quotation behind an aside": (
        "Anna Reyes called the report, made within hours, “a list written with shaking hands”.",
        "Anna Reyes", "called", "the report … “a list written with shaking hands”",
    ),
    "indirect, with that": (
        "Anna Reyes said that the dam had held.", "Anna Reyes", "said", "that the dam had held",
    ),
    "indirect, without that": ("Anna Reyes said the dam had held.", "Anna Reyes", "said", "the dam had held"),
    "a day between verb and words": (
        "Anna Reyes said on Tuesday the dam had held.", "Anna Reyes", "said", "the dam had held",
    ),
    "a clock and its zone between verb and words": (
        "Anna Reyes said at 9am local time the dam had held.", "Anna Reyes", "said", "the dam had held",
    ),
    "a clock and its zone behind the verb": (
        "The dam had held, Anna Reyes said at 9am local time.", "Anna Reyes", "said", "The dam had held",
    ),
    "at the end of the sentence": ("The dam had held, Anna Reyes said.", "Anna Reyes", "said", "The dam had held"),
    "turned at the end": (
        "The dam had held, said Anna Reyes, the mayor of Orton.", "Anna Reyes", "said", "The dam had held",
    ),
    "in the middle": (
        "The dam, Anna Reyes said, had held all night.", "Anna Reyes", "said", "The dam … had held all night",
    ),
    "according to, at the end": (
        "The dam had held, according to Anna Reyes.", "Anna Reyes", "according to", "The dam had held",
    ),
    "according to, in front": (
        "According to Anna Reyes, the dam had held.", "Anna Reyes", "According to", "the dam had held",
    ),
    "a quotation signed after it": (
        "“The dam has held all night,” Anna Reyes said.", "Anna Reyes", "said", "“The dam has held all night,”",
    ),
    "a quotation signed in turn": (
        '"Did it hold all night?" asked Anna Reyes.', "Anna Reyes", "asked", '"Did it hold all night?"',
    ),
    "a quotation announced": (
        "Anna Reyes wrote: “The dam has held all night.”", "Anna Reyes", "wrote", "“The dam has held all night.”",
    ),
    "a quotation in two parts": (
        "“It held,” Anna Reyes said. “Nobody was hurt there.”",
        "Anna Reyes", "said", "“It held,” … “Nobody was hurt there.”",
    ),
    "told to somebody": (
        "Anna Reyes told reporters in Orton that the dam had held.", "Anna Reyes", "told", "that the dam had held",
    ),
    "told them to do something": (
        "Anna Reyes told them to leave.", "Anna Reyes", "told", "to leave",
    ),
    "an apposition between": (
        "Anna Reyes, a retired engineer, said the dam had held.", "Anna Reyes", "said", "the dam had held",
    ),
    "a relative clause between": (
        "Anna Reyes, who runs the plant, said the dam had held.", "Anna Reyes", "said", "the dam had held",
    ),
    "a party in brackets between": (
        "Sen. Anna Reyes (D-Ore.) said the dam had held.", "Anna Reyes", "said", "the dam had held",
    ),
    "an adverbial in front": (
        "In a letter to staff, Anna Reyes said the dam had held.", "Anna Reyes", "said", "the dam had held",
    ),
    "a call on others": (
        "Anna Reyes called on farmers to stay indoors.", "Anna Reyes", "called on", "farmers to stay indoors",
    ),
    "an accusation": ("Anna Reyes accused the firm of lying.", "Anna Reyes", "accused", "the firm of lying"),
    "a vow": ("Anna Reyes vowed to rebuild the wall.", "Anna Reyes", "vowed", "to rebuild the wall"),
    "a rejection": ("Anna Reyes rejected the criticism.", "Anna Reyes", "rejected", "the criticism"),
    "a mind": (
        "Anna Reyes is confident that the dam will hold.", "Anna Reyes", "is confident", "that the dam will hold",
    ),
    "an official without a name": (
        "A fire service spokesman said the dam had held.", "A fire service spokesman", "said", "the dam had held",
    ),
    "a capital for its state": ("Nairobi says the dam has held.", "Nairobi", "says", "the dam has held"),
    "an institution": (
        "Kenya’s police said the dam had held.", "Kenyan police", "said", "the dam had held",
    ),
    "somebody's lawyer is not that somebody": (
        "A lawyer for Anna Reyes said the dam had held.", "A lawyer for Anna Reyes", "said", "the dam had held",
    ),
    "a noun": (
        "Few believed the claim that the dam had held.", "Few", "believed", "the claim that the dam had held",
    ),
    "a dateline is nobody's words": (
        "ORTON (Reuters) – The dam had held, Anna Reyes said.", "Anna Reyes", "said", "The dam had held",
    ),
    "a month that is also a verb": (
        "Theresa May said the dam had held.", "Theresa May", "said", "the dam had held",
    ),
    "a comparison at the end has no sayer of its own": (
        "Nine boats had sunk, Anna Reyes said, four more than the coastguard had reported.",
        "Anna Reyes", "said", "Nine boats had sunk … four more than the coastguard had reported",
    ),
    "a noun with its owner": (
        "Anna Reyes’s claim that the dam had held was false.", "Anna Reyes", "claim", "that the dam had held",
    ),
    "a noun that a verb carries": (
        "Anna Reyes delivered a fierce defence of the dam.",
        "Anna Reyes", "delivered a fierce defence of", "the dam",
    ),
    "a noun that a verb of saying carries": (
        "Anna Reyes expressed deep concern about the dam.",
        "Anna Reyes", "expressed deep concern about", "the dam",
    ),
    "a verb that another leads on to": (
        "Anna Reyes went on to explain that the dam had held.",
        "Anna Reyes", "went on to explain", "that the dam had held",
    ),
    "a heading's colon": (
        "Anna Reyes: Dam will be rebuilt", "Anna Reyes", ":", "Dam will be rebuilt",
    ),
    "a heading in title case": (
        "Anna Reyes Says Dam Will Be Rebuilt", "Anna Reyes", "Says", "Dam Will Be Rebuilt",
    ),
    "a transcript's line": (
        "ROA: The dam held. Nobody was hurt.", "ROA", ":", "The dam held. Nobody was hurt.",
    ),
    "a transcript's line in a mark that nobody closes": (
        "\"ROA: The dam held. Nobody was hurt.", "ROA", ":", "The dam held. Nobody was hurt.",
    ),
    "a participle in front": (
        "Praising the crews, Anna Reyes left the hall.", "Anna Reyes", "Praising", "the crews",
    ),
    "a verb hung on another": (
        "Anna Reyes tried to convince farmers that the dam had held.",
        "Anna Reyes", "tried to convince", "that the dam had held",
    ),
    "a verb hung on another by a preposition": (
        "Anna Reyes concluded by saying the dam had held.",
        "Anna Reyes", "concluded by saying", "the dam had held",
    ),
    "a verb before its adverb": (
        "Anna Reyes said sarcastically that the dam had held.",
        "Anna Reyes", "said sarcastically", "that the dam had held",
    ),
    "an adverb of a number is told": (
        "Anna Reyes said nearly 20 boats sank.", "Anna Reyes", "said", "nearly 20 boats sank",
    ),
    "as somebody said, in the middle": (
        "The dam, as Anna Reyes pointed out, had held.", "Anna Reyes", "pointed out", "The dam … had held",
    ),
    "as somebody said, in front": (
        "As Anna Reyes said, the dam had held.", "Anna Reyes", "said", "the dam had held",
    ),
    "a however between": ("Anna Reyes, however, said the dam had held.", "Anna Reyes", "said", "the dam had held"),
    "a plural far from its verb": (
        "Farmers in each valley want a new dam.", "Farmers in each valley", "want", "a new dam",
    ),
    "a name with its own participle": (
        "With Anna Reyes backing the plan, crews began.", "Anna Reyes", "backing", "the plan",
    ),
    "a crowd's town and day between": (
        "Anna Reyes told a crowd in Orton, Kent, on Monday that the dam had held.",
        "Anna Reyes", "told", "that the dam had held",
    ),
    "a side clause ends where the main clause goes on": (
        "While Anna Reyes said the dam had held, the road was closed.", "Anna Reyes", "said", "the dam had held",
    ),
    "the verb first": (
        "Said Anna Reyes: “The dam has held all night.”", "Anna Reyes", "Said", "“The dam has held all night.”",
    ),
    "what a paper found": (
        "The audit found 31 cracks in the dam.", "The audit", "found", "31 cracks in the dam",
    ),
    "a day between a verb and its infinitive": (
        "The council voted on Friday to close the road.", "The council", "voted", "to close the road",
    ),
    "a plan that is a verb": ("The council plans to close the road.", "The council", "plans", "to close the road"),
    "a plan that is a noun, and its owner": (
        "The council’s plans to close the road were late.", "The council", "plans", "to close the road",
    ),
    "a mind, of something": (
        "Anna Reyes was unhappy with the plan.", "Anna Reyes", "was unhappy with", "the plan",
    ),
    "a passive whose agent comes last": (
        "Tom Cole was called a hero by Anna Reyes.", "Anna Reyes", "was called", "Tom Cole … a hero",
    ),
    "an accusation that nobody is told to make": (
        "The firm was accused of poisoning the river.", None, "was accused of", "The firm … poisoning the river",
    ),
    "a belief that nobody is told to hold": (
        "The fire is believed to have started in a barn.", None, "is believed", "The fire … to have started in a barn",
    ),
    "a signature after a dash": (
        "“The dam has held all night.” — Anna Reyes", "Anna Reyes", "—", "“The dam has held all night.”",
    ),
}  # fmt: skip
NOTHING_TOLD = {
    "a title": "The book “A Long Way Home” was read by Anna Reyes.",
    "a sign by a door": "The sign by the door: “No dogs, no boots, no bread.”",
    "a part of a noun": "Anna Reyes bought the “best little car of the year”.",
    "nothing said": "The report said nothing.",
    "a passive without its agent": "The plan was criticised.",
    "a claim that is a noun": "The claims were filed on Monday.",
    "a word at arm's length": "The “special” zone was closed.",
    "what happened": "Crews rebuilt the wall and reopened the road.",
    "a heading's furniture": "Read more",
    "a plan that is a noun": "The plan cost a fortune.",
    "a call that nobody makes": "A call for calm was heard.",
    "what crews found": "Crews found 31 cracks in the dam.",
    "a noun behind a verb's preposition": "Anna Reyes spoke at the party debates about water.",
    "a banner and its colon": "Live: Dam breaks",
    "a verb of saying with its day alone": "Anna Reyes posted on Friday.",
}


def only(text: str) -> Claim:
    (claim,) = claims_in(text)
    return claim


@pytest.mark.parametrize("label", TOLD)
def test_told(label):
    text, sayer, cue, told = TOLD[label]
    claim = only(text)
    assert (claim.source, claim.cue, claim.text) == (sayer, cue, told)
    assert " … ".join(text[start:end] for start, end in claims.pairs(claim)) == told


@pytest.mark.parametrize("label", NOTHING_TOLD)
def test_nothing_told(label):
    assert claims_in(NOTHING_TOLD[label]) == ()


# text -> sayers in order
CARRIED = {
    "a quotation alone behind told words": (
        "Anna Reyes said nobody should go near the quay. “We do not know what is in it.”",
        ["Anna Reyes", "Anna Reyes"],
    ),
    "a quotation alone before its speaker": (
        "“Nothing is signed yet.” Anna Reyes denied on Monday that the ship had been sold.",
        ["Anna Reyes", "Anna Reyes"],
    ),
    "a quotation alone behind who it is about": (
        "Anna Reyes was asleep when the wall came down. “I thought it was over.”", ["Anna Reyes"],
    ),
    "a quotation alone before who it is about": (
        "“I thought it was over.” Anna Reyes was asleep when the wall came down.", ["Anna Reyes"],
    ),
    "a quotation alone that nobody says": ("The wall fell at noon. “It was loud there.” Police closed the road.", []),
    "who, and who": (
        "Two guards who saw it, and who feared that it was known, said the lock was broken.",
        ["Two guards", "Two guards"],
    ),
    "he and she": (
        "Anna Reyes said the dam had held. She added that roads were open.", ["Anna Reyes", "Anna Reyes"],
    ),
    "it": (
        "Chile’s Energy Ministry said power was back. It said that crews were working.",
        ["Chilean Energy Ministry", "Chilean Energy Ministry"],
    ),
    "a surname": (
        "Mayor Anna Reyes said the dam had held. Mr Cole doubted it. Reyes said roads were open.",
        ["Anna Reyes", "Cole", "Anna Reyes"],
    ),
    "and a second verb": (
        "Anna Reyes said the dam had held and added that roads were open.", ["Anna Reyes", "Anna Reyes"],
    ),
    "a participle": (
        "Anna Reyes said the dam had held, adding that roads were open.", ["Anna Reyes", "Anna Reyes"],
    ),
    "who, behind a sayer that signs": (
        "The dam had held, said Anna Reyes, who added that roads were open.", ["Anna Reyes", "Anna Reyes"],
    ),
    "a participle behind a quotation": (
        "Anna Reyes called it “a very close thing,” adding that roads were open.", ["Anna Reyes", "Anna Reyes"],
    ),
    "the next sentence has its own sayer": (
        "Anna Reyes says “it held all night.” Tom Cole says, “It burst at dawn.”", ["Anna Reyes", "Tom Cole"],
    ),
    "the office of one named later": ("The mayor said the dam had held. Mayor Anna Reyes left.", ["Anna Reyes"]),
    "an office that two are given": (
        "The Chilean president said the dam had held. "
        "Chilean president Luz Quispe met Chilean president Ana Paz.",
        ["The Chilean president"],
    ),
    "another's answer": (
        "Anna Reyes said the dam had held, but Tom Cole said it had burst.", ["Anna Reyes", "Tom Cole"],
    ),
    "who": ("It was up to Anna Reyes, who said the dam had held.", ["Anna Reyes"]),
    "a quotation's next paragraph": (
        "“The dam has held all night,” Anna Reyes said.\n“And nobody was hurt in the valley.”",
        ["Anna Reyes", "Anna Reyes"],
    ),
    "a far verb of one subject": (
        "Anna Reyes took the stage, hugged her son and then, to some surprise, said it was over.", ["Anna Reyes"],
    ),
    "an office before its holder is named": (
        "The Chilean president says power is back.\nPresident Luz Quispe left.", ["Luz Quispe"],
    ),
    "a block after a colon": (
        "Anna Reyes said:\n“The dam has held all night.”", ["Anna Reyes"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("label", CARRIED)
def test_carried(label):
    text, sayers = CARRIED[label]
    assert [claim.source for claim in claims_in(text)] == sayers


# text -> sayer, agency, channel
RELAYED = {
    "an agency at the end": (
        "Chile’s Energy Ministry said on Friday that power was back, Reuters reported.",
        "Chilean Energy Ministry", "Reuters", None,
    ),
    "according to a broadcaster": (
        "President Luz Quispe told ministers that power was back, according to state broadcaster NHK.",
        "Luz Quispe", "NHK", None,
    ),
    "told to an agency": (
        "“Power is back in every town,” Anna Reyes told French news agency AFP.",
        "Anna Reyes", "Agence France-Presse", None,
    ),
    "an agency that quotes": (
        "Interfax quoted Anna Reyes as saying that power was back.", "Anna Reyes", "Interfax", None,
    ),
    "an agency that quotes, at the end": (
        "Power was back, Interfax quoted Anna Reyes as saying.", "Anna Reyes", "Interfax", None,
    ),
    "one who is quoted": (
        "“Power is back in every town,” Anna Reyes was quoted by TASS as saying.", "Anna Reyes", "TASS", None,
    ),
    "an agency that cites": (
        "Reuters reported, citing two officials, that power was back.", "two officials", "Reuters", None,
    ),
    "an agency that cites, in front": (
        "Citing Anna Reyes, Reuters said power was back.", "Anna Reyes", "Reuters", None,
    ),
    "an agency that cites, at the end": (
        "Power was back, Reuters reported on Friday, citing Anna Reyes.", "Anna Reyes", "Reuters", None,
    ),
    "one person that quotes another": (
        "Tom Cole quoted Anna Reyes as saying that power was back.", "Tom Cole", None, None,
    ),
    "told to an agency, without that": (
        "A source close to the minister told Reuters power was back.",
        "A source close to the minister", "Reuters", None,
    ),
    "confirmed to an agency": (
        "Anna Reyes confirmed to AFP that power was back.", "Anna Reyes", "Agence France-Presse", None,
    ),
    "a post on a network": ("Anna Reyes said in a post on X that power was back.", "Anna Reyes", None, "post"),
    "one who is not named": (
        "Two officials, who asked not to be named, said power was back.", "Two officials", None, None,
    ),
    "an agency's own report": ("Reuters reported that power was back.", "Reuters", None, None),
    "a messaging app": ("Anna Reyes said on Telegram that power was back.", "Anna Reyes", None, "Telegram"),
    "an interview that carries it": (
        "Anna Reyes called on firms to save power, according to an interview published on Monday.",
        "Anna Reyes", None, "interview",
    ),
    "a nightly address": (
        "In her nightly address, Anna Reyes said power was back.", "Anna Reyes", None, "nightly address",
    ),
    "no channel": ("Anna Reyes said the radio was back.", "Anna Reyes", None, None),
}  # fmt: skip


@pytest.mark.parametrize("label", RELAYED)
def test_relayed(label):
    text, sayer, agency, channel = RELAYED[label]
    claim = only(text)
    assert (claim.source, claim.agency, claim.channel) == (sayer, agency, channel)
    assert claim.outlet == "The Courier"


HEDGES = {
    "one word": ("Anna Reyes said it was probably lost.", "probably"),
    "the longer of two": ("Anna Reyes said it was almost certainly lost.", "almost certainly"),
    "several": ("Anna Reyes said it was likely lost and could sink.", "likely, could"),
    "none": ("Anna Reyes said it was lost.", None),
    "a month is no doubt": ("Anna Reyes said it was lost in May.", None),
    "outside the claim": ("Perhaps it rained. Anna Reyes said it was lost.", None),
}


@pytest.mark.parametrize("label", HEDGES)
def test_hedge(label):
    text, hedge = HEDGES[label]
    assert claims_in(text)[-1].hedge == hedge


DENIALS = {
    "the accused answers": (
        "Riga says Minsk is sending migrants to the border, but Minsk says the migrants came alone.", 0,
    ),
    "a denial of what was just said": (
        "Anna Reyes said the firm had poisoned the river. Tom Cole denied that the firm had poisoned anything.", 0,
    ),
    "a denial that only points at it": (
        "Anna Reyes said the firm had poisoned the river. Tom Cole denied it.", 0,
    ),
    "a denial of any part in it": (
        "Anna Reyes said the firm had poisoned the river. Tom Cole denied any involvement.", 0,
    ),
    "a claim called untrue": (
        "Anna Reyes said the firm had poisoned the river. Tom Cole said that was untrue.", 0,
    ),
    "a quotation that calls it a lie": (
        "Anna Reyes said the firm had poisoned the river. “It is a lie,” Tom Cole said.", 0,
    ),
    "a claim that another denied": (
        "Anna Reyes said the firm had poisoned the river, a claim that Tom Cole denied.", 0,
    ),
    "what is turned down is not denied": (
        "Anna Reyes said roads were open. Tom Cole rejected the budget.", None,
    ),
    "an offer that is turned down": (
        "The firm said it offered 3 percent more. The union rejected the latest offer of 3 percent more.", None,
    ),
    "a rejection of something else": (
        "Anna Reyes said roads were open. Tom Cole rejected the theory of a leak.", "unknown",
    ),
    "that figure is the last number told": (
        "Twelve people were held, Anna Reyes said. “They kicked the door,” she said. Tom Cole called that figure "
        "baseless.", 0,
    ),
    "a falsehood told of something else": (
        "Anna Reyes said roads were open. Tom Cole said a false alarm had cost an hour.", None,
    ),
    "a denial of something out of reach": ("Tom Cole denied any part in the theft.", "unknown"),
    "two who agree": ("Anna Reyes said the river was safe, but Tom Cole said the fish were late.", None),
    "one who goes on": ("Anna Reyes said the river was safe, but she said the river was cold.", None),
}  # fmt: skip


@pytest.mark.parametrize("label", DENIALS)
def test_denies(label):
    text, denied = DENIALS[label]
    found = claims_in(text)
    assert found[-1].denies == (found[denied].claim_id if isinstance(denied, int) else denied)


def test_only_words_in_quotation_marks_are_a_quotation():
    quoted, mixed = claims_in("“The dam has held all night,” Anna Reyes said. She called it “a very close thing”.")
    assert quoted.quote
    assert not mixed.quote


def test_the_innermost_claim_has_the_figure():
    text = "Anna Reyes said 12 boats had sunk. Crews found 3."
    found = claims_in(text)
    assert claims.sayer_at(found, (text.index("12"), text.index("12") + 2)) == found[0]
    assert claims.sayer_at(found, (text.index("3."), text.index("3.") + 1)) is None


def test_the_same_words_said_twice_are_two_claims():
    first, second = claims_in("Anna Reyes said it held. Tom Cole said it held.")
    assert first.text == second.text
    assert first.claim_id != second.claim_id


pieces = st.lists(
    st.sampled_from([
        "Anna", "Reyes", "she", "it", "said", "says", "told", "according", "to", "that", ",", ".", ":", ";",
        "“", "”", '"', "'", "’s", "‘", "’", "--", "—", "(", ")", "\n", "but", "and", "which", "who", "the",
        "mayor", "denied", "adding", "called", "on", "Tuesday", "in", "a", "statement", "Reuters", "12",
        "boats", "sank", "Mr.", "probably", "é", "'n", "quoted", "as", "saying", "citing", "by", "with", "claim",
        "of", "his", "was", "accused", "trying", "ROA", "Says", "plans", "however", "president", "about",
    ]),
    max_size=60,
).map(" ".join)  # fmt: skip


@given(st.one_of(pieces, st.text(max_size=200)))
def test_any_text_is_read_and_spans_are_inside(text):
    found = claims_in(text)
    starts = [claims.pairs(claim)[0] for claim in found]
    assert starts == sorted(starts)
    assert len({claim.claim_id for claim in found}) == len(found)
    for claim in found:
        spans = [*claims.pairs(claim), *(span for span in (claim.source_span, claim.cue_span) if span)]
        assert all(0 <= start < end <= len(text) for start, end in spans)
    assert found == claims_in(text)


def test_a_sentence_without_an_end_is_read_in_pieces():
    text = "and Anna Reyes said that 12 boats sank which she denied " * 3000
    assert len(claims_in(text)) > 100


needs_seed = pytest.mark.skipif(not SEED.is_dir(), reason="the example page is not here")


def seed_claims(heading: str, lines: int) -> tuple[Claim, ...]:
    told, text = seed_post(heading, lines)
    post = document(text, told)
    return claims.find(post, names_in(text, told))


@needs_seed
def test_seed_relay_chains():
    (xi, also) = seed_claims("Xi tells Putin that road", 2)
    assert (xi.source, also.source, also.agency) == ("Xi Jinping", "Xi Jinping", "CCTV")
    ministry, it = seed_claims("Russia says it carried out", 2)
    assert (ministry.source, ministry.agency, it.source) == (
        "Russian Ministry of Defence", "Interfax", "Russian Ministry of Defence",
    )  # fmt: skip
    called, told, *_ = seed_claims("NATO chief calls", 3)
    assert (called.source, called.channel) == ("Jens Stoltenberg", "interview")
    assert (told.source, told.agency, told.quote) == ("Jens Stoltenberg", "DPA", True)


@needs_seed
def test_seed_telegram_and_the_denial():
    found = {claim.source: claim for claim in seed_claims("Kyiv residents told", 7)}
    assert found["Kyiv city government"].channel == "Telegram"
    assert found["Oleksiy Kuleba"].channel == "Telegram"
    assert found["Tehran"].denies == found["Kyiv"].claim_id


@needs_seed
def test_seed_the_british_ministry_says_it_all_and_hedges():
    found = seed_claims("Russia gets fourth commander", 5)
    assert {claim.source for claim in found} == {"British Ministry of Defence"}
    hedges = [claim.hedge or "" for claim in found]
    assert any("likely" in hedge for hedge in hedges)
    assert any("probably" in hedge for hedge in hedges)
    assert any("almost certainly" in hedge for hedge in hedges)


# text -> sayers in order, as they should be
KNOWN_FAILURES = {
    "a claim inside another's words": (
        "Anna Reyes said the boats, which Tom Cole said were empty, had sunk.", ["Anna Reyes", "Tom Cole"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("label", KNOWN_FAILURES)
@pytest.mark.xfail(strict=True)
def test_known_failure(label):
    text, sayers = KNOWN_FAILURES[label]
    assert [claim.source for claim in claims_in(text)] == sayers

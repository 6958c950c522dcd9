"""What flows: every record of the pipeline, one line of meaning per field.

``schemas/*.schema.json`` is generated from these types (``streams schemas``); a test fails when they differ.
Unknown is null, never "" or 0. Spans are half-open ``(start, end)`` in Unicode code points into ``text``; intervals of
time are half-open too. Instants are RFC 3339 in UTC. Enumerations are open strings: the documented values may grow.

Structs are msgspec's: they encode and decode several times as fast as frozen dataclasses with orjson
(``tests/benchmarks/records.py``), and give the JSON Schemas.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

from streams import RULES_VERSION


def about(meaning: str) -> Meta:
    """The one line of meaning of a field; the schema's description is this string."""
    return Meta(description=meaning)


CHANGE_KINDS = ("added", "updated", "merged", "split", "retracted", "reinstated")
SIGNIFICANCES = ("cosmetic", "clarification", "fact_change", "correction", "retraction")

Span = Annotated[tuple[int, int], about("Half-open (start, end) in code points.")]
Spans = Annotated[
    tuple[int | tuple[int, int], ...],
    about("(start, end), or a list of such where the words have a gap: [3, 9] or [[3, 9], [14, 20]]."),
]
Instant = Annotated[datetime, Meta(tz=True)]
FoundBy = Annotated[str | UnsetType, about("Which enricher found it, where several look for the same; else left out.")]


class Part(Struct, frozen=True, kw_only=True, gc=False):
    """A part of a record."""


# --------------------------------------------------------------------------------------------- raw


class Origin(Part, frozen=True):
    """Where in the log a record stood. Kept on posts; never on events, whose bytes must not depend on it."""

    topic: Annotated[str, about("Topic name.")]
    partition: Annotated[int, about("Partition number.")]
    offset: Annotated[int, about("Offset in the partition.")]


class RawUpdate(Struct, frozen=True, kw_only=True):
    """One update as received: verbatim bytes, and what its headers say they are. Never published as JSON."""

    ce_id: Annotated[str, about("CloudEvents id of the update; derived from its bytes where the producer gave none.")]
    ce_type: Annotated[str, about("streams.update.v1, or another type of raw record.")]
    source: Annotated[str, about("CloudEvents source: who sent it, a file's base name or a feed's name.")]
    desk: Annotated[str, about("The unit inside which posts may merge.")]
    seen: Annotated[Instant, about("When it was received: ce_time, or the broker's time stamp.")]
    content_type: Annotated[str | None, about("Media type, as declared.")] = None
    url: Annotated[str | None, about("Address of the page, feed or message.")] = None
    outlet: Annotated[str | None, about("Who published it, as declared.")] = None
    headers: Annotated[dict[str, str], about("Other headers, such as those of the HTTP answer.")] = {}
    body: Annotated[bytes, about("The bytes as received.")] = b""
    origin: Annotated[Origin | None, about("Where in the raw topic it stood; null in replay.")] = None


# ---------------------------------------------------------------------------------------- decisions

PostId = Annotated[str, Meta(pattern="^[0-9a-f]{24}$")]
PostIds = Annotated[tuple[PostId, ...], Meta(max_length=200)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]


class RawDecision(
    Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="schema", tag="streams.decision.v1"
):
    """What an operator decides: the body of a raw record whose ce_type is streams.decision.v1."""

    kind: Annotated[
        Literal["associate", "disassociate", "pin", "retract", "undo"],
        about("What is decided; streams/stages/curate/decisions.py says what each means."),
    ]
    posts: Annotated[PostIds, about("The posts it is about; two or more to associate, none to undo.")] = ()
    apart_from: Annotated[
        PostIds, about("Of disassociate: posts of another event; empty for all others of the event.")
    ] = ()
    whole_event: Annotated[bool, about("Of retract: the event that the posts tell of, whoever tells of it.")] = False
    undoes: Annotated[str | None, about("Of undo: decision_id of what is undone.")] = None
    because: Annotated[str, Meta(description="Why, in words.", min_length=1, max_length=2000, pattern=r"\S")]
    by: Annotated[Name | None, about("Who decides.")] = None
    desk: Annotated[str | None, about("Desk of the posts; where given, it must be the record's.")] = None
    last_seen: Annotated[
        Instant | None, about("When the posts were last seen, if known: forgotten ones are not waited for.")
    ] = None


class Decision(RawDecision, frozen=True, kw_only=True, forbid_unknown_fields=False, tag_field="schema",
               tag="news.decision.v1"):  # fmt: skip
    """A decision on its way to the events, in the order of its desk."""

    decision_id: Annotated[str, about("The raw record's ce_id: what an undo names.")]
    desk: Annotated[str, about("The desk whose posts it is about.")]
    seen: Annotated[Instant, about("When it was made: ce_time, or the broker's time stamp.")]
    ce_id: Annotated[str, about("The raw record that brought it.")]
    rules_version: Annotated[str, about("Version of the rules that read it.")] = RULES_VERSION


# -------------------------------------------------------------------------------------------- posts


class Reference(Part, frozen=True):
    """The time that relative words, windows and order use."""

    start: Annotated[Instant, about("From.")]
    end: Annotated[Instant, about("Until; equal to start for an instant.")]
    basis: Annotated[str, about("post (its own instant) | page (the page's date) | seen (when it was received).")]


class Post(Struct, frozen=True, kw_only=True, tag_field="schema", tag="news.post.v1"):
    """One unit of news with a stable id, a revision and the kind of change that brought it."""

    post_id: Annotated[str, about("Hash of the source's identity and the post's own id or first text; never changes.")]
    page_id: Annotated[str, about("Hash of the page, feed or channel that the post stands in.")]
    url: Annotated[str | None, about("Address of the post, else of its page.")]
    outlet: Annotated[str | None, about("Who published it.")]
    desk: Annotated[str, about("The unit inside which posts may merge.")]
    headline: Annotated[str | None, about("The post's own heading.")]
    text: Annotated[str, about("The body without its heading, paragraphs joined by one line feed.")]
    authors: Annotated[tuple[str, ...], about("By-line, one name each.")] = ()
    published: Annotated[Instant | None, about("The post's own instant of publication; never the page's date.")] = None
    updated: Annotated[Instant | None, about("The post's own instant of its last edit.")] = None
    reference: Annotated[Reference, about("The time that relative words are read against.")]
    seen: Annotated[Instant, about("When the update that brought it was received.")]
    zone: Annotated[str | None, about("IANA zone or fixed offset of the page's times, where it says so.")] = None
    position: Annotated[int | None, about("0 for the page's lead, 1, 2, … from the top; null off the page.")] = None
    change: Annotated[str, about("added | edited | moved | removed | aged_off | reinstated")] = "added"
    revision: Annotated[int, about("1 for the first record of this post; one more for each later one.")] = 1
    significance: Annotated[str | None, about(f"Of an edit: {' | '.join(SIGNIFICANCES)}; else null.")] = None
    post_type: Annotated[str, about("news | feature | teaser | recap | advert | background")] = "news"
    lang: Annotated[str | None, about("ISO 639-1 code of the text's language.")] = None
    embargoed_until: Annotated[Instant | None, about("Until when its publisher held it back.")] = None
    expires: Annotated[Instant | None, about("From when its publisher counts it as no longer current.")] = None
    other_headline: Annotated[str | None, about("The page's structured data's, where it shows another.")] = None
    duplicate_of: Annotated[
        str | None, about("The post whose words it has: of those that stand the first that came.")
    ] = None
    duplicate_group: Annotated[
        str | None, about("Id shared by an original and its copies; a part of a longer text has one of its own.")
    ] = None
    duplicate_kind: Annotated[
        str | None,
        about("exact | near | contained (in a longer post) | contains (its words beside others) | rewritten"),
    ] = None
    similarity: Annotated[
        float | None,
        about("0 to 1: Jaccard of word triples; of a part the share found; rewritten: of the words that say most."),
    ] = None
    copied: Annotated[tuple[Span, ...], about("Where in the text the other's words stand, if it contains them.")] = ()
    credit: Annotated[str | None, about("The news agency that it names as whose report it is.")] = None
    ce_id: Annotated[str, about("The raw update that brought this record.")]
    origin: Annotated[Origin | None, about("Where in the raw topic that update stood; null in replay.")] = None
    rules_version: Annotated[str, about("Version of the rules that made this record.")] = RULES_VERSION


# ----------------------------------------------------------------------------------------- enriched


class Passage(Part, frozen=True):
    """Neighbouring sentences that tell of one happening."""

    span: Annotated[Span, about("Where in the text.")]
    role: Annotated[str, about("main | mention | background: only a main passage may found an event.")]
    kind: Annotated[str | None, about("Kind of the happening told, as in Enriched.kind.")] = None
    happening: Annotated[
        int | None, about("Number of the happening a main passage tells of, in order; null in a mention or background.")
    ] = None


class Person(Part, frozen=True):
    """A person named in the post."""

    name: Annotated[str, about("Canonical name.")]
    aliases: Annotated[tuple[str, ...], about("Every spelling used, misspellings kept.")] = ()
    role: Annotated[str | None, about("Office or description, as the text gives it.")] = None
    affiliation: Annotated[str | None, about("Country or organisation of that office.")] = None
    spans: Annotated[tuple[Span, ...], about("Where named; empty when only the heading names them.")] = ()
    enricher: FoundBy = UNSET


class Organisation(Part, frozen=True):
    """An institution, company, armed force or outlet named in the post."""

    name: Annotated[str, about("Canonical name.")]
    aliases: Annotated[tuple[str, ...], about("Every spelling used.")] = ()
    kind: Annotated[
        str | None, about("ministry | government | military | agency | company | party | media | body | club | other")
    ] = None
    country: Annotated[str | None, about("ISO 3166 code of the state it belongs to.")] = None
    wikidata_id: Annotated[str | None, about("Wikidata id, where packaged open data has one.")] = None
    spans: Annotated[tuple[Span, ...], about("Where named.")] = ()
    enricher: FoundBy = UNSET


class PlaceAlternative(Part, frozen=True):
    """Another reading of a place name."""

    name: Annotated[str, about("Name in the gazetteer.")]
    geonames_id: Annotated[int | None, about("GeoNames id.")]
    country: Annotated[str | None, about("ISO 3166 code.")]
    score: Annotated[float, about("Score beside the chosen reading's, 0 to 1.")]


class Place(Part, frozen=True):
    """A place named in the post."""

    text: Annotated[str, about("As written.")]
    span: Annotated[Span | None, about("Where in the text; null when only the heading names it.")]
    name: Annotated[str, about("Name in the gazetteer, or as written where it is not in it.")]
    geonames_id: Annotated[int | None, about("GeoNames id; for an offset that of the town it starts from.")] = None
    lat: Annotated[float | None, about("Latitude, degrees.")] = None
    lon: Annotated[float | None, about("Longitude, degrees.")] = None
    country: Annotated[str | None, about("ISO 3166 code.")] = None
    zone: Annotated[str | None, about("IANA time zone.")] = None
    precision: Annotated[
        str | None,
        about("point | city | region | country | continent | offset: told by its way from a town (20 km south)"),
    ] = None
    radius_km: Annotated[float | None, about("Uncertainty around the coordinates, kilometres, for an offset.")] = None
    role: Annotated[str, about("target | origin | speaker | dateline | mentioned")] = "mentioned"
    score: Annotated[float | None, about("Confidence of the chosen reading, 0 to 1.")] = None
    alternatives: Annotated[tuple[PlaceAlternative, ...], about("Other readings, best first.")] = ()
    enricher: FoundBy = UNSET


class TimeExpression(Part, frozen=True):
    """A time told in the post, resolved against its reference and zone."""

    text: Annotated[str, about("As written.")]
    span: Annotated[Span, about("Where in the text.")]
    type: Annotated[str, about("TIMEX3 type: DATE | TIME | DURATION | SET")]
    value: Annotated[str | None, about("TIMEX3 value, in the zone given.")]
    start: Annotated[Instant | None, about("From, in UTC; null for a duration or a set.")] = None
    end: Annotated[Instant | None, about("Until (exclusive); equal to start for an instant.")] = None
    precision: Annotated[
        str | None, about("second | minute | hour | part | day | week | month | season | year | vague")
    ] = None
    zone: Annotated[str | None, about("Zone it was read in.")] = None
    enricher: FoundBy = UNSET


class FigureMention(Part, frozen=True):
    """A number somebody reported."""

    text: Annotated[str, about("As written.")]
    span: Annotated[Span, about("Where in the text; empty where the post is a heading alone.")]
    value: Annotated[float | None, about("The number; null for a range or a vague amount.")] = None
    low: Annotated[float | None, about("Lower end of a range or bound.")] = None
    high: Annotated[float | None, about("Upper end of a range or bound.")] = None
    bound: Annotated[str, about("exact | at_least | at_most | more_than | less_than | about | range | vague")] = "exact"
    unit: Annotated[str | None, about("pint's unit, currency code, percent, magnitude; null for a count.")] = None
    object: Annotated[str | None, about("What was counted or measured, singular: drone, missile, person.")] = None
    modifier: Annotated[str | None, about("Words that narrow the object: wooden, unmanned.")] = None
    action: Annotated[str | None, about("What happened to it: launched, destroyed, killed, …")] = None
    scope: Annotated[str | None, about("Place or group that the count is limited to, as written.")] = None
    sayer: Annotated[str | None, about("Whose count it is.")] = None
    counting: Annotated[str, about("total | increment")] = "total"
    kind: Annotated[
        str, about("event, or what it is instead: age | elapsed | measure | money | ordinal | part | percent | score")
    ] = "event"
    enricher: FoundBy = UNSET


class Claim(Part, frozen=True):
    """Something somebody said, and through whom it reached us."""

    claim_id: Annotated[str, about("Hash of the post and the claim's words.")]
    text: Annotated[str, about("What is claimed, as written.")]
    span: Annotated[Spans, about("Where.")]
    source: Annotated[str | None, about("Who says so, canonical name; null when the text does not tell.")] = None
    source_span: Annotated[Span | None, about("Where the sayer is named.")] = None
    source_kind: Annotated[str | None, about("person | organisation | official | unnamed")] = None
    cue: Annotated[str | None, about("Verb or phrase of saying, as written.")] = None
    cue_span: Annotated[Span | None, about("Where.")] = None
    quote: Annotated[bool, about("True where the words are quoted.")] = False
    hedge: Annotated[str | None, about("Words of doubt used: likely, probably, …")] = None
    denies: Annotated[str | None, about("claim_id denied, 'unknown' when it is out of reach, else null.")] = None
    channel: Annotated[str | None, about("Words for the channel: Telegram, interview, video address, …")] = None
    agency: Annotated[str | None, about("Outlet or agency that relays it: Interfax, DPA, CCTV, …")] = None
    outlet: Annotated[str | None, about("The page's own outlet.")] = None
    enricher: FoundBy = UNSET


class Enriched(Post, frozen=True, kw_only=True, tag_field="schema", tag="news.enriched.v1"):
    """A post with what was read from it."""

    passages: Annotated[tuple[Passage, ...], about("Cut of the text by happening, in order.")] = ()
    people: Annotated[tuple[Person, ...], about("People named.")] = ()
    organisations: Annotated[tuple[Organisation, ...], about("Organisations named.")] = ()
    places: Annotated[tuple[Place, ...], about("Places named.")] = ()
    times: Annotated[tuple[TimeExpression, ...], about("Times told.")] = ()
    figures: Annotated[tuple[FigureMention, ...], about("Numbers told.")] = ()
    claims: Annotated[tuple[Claim, ...], about("Who says what.")] = ()
    kind: Annotated[str | None, about("Kind of happening, from the list in schemas/README.md.")] = None
    kind_score: Annotated[float | None, about("How sure that kind is, 0 to 1; read it as a chance.")] = None
    enrichers: Annotated[dict[str, str], about("Who read it: the name and version of each enricher.")] = {}
    degraded: Annotated[
        tuple[str, ...], about("Enrichers that failed or are missing; 'cut' where only the beginning was read.")
    ] = ()


# ------------------------------------------------------------------------------------------- events


class Sentence(Part, frozen=True):
    """A sentence chosen from a post."""

    text: Annotated[str, about("As written; never invented.")]
    post_id: Annotated[str, about("The post it is from.")]


class Interval(Part, frozen=True):
    """A span of time."""

    start: Annotated[Instant, about("From.")]
    end: Annotated[Instant, about("Until.")]


class HappeningTime(Part, frozen=True):
    """When the event happened."""

    start: Annotated[Instant, about("From.")]
    end: Annotated[Instant, about("Until (exclusive); equal to start for an instant.")]
    precision: Annotated[str | None, about("As in TimeExpression.")]
    zone: Annotated[str | None, about("Zone of the place told of.")]
    basis: Annotated[str, about("told (the posts state it) | reference (from when they were published)")]


class EventPlace(Part, frozen=True):
    """A place of the event."""

    name: Annotated[str, about("Name in the gazetteer.")]
    geonames_id: Annotated[int | None, about("GeoNames id.")]
    lat: Annotated[float | None, about("Latitude, degrees.")]
    lon: Annotated[float | None, about("Longitude, degrees.")]
    country: Annotated[str | None, about("ISO 3166 code.")]
    precision: Annotated[str | None, about("As in Place.")]
    role: Annotated[str, about("target | origin | speaker | dateline | mentioned")]
    alternatives: Annotated[tuple[PlaceAlternative, ...], about("Other readings.")] = ()
    radius_km: Annotated[float | None, about("As in Place: how far off it may be, kilometres, for an offset.")] = None


class FigureRelation(Part, frozen=True):
    """How one figure of an event stands to another."""

    to: Annotated[str, about("The other's figure_id.")]
    kind: Annotated[str, about("corroborates | updates | part_of | narrower | conflicts")]


class Standing(Part, frozen=True):
    """One status that a figure or a claim has had."""

    status: Annotated[str, about("As of the figure or claim.")]
    since: Annotated[Instant, about("When the post that made it so was published, or said something else.")]
    post_id: Annotated[str, about("That post.")]
    by: Annotated[
        str | None, about("figure_id or claim_id in that post that made it so; null where it was told or taken back.")
    ] = None


class Figure(Part, frozen=True):
    """One number of the event, with all who gave it. Never averaged, never overwritten."""

    figure_id: Annotated[str, about("Hash of the event, measure, object, scope and value.")]
    measure: Annotated[str | None, about("What is measured: the action, or the unit of a measure.")]
    object: Annotated[str | None, about("What was counted, singular.")]
    value: Annotated[float | None, about("The number.")]
    low: Annotated[float | None, about("Lower end.")]
    high: Annotated[float | None, about("Upper end.")]
    bound: Annotated[str, about("As in FigureMention.")]
    unit: Annotated[str | None, about("As in FigureMention.")]
    scope: Annotated[str | None, about("Place or group that the count is limited to.")]
    as_of: Annotated[Instant | None, about("From when the number holds: the time of the newest post that gives it.")]
    counting: Annotated[str, about("total | increment")]
    sayers: Annotated[tuple[str, ...], about("Who gave it, canonical names.")] = ()
    claims: Annotated[tuple[str, ...], about("claim_ids that carry it.")] = ()
    posts: Annotated[tuple[str, ...], about("post_ids that print it.")] = ()
    independent_origins: Annotated[int, about("Independent sayers, not posts.")] = 1
    relation: Annotated[tuple[FigureRelation, ...], about("Its relations to other figures of the event.")] = ()
    status: Annotated[str, about("current | superseded | disputed | withdrawn")] = "current"
    origins: Annotated[
        tuple[str, ...],
        about("Who those are: state:UA, officials:Kyiv, organisation:…, person:…, sayer:…, outlet:…; 24 at most."),
    ] = ()
    history: Annotated[
        tuple[Standing, ...], about("Each status it has had, oldest first; of more than 8 the first and the newest.")
    ] = ()


class EventClaim(Part, frozen=True):
    """A claim about the event."""

    claim_id: Annotated[str, about("As in the post.")]
    text: Annotated[str, about("What is claimed.")]
    quote: Annotated[bool, about("True where the words are quoted.")]
    speaker: Annotated[str | None, about("Who says so.")]
    speaker_kind: Annotated[str | None, about("As Claim.source_kind.")]
    channel: Annotated[str | None, about("Telegram, interview, …")]
    agency: Annotated[str | None, about("Relaying agency or outlet.")]
    outlet: Annotated[str | None, about("The page's outlet.")]
    verb: Annotated[str | None, about("Verb of saying.")]
    hedge: Annotated[str | None, about("Words of doubt.")]
    post_id: Annotated[str, about("The post that prints it.")]
    span: Annotated[Spans, about("Where in that post.")]
    status: Annotated[str, about("single | corroborated | disputed | superseded | withdrawn")] = "single"
    independent_origins: Annotated[int, about("Independent sayers of the same claim.")] = 1
    denies: Annotated[str | None, about("claim_id denied.")] = None
    origins: Annotated[tuple[str, ...], about("Who those are, as in Figure.")] = ()
    history: Annotated[tuple[Standing, ...], about("Each status it has had, as in Figure.")] = ()


class Source(Part, frozen=True):
    """An outlet that told of the event."""

    outlet: Annotated[str | None, about("Outlet.")]
    family: Annotated[str | None, about("Publisher family or wire, counted as one origin.")]
    posts: Annotated[int, about("Posts from it.")]
    first_published: Annotated[Instant | None, about("Its first instant of publication.")]


class RelatedEvent(Part, frozen=True):
    """A link to another event."""

    event_id: Annotated[str, about("The other event.")]
    kind: Annotated[str, about("side_of | follows | background")]


class Reason(Part, frozen=True):
    """One piece of evidence: why a passage is in an event, why an event matters, what is new in a version."""

    evidence: Annotated[
        str,
        about(
            "Of a member: words | names | place | time | kind | figures | clash | occasion | page | copy | decision | "
            "veto:…; of importance: origins | growth | kind | harm | money | magnitude; of novelty: first | figures | "
            "claims | disputed | superseded | withdrawn | corroborated | people | places | organisations | time | "
            "origins | status."
        ),
    ]
    detail: Annotated[str, about("What was equal or different, what was counted or what is new, for people.")]
    weight: Annotated[float, about("What it added to the score.")] = 0.0


class Rival(Part, frozen=True):
    """The best event not chosen."""

    event_id: Annotated[str, about("The rival.")]
    score: Annotated[float, about("How well it fitted, 0 to 1.")]
    vetoes: Annotated[tuple[str, ...], about("Why it could not be, if it was barred.")] = ()


class Member(Part, frozen=True):
    """A post of the event, and why it is in it."""

    post_id: Annotated[str, about("The post.")]
    url: Annotated[str | None, about("Its address.")]
    outlet: Annotated[str | None, about("Its outlet.")]
    published: Annotated[Instant | None, about("Its own instant.")]
    headline: Annotated[str | None, about("Its heading.")]
    relation: Annotated[str, about("new | revision | duplicate | corroborates")]
    role: Annotated[str, about("main | mention | background")]
    spans: Annotated[tuple[Span, ...], about("Its passages that belong to this event.")]
    reasons: Annotated[tuple[Reason, ...], about("Why it was put here.")]
    score: Annotated[float | None, about("Score of the match, 0 to 1; null for the founder.")]
    rival: Annotated[Rival | None, about("The nearest rival.")]


class CuratedEvent(Struct, frozen=True, kw_only=True, tag_field="schema", tag="news.event.v1"):
    """One real-world event: everything that all its posts say of it."""

    event_id: Annotated[str, about("Hash of desk, founding post and number of the founding; never reused.")]
    version: Annotated[int, about("Rises by one for every record that changes the event.")]
    desk: Annotated[str, about("The desk it belongs to.")]
    status: Annotated[str, about("developing | merged | retracted")]
    settles_at: Annotated[Instant, about("From when a reader shows it as settled, unless it changes.")]
    merged_into: Annotated[
        str | None, about("The event that took its members; its own record says where that has gone since.")
    ] = None
    kind: Annotated[str | None, about("Kind of happening, as its posts have it, the surer the more.")]
    kind_score: Annotated[float | None, about("Share of that kind among its posts' two commonest.")]
    lang: Annotated[str | None, about("Language of most posts.")]
    rules_version: Annotated[str, about("Version of the rules.")] = RULES_VERSION
    headline: Annotated[str | None, about("Chosen from the posts.")]
    headline_post_id: Annotated[str | None, about("The post it is from.")] = None
    summary: Annotated[tuple[Sentence, ...], about("Sentences chosen from the posts.")]
    reference: Annotated[Interval, about("First to last reference time of its posts.")]
    time: Annotated[HappeningTime | None, about("When it happened.")]
    first_published: Annotated[Instant | None, about("First own instant of a post.")]
    last_published: Annotated[Instant | None, about("Last own instant of a post.")]
    first_seen: Annotated[Instant | None, about("When the first post was received.")]
    last_seen: Annotated[Instant | None, about("When the last post was received.")]
    places: Annotated[tuple[EventPlace, ...], about("Places.")]
    focus_place: Annotated[EventPlace | None, about("Where it is, in one place.")]
    people: Annotated[tuple[Person, ...], about("People.")]
    organisations: Annotated[tuple[Organisation, ...], about("Organisations.")]
    figures: Annotated[tuple[Figure, ...], about("Figures, side by side.")]
    claims: Annotated[tuple[EventClaim, ...], about("Claims.")]
    sources: Annotated[tuple[Source, ...], about("Outlets.")]
    independent_origins: Annotated[int, about("Outlets and agencies that count as independent.")]
    importance: Annotated[float, about("0 to 1: 1 - exp(-x), x the sum of the weights of its reasons.")]
    importance_reasons: Annotated[tuple[Reason, ...], about("What makes it matter, the weightiest first.")] = ()
    novelty: Annotated[float, about("0 to 1: how much the last record added, 1 - exp(-x) as in importance.")]
    novelty_reasons: Annotated[tuple[Reason, ...], about("What was new in it, the weightiest first.")] = ()
    related: Annotated[tuple[RelatedEvent, ...], about("Linked events.")] = ()
    degraded: Annotated[tuple[str, ...], about("Enrichers that failed on a member; 'cut' as in the post.")] = ()
    posts: Annotated[tuple[Member, ...], about("Members, with the reason for each.")]
    post_count: Annotated[int, about("Exact number of members.")]


class PatchOperation(Part, frozen=True):
    """One operation of a JSON Patch (RFC 6902)."""

    op: Annotated[str, about("add | remove | replace")]
    path: Annotated[str, about("JSON Pointer (RFC 6901).")]
    value: Annotated[object, about("The new value; absent for remove.")] = UNSET


class Cause(Part, frozen=True):
    """What brought a change about."""

    ce_id: Annotated[str, about("The raw update.")]
    post_id: Annotated[str | None, about("The post.")] = None
    decision_id: Annotated[str | None, about("The operator's decision.")] = None
    reason: Annotated[
        str | None, about("added | edited | removed | reinstated | copy | late | merged, or a decision's kind.")
    ] = None
    because: Annotated[str | None, about("The operator's reason.")] = None
    by: Annotated[str | None, about("The operator.")] = None


class Change(Struct, frozen=True, kw_only=True, tag_field="schema", tag="news.change.v1"):
    """One version of an event as a patch against the version before."""

    event_id: Annotated[str, about("The event.")]
    version: Annotated[int, about("The version that this change makes.")]
    desk: Annotated[str, about("Its desk.")]
    kind: Annotated[str, about(" | ".join(CHANGE_KINDS))]
    significance: Annotated[str, about(" | ".join(SIGNIFICANCES))]
    patch: Annotated[tuple[PatchOperation, ...], about("From the version before to this one.")]
    reverse_patch: Annotated[tuple[PatchOperation, ...], about("Back again.")]
    cause: Annotated[Cause, about("Why.")]
    seen: Annotated[Instant, about("When the causing update was received.")]
    rules_version: Annotated[str, about("Version of the rules.")] = RULES_VERSION


PUBLISHED: tuple[type[Struct], ...] = (Post, Enriched, CuratedEvent, Change, RawDecision, Decision)
"""The record types that have a schema of their own under ``schemas/``."""

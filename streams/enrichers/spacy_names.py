"""People and organisations by spaCy's trained models, for who wants them beside our rules or instead: ``names+=spacy``.

Needs ``pip install spacy`` and a model with entities in the language wanted, such as ``en_core_web_sm``. A model costs
several times what all of our enrichers cost together, and some hundred megabytes of each worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streams.records import Organisation, Person
from streams.stages.enrich import Enricher, Names, Reading

PEOPLE = frozenset({"PERSON", "PER"})
ORGANISATIONS = frozenset({"ORG"})
UNUSED = ("parser", "tagger", "morphologizer", "lemmatizer", "attribute_ruler")  # entities do without


def spacy() -> Enricher:
    """With the models that are installed; of two for one language, the first by name. Raises where there is none."""
    from spacy.util import get_installed_models, load_model

    models: dict[str, Any] = {}
    for name in sorted(get_installed_models()):
        model = load_model(name, exclude=UNUSED)
        models.setdefault(model.lang, model)
    if not models:
        raise LookupError("no model of spaCy's is installed, such as en_core_web_sm")
    return by(models)


def by(models: Mapping[str, Any]) -> Enricher:
    """With these models, by language; their names and versions are its version."""
    from spacy import __version__

    told = [f"{model.lang}_{model.meta['name']}-{model.meta['version']}" for model in models.values()]
    fallback = models.get("en") or next(iter(models.values()))

    def find(reading: Reading) -> Names:
        document = reading.document
        model = fallback if document.lang is None else models[document.lang]
        people: dict[str, list[tuple[int, int]]] = {}
        organisations: dict[str, list[tuple[int, int]]] = {}
        for entity in model(document.text).ents:
            group = people if entity.label_ in PEOPLE else organisations if entity.label_ in ORGANISATIONS else None
            if group is not None:
                group.setdefault(entity.text, []).append((entity.start_char, entity.end_char))
        return Names(
            tuple(Person(name=name, aliases=(name,), spans=tuple(spans)) for name, spans in people.items()),
            tuple(
                Organisation(name=name, aliases=(name,), spans=tuple(spans)) for name, spans in organisations.items()
            ),
        )

    return Enricher(
        name="spacy", finds="names", version=" ".join([__version__, *told]), find=find, languages=frozenset(models)
    )

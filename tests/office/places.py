"""Addresses and posted forms, as a browser would make them."""

import html
import re

from django.urls import reverse


def measure_url(world, organisation: str, measure: str, page: str = "measure") -> str:
    return reverse(f"office:{page}", args=[world.return_of(organisation).pk, world.measures[measure].pk])


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send of the form with the id "answers": every field with what stands in it."""
    form = re.search(r'<form[^>]*id="answers".*?</form>', page, re.DOTALL)[0]
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind = attributes.get("type", "text")
        if kind == "file" or (kind == "radio" and " checked" not in tag):
            continue
        fields[attributes["name"]] = html.unescape(attributes.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        fields[html.unescape(name)] = html.unescape(chosen[1])
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        fields[name] = html.unescape(text)
    return fields


def words_of(response) -> str:
    """The page as people read it: no tags, single spaces."""
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(text).split())

"""Tells customers where to park: the shortest useful plugin. See docs/first-plugin.md."""

from shopbell import Intent, Reply, hookimpl, skill

PHRASES = {
    "en": ["where can I park", "is there parking", "is there a car park near you", "where do I leave my car"],
    "de": ["wo kann ich parken", "gibt es Parkplätze", "haben Sie einen Parkplatz"],
}


@skill(Intent("parking", PHRASES))
async def parking(turn):
    if turn.language == "de":
        return Reply(text="Hinter der Kirche, die erste Stunde ist frei.")
    return Reply(text="Behind the church, free for an hour.")


@hookimpl
def shopbell_skills(scope):
    return [parking]

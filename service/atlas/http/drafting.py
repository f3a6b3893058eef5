"""Drafts made and changed with what they start from: the present revision of every record they hold."""

import asyncio

from atlas.intake.drafting.curation import Curation
from atlas.intake.drafting.draft import Content, Draft
from atlas.intake.reading.receive import Submission


async def make_draft(curation: Curation, client: str, content: Content, title: str) -> tuple[Draft, str]:
    """A draft that starts from the present state of the records it holds."""
    base = await _present(curation, content)
    return await asyncio.to_thread(curation.drafts.make, client, content, base=base, title=title)


async def save(curation: Curation, draft: Draft, submission: Submission, client: str) -> Draft:
    """A draft with another text, checked. Records it held before keep the revision they were begun from."""
    content = await curation.examine(submission, client)
    base = {**await _present(curation, content), **{k: v for k, v in draft.base.items() if k in content.graphs()}}
    return await asyncio.to_thread(curation.drafts.write, draft.number, content, base)


async def _present(curation: Curation, content: Content) -> dict[str, int]:
    names = list(content.graphs())
    revisions = await curation.store.revisions(names)
    return {name: revisions.get(name, 0) for name in names}

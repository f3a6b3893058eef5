"""What agents are told first: limits, prefixes, classes and examples, as values of a template. Asks no store."""

from atlas.http.dependencies import State


def brief(state: State) -> dict[str, object]:
    """What the page for agents says: limits, prefixes, examples. Values of a template."""
    featured = sorted(
        (one for one in state.schema.folder("questions") if one.first("featured")),
        key=lambda one: int(one.first("featured") or 0),
    )
    return {
        "settings": state.settings,
        "prefixes": {state.schema.prefix: state.schema.namespace, "id": f"{state.schema.base}id/"},
        "kinds": sorted(state.schema.kinds.values(), key=lambda one: one.label),
        "examples": featured[:3],
    }

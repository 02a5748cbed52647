"""Stage ½, too: where titles in front matter changed, put the new ones where the old ones stood.

The last build tells (`title_plan`) where titles show. In other pages that is a navigation item,
which stands there as bytes: the new item takes the place of the old one. Pages that show more of it
are rendered as they were and as they are, from what their templates read (`recalling`); where the
two differ, the one takes the place of the other. Texts may be new at once, as `bodies` has it.
Whatever is not as expected is no error: a whole build is made, which needs none of this.
"""

from pathlib import Path

from generator.builder.answers import Built
from generator.builder.cache import lock_file, open_records, open_snapshots, spare_folder
from generator.builder.in_place.edited import NotEnoughError
from generator.builder.in_place.patches import applied, find_items, find_parts, write_new
from generator.builder.in_place.title_edits import Edits, Renew
from generator.builder.in_place.title_notes import Notes, notes_key
from generator.builder.in_place.title_patches import Change
from generator.builder.lock import locked
from generator.builder.logs import kept_quietly, log_level
from generator.builder.output import copied, lock_of
from generator.builder.published import Published
from generator.builder.states import is_tree_as_kept, keep_tree
from generator.builder.unchanged import Last, plan_key


def put_in_place(config_file: Path, last: Last, renew: Renew) -> Built | None:
    """Build a site in which nothing but titles and texts changed; None if that is not so."""
    try:
        with locked(lock_of(Path(last.site))), locked(lock_file(config_file)), kept_quietly([]):
            return _put_in_place(config_file, last, renew)
    except (NotEnoughError, OSError, ValueError):
        return None


def _put_in_place(config_file: Path, last: Last, renew: Renew) -> Built:
    snapshots = open_snapshots(config_file)
    records = open_records(config_file, clean=False)
    texts, notes = (snapshots.get(key(last.moment)) for key in (plan_key, notes_key))
    if not (isinstance(texts, dict) and isinstance(notes, dict)):
        raise NotEnoughError
    if texts["log_level"] != log_level() or not is_tree_as_kept(last.site, last.tree):
        raise NotEnoughError
    edits = Edits(texts, Notes(**notes), records, last.edited)
    edits.renew(renew)
    _replace(Path(last.site), last, edits, spare_folder(config_file))
    tree = keep_tree(last.site)
    Published(snapshots, Path(last.site)).move_to(tree, last.tree)
    last.keep(snapshots, edits.kept, tree)
    snapshots.put(plan_key(last.moment), {**texts, "pages": texts["pages"] | edits.pages})
    snapshots.put(notes_key(last.moment), {**notes, "pages": notes["pages"] | edits.titles})
    snapshots.save(forget=True)
    records.save(forget=False)
    reasons = dict.fromkeys(texts["uris"], _REFILLED) | dict.fromkeys(edits.titles, _RENEWED)
    return Built(None, Path(last.site), last.pages, reasons=reasons)


_REFILLED = "only titles changed: where it showed an old one, the new one was put in its place"
_RENEWED = "its title or text changed: rendered from what its templates read before"


def _replace(site: Path, last: Last, edits: Edits, spare: Path | None) -> None:
    """Put a site with new titles in the place of the old one."""
    changes, others = list(edits.changes()), edits.search_index(site)
    new_files = [*(change.path for change in changes), *others]
    with copied(site, last.tree, spare, new_files) as stage:
        for change in changes:
            write_new(f"{stage}/{change.path}", _new_bytes(f"{site}/{change.path}", change))
        for path, data in others.items():
            write_new(f"{stage}/{path}", [data])


def _new_bytes(file: str, change: Change) -> list[bytes | memoryview]:
    with open(file, "rb", buffering=0) as old:
        data = old.read()
    patches = find_items(data, change.items)
    if change.parts is not None:
        patches += find_parts(data, *change.parts)
    return applied(data, patches)

"""Keeps a projection and its names at the newest revision of a store, and gives out views.

Invariants: what a view holds never changes; the next state is made beside it and put in its place at once.  A view's
reader is opened after its state was made, so it is never older.  Whoever opens a view after a change was applied sees
it, and waits while it is taken in; but while `following` runs, a thread takes changes in, and nobody waits.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Event as Flag
from threading import Lock, Thread

from graph.projection.base import Base, Token
from graph.projection.moment import Moment, keep, opened
from graph.projection.touched import touched_by
from graph.store import Reader, Store
from graph.view import View
from schema.errors import AlmanacError, Forgotten, StoreProblem

LONGEST_TAIL = 50_000
WORTH_FOLLOWING = 4  # reading a node with its edges again costs about as much as streaming past this many
WORTH_KEEPING = 5_000  # rows; fewer are built faster than a file of them is opened
_SHORTEST_TAIL = 1_000
_LOOKS = 0.5  # seconds between two looks at the store while following
_DERIVES = 30.0  # and between two times that the measures of a small almanac are made anew; a large one's come with its base
_log = logging.getLogger("almanac")


class Follower:
    """Follows one store.  For any number of threads.

    base: where it is kept between two runs.  rewrite: begins to write the base anew in the background, in another process;
    without it, a tail that has grown long is taken into the base here.
    """

    def __init__(
        self, store: Store, base: Base | None = None, rewrite: Callable[[], None] | None = None
    ) -> None:
        self._store = store
        self._base = base
        self._rewrite = rewrite
        self._lock = Lock()
        self._following = False
        self._rested = 0.0
        self._looked: Token | None = None  # the base that was looked at last, used or not
        self._moment = self._at_newest(self._renewed(None))

    @contextmanager
    def view(self) -> Iterator[View]:
        """A view of the newest revision, or while following of one that was the newest just now.

        Costs little where nothing changed.  The reader is for this thread alone.
        """
        moment = self._moment
        with ExitStack() as open_now:
            reader = open_now.enter_context(self._store.reader())
            if reader.revision != moment.state.revision and not self._following:
                open_now.close()
                with self._lock:
                    # Opened under the lock, it is not older than what another thread has just taken in.
                    reader = open_now.enter_context(self._store.reader())
                    moment = self._moment = self._at(self._moment, reader)
            yield moment.view(reader)

    @contextmanager
    def following(self) -> Iterator[None]:
        """While the block runs, a thread takes in what changes, and a newer base where another process wrote one."""
        stop = Flag()

        def follow() -> None:
            told = ""  # what is in the way is said once, however long it stays
            while not stop.wait(_LOOKS):
                try:
                    self._look()
                    told = ""
                except AlmanacError as error:
                    if str(error) != told:
                        _log.warning("what changed could not be taken in, and is tried again: %s", error)
                    told = str(error)

        self._look()  # so that the first who asks finds the measures made
        thread = Thread(target=follow, name="following", daemon=True)
        self._following = True
        thread.start()
        try:
            yield
        finally:
            self._following = False
            stop.set()
            thread.join()

    def keep(self) -> bool:
        """Write the base anew with all that the store has now; False where there is none or another process writes it.

        Raises StoreProblem where it can't be written.
        """
        if self._base is None:
            return False
        with self._base.writing() as mine, self._lock:
            if mine:
                with self._store.reader() as reader:
                    moment = self._at(self._moment, reader)
                keep(self._base, moment, self._store)
                self._moment = self._at_newest(self._renewed(moment))
        return mine

    def _look(self) -> None:
        """Take in what changed; and now and then derive anew what a small almanac's base does not bring."""
        with self._lock:
            moment = self._moment = self._at_newest(self._renewed(self._moment))
        if moment.stale and moment.rows < LONGEST_TAIL and time.monotonic() > self._rested:
            self._rested = time.monotonic() + _DERIVES
            derived = moment.derived()
            with self._lock:
                if self._moment is moment:
                    self._moment = derived

    def _renewed(self, moment: Moment | None) -> Moment | None:
        """What the base keeps where that is another one than `moment` stands on, else `moment`."""
        token = self._base and self._base.token()
        if not self._base or not token or token == self._looked:
            return moment
        self._looked = token
        return opened(self._base, self._store) or moment

    def _at_newest(self, moment: Moment | None) -> Moment:
        with self._store.reader() as reader:
            return self._built(reader) if moment is None else self._at(moment, reader)

    def _at(self, moment: Moment, reader: Reader) -> Moment:
        """`moment` at the reader's revision, by following the log or, where that is more work, built anew."""
        if reader.revision == moment.state.revision:
            return moment
        most = max(_SHORTEST_TAIL, moment.rows // WORTH_FOLLOWING)
        try:
            touched = touched_by(self._store.changes(moment.state.revision), reader.revision, most)
        except Forgotten:
            touched = None
        if touched is None:
            return self._built(reader)
        return self._shortened(moment.followed(touched, reader))

    def _shortened(self, moment: Moment) -> Moment:
        """The same with a short tail, or with the base being rewritten so that it will have one."""
        base = len(moment.state.base.block)
        if self._rewrite is None or base < LONGEST_TAIL:
            longest = min(LONGEST_TAIL, max(_SHORTEST_TAIL, base // 4))
            return moment.compacted() if moment.tail > longest else moment
        if moment.tail > min(LONGEST_TAIL, base // 20):
            self._rewrite()
        return moment

    def _built(self, reader: Reader) -> Moment:
        """Built from all that the reader sees; kept as the base, and standing on it, where that pays and works."""
        built = Moment.of(reader)
        if self._base is None or built.rows < WORTH_KEEPING:
            return built
        try:
            with self._base.writing() as mine:
                if mine:
                    keep(self._base, built, self._store)
                    return self._renewed(built) or built
        except StoreProblem as problem:
            _log.warning("%s", problem)
        return built

"""The free lab on a screen: its settings beside the picture, and a session that begins anew where they are others. Its keys are
in `free_lab`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.timer import Timer
from textual.widgets import Static

from gdtutor.descent.experiment import Experiment
from gdtutor.descent.numbers import show
from gdtutor.lab.free_lab.remembered import PREFERENCE, packed, unpacked
from gdtutor.lab.free_lab.settings import (
    LABELS,
    Changed,
    DataFile,
    SettingName,
    data_name,
    names_of,
    same_run,
    value_of,
)
from gdtutor.language import _
from gdtutor.tui.screens.base import COMMON, CourseScreen
from gdtutor.tui.screens.lab import LabScreen
from gdtutor.tui.widgets.key_bar import KeyBar
from gdtutor.tui.widgets.plot_view import PlotView
from gdtutor.tui.widgets.readout import Readout
from gdtutor.tui.widgets.settings import Setting, SettingsView, cut_in_the_middle
from gdtutor.tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from gdtutor.lab.free_lab.kept_runs import KeptRuns
    from gdtutor.lab.free_lab.session import FreeSession

# Seconds after a change until the settings are kept for the next time.
REMEMBER = 0.5
# Cells of the title line that are not the data's name.
BESIDE_NAME = 36


class FreeLabDisplay(LabScreen):
    """A lab that begins with `experiment`. `own` are the learner's own points, to be chosen besides the built-in ones."""

    # One comes back to it from a lesson.
    STAYS: ClassVar[bool] = True

    def __init__(self, experiment: Experiment, own: DataFile | None = None) -> None:
        super().__init__()
        self.own = own
        self.chosen: SettingName = "lr"
        self.typed: str | None = None
        self.tells_rate = False
        self._experiment = experiment
        self._kept: KeptRuns | None = None
        self._notice = ""
        self._rate_of: tuple[Experiment, str] | None = None
        self._remembered = packed(experiment)
        self._remembering: Timer | None = None

    def compose(self) -> ComposeResult:
        """Title, settings beside picture, numbers, what is said, footer."""
        with Vertical(id="whole"):
            yield TitleBar()
            with Container(id="free-lab"):
                yield SettingsView(id="settings")
                with Vertical(id="pictures"):
                    yield PlotView(id="plot")
            yield Readout(id="readout", dials=False)
            yield Static(id="notice", markup=False)
            yield KeyBar((*self.COMMANDS_HERE, *COMMON))

    def on_mount(self) -> None:
        """The settings are there at once; what runs needs numpy, which the first paint does without."""
        self.torch_changed()
        self.show_settings()
        self.call_after_refresh(lambda: self.do(self._open()))

    async def _open(self) -> None:
        await self.tutor.trainer()
        self.begin()

    def on_unmount(self) -> None:
        """Keep the settings, and let go of the run in torch."""
        self.remember()
        self.close_lab()

    def on_screen_suspend(self) -> None:
        """Behind another screen nothing plays on."""
        if self.player is not None and self.player.playing and isinstance(self.app.screen, CourseScreen):
            self.do(self.player.stop())

    def on_resize(self, event: events.Resize) -> None:
        """The second picture comes and goes with the room for it."""
        super().on_resize(event)
        self.arrange_second_plot()
        self.call_after_refresh(self.show_settings)
        self.call_after_refresh(self.draw_lab)
        self.call_after_refresh(self.refresh_bindings)

    # What is set, and what runs

    @property
    def free(self) -> FreeSession | None:
        """The session, which has the kept runs beside it."""
        return cast("FreeSession | None", self.session)

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is set now."""
        return self.free.settings if self.free is not None else self._experiment

    @property
    def data_file(self) -> str:
        """The name of the learner's own file, where its points are on screen."""
        return "" if isinstance(self.experiment.data, str) else data_name(self.experiment, self.own)

    def begin(self) -> None:
        """A session with the experiment that is set, in place of the one before; nothing before numpy is there."""
        trainer = self.tutor.trainer_now
        if trainer is None:
            return
        from gdtutor.lab.free_lab.kept_runs import KeptRuns
        from gdtutor.lab.free_lab.session import FreeSession, lab_of

        self._kept = self._kept or KeptRuns()
        picture, speed = self._picture, self.player.speed if self.player is not None else None
        lab = lab_of(self._experiment)
        self.prepare_lab(lab)
        self._picture = picture
        self.arrange_second_plot()
        self.begin_session(FreeSession(lab, trainer, self.lab_changed, self._kept))
        if self.player is not None and speed is not None:
            self.player.speed = speed

    def set_up(self, changed: Changed) -> None:
        """Another experiment: the run so far ends, and stays on the picture where it can be compared."""
        session, before, after = self.free, self.experiment, changed.experiment
        self._notice = changed.said
        if session is not None and same_run(before, after):
            if after != before:
                session.plan(after.steps)
        elif after != before:
            if session is not None:
                session.leave(session.trajectory)
                self._notice = " ".join(filter(None, (changed.said, session.said)))
                session.said = ""
            self._experiment = after
            self.begin()
        self.show_settings()
        self.remember_soon()

    # Kept for the next time

    def remember_soon(self) -> None:
        """Keep the settings for the next time, once for many changes."""
        if self._remembering is None:
            self._remembering = self.set_timer(REMEMBER, self.remember)

    def remember(self) -> None:
        """Keep the settings for the next time, where they were changed."""
        self._remembering = None
        progress = self.tutor.progress
        data = unpacked(progress.preference(PREFERENCE)).data
        text = packed(self.experiment, data if isinstance(data, str) else None)
        if text != self._remembered:
            self._remembered = text
            progress.set_preference(PREFERENCE, text)

    # What is on screen

    def say(self, sentence: str) -> None:
        """Say something below the numbers, in place of what was said before."""
        self._notice = sentence
        self.show_settings()

    def draw_numbers(self) -> None:
        """The settings are numbers, too."""
        super().draw_numbers()
        self.show_settings()

    def torch_changed(self) -> None:
        """Show the sign of torch."""
        if self.is_mounted:
            self.query_one(TitleBar).torch = self.tutor.torch_sign
        super().torch_changed()

    def course_changed(self) -> None:
        """The words may be those of another language."""
        super().course_changed()
        self._rate_of = None
        self.draw_lab()
        self.show_settings()

    def show_settings(self) -> None:
        """The settings, what is said, and which data it is about."""
        if not self.is_attached or not self.query(SettingsView):
            return
        experiment, session = self.experiment, self.free
        dials = {dial.name: dial for dial in session.dials} if session is not None else {}
        drawn = session is not None and session.record is not None
        settings = []
        for name in names_of(experiment):
            dial = dials.get(name)
            value = value_of(experiment, name, self.own)
            if dial is not None and (drawn or value != "…"):
                value = show(dial.value)
            settings.append(Setting(name, _(LABELS[name]), value, dial))
        if self.chosen not in names_of(experiment):
            # There is no momentum any more, or no b.
            self.chosen = "optimizer" if self.chosen == "momentum" else "W"
        self.query_one(SettingsView).show_settings(settings, self.chosen, self.typed)
        data = cut_in_the_middle(data_name(experiment, self.own), max(12, self.size.width - BESIDE_NAME))
        self.query_one(TitleBar).where = _("Lab: {data}").format(data=data)
        self._show_notice()

    def _show_notice(self) -> None:
        if self.free is not None and self.free.said:
            self._notice, self.free.said = self.free.said, ""
        said = "\n".join(filter(None, (self._rate_told(), self._notice)))
        notice = self.query_one("#notice", Static)
        if said != str(notice.content):
            notice.update(said)
        notice.display = bool(said)

    def _rate_told(self) -> str:
        """The largest α for what is set, where it is asked for; worked out once for each."""
        if not self.tells_rate or self.session is None:
            return ""
        import msgspec

        from gdtutor.lab.free_lab.largest_rate import told

        plain = Experiment()
        key = msgspec.structs.replace(self.experiment, lr=plain.lr, start=plain.start, steps=plain.steps, seed=plain.seed)
        if self._rate_of is None or self._rate_of[0] != key:
            self._rate_of = key, told(key)
        return self._rate_of[1]

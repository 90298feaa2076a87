"""What a picture of a lab is drawn from."""

from __future__ import annotations

from gdtutor.lab.session import LabSession
from gdtutor.plots.picture import Scene


def scene_of(session: LabSession) -> Scene:
    """The lab as it is now."""
    return Scene(
        experiment=session.experiment,
        parameters=session.parameters,
        trajectory=session.trajectory if len(session.trajectory) else None,
        index=session.index,
        ghosts=tuple(session.ghosts),
        others=tuple(session.others),
        tries=tuple(session.tries),
        curve=session.curve_shown,
        slope="slope" not in session.lab.hide,
        tangents=session.lab.tangents,
        W_range=session.lab.W_range,
        b_range=session.lab.b_range,
    )

"""Taking the file of a case out: ordered by a POST, which the log keeps, then given by a GET to whoever ordered it."""

from __future__ import annotations

import os

from flask import Response, current_app, flash, redirect, send_file
from werkzeug.wrappers import Response as Answer

from app.accounts.guards import acting
from app.accounts.roles import Right
from app.attestations.downloads import ALONE
from app.bundles import actions, making, queries
from app.db import session, transaction
from app.takedowns import queries as cases
from app.web import access

bp = access.blueprint("bundles", __name__, access.Audience.DESK)

ORDER_FIRST = "Order the file on this page first: the log keeps who took it out."


@bp.post("/desk/cases/<int:case_id>/bundles")
@access.needs(Right.TAKE_OUT)
def order(case_id: int) -> Answer:
    with transaction():
        actions.order(case_id, by=acting())
    return redirect(f"/desk/cases/{case_id}/bundle.zip", code=303)


@bp.get("/desk/cases/<int:case_id>/bundle.zip")
@access.needs(Right.TAKE_OUT)
def bundle(case_id: int) -> Response | Answer:
    """The ZIP, made while its reader waits: it is packed as fast as it is read. Only to whoever ordered it."""
    case, member = cases.case(case_id), acting()
    found = actions.ordered(case, member)
    if found is None:
        flash(ORDER_FIRST, "error")
        return redirect(f"/desk/cases/{case_id}#counsel", code=303)
    name = f"{case.public_number}.zip"
    whole = queries.whole(case, order=found, by=member, base_url=current_app.config["BASE_URL"])
    session.rollback()  # gives the connection back before the store is read
    file = making.made(whole)
    answer = send_file(
        file, mimetype="application/zip", as_attachment=True, download_name=name, conditional=False
    )
    answer.content_length = os.fstat(file.fileno()).st_size
    answer.headers.update(ALONE)
    return answer

"""The floor: a bare Flask application that gives pages of any size out of the same PostgreSQL, and takes forms.

It does what nobody can leave out: look the session up, read a row, render a template; of a form, store what was typed,
and commit. It knows nobody, decides nothing, logs nothing and seals nothing.
"""

from __future__ import annotations

import json
from typing import Final

from flask import Flask, render_template_string, request
from sqlalchemy import Engine, text

TABLES: Final = """
    CREATE TABLE bare_session (token text PRIMARY KEY, person text NOT NULL);
    CREATE TABLE bare_form (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, typed text NOT NULL);
    CREATE TABLE bare_page (size integer PRIMARY KEY, body text NOT NULL);
    GRANT SELECT, INSERT ON bare_session, bare_form, bare_page TO prx_app;
    INSERT INTO bare_session VALUES ('made-up', 'Madeup')
"""
SESSION: Final = text("SELECT person FROM bare_session WHERE token = :token")
ADD_PAGE: Final = text("INSERT INTO bare_page VALUES (:size, repeat('x', :size)) ON CONFLICT DO NOTHING")
PAGE: Final = text("SELECT body FROM bare_page WHERE size = :size")
ADD_FORM: Final = text("INSERT INTO bare_form (typed) VALUES (:typed)")


def bare_app(engine: Engine) -> Flask:
    """The application: `/page/SIZE` answers so many bytes, got or posted to."""
    app = Flask("bare")

    @app.route("/page/<int:size>", methods=["GET", "POST"])
    def page(size: int) -> str:
        with engine.connect() as connection:
            person = connection.execute(SESSION, {"token": "made-up"}).scalar_one()
            if request.method == "POST":
                typed = json.dumps(request.form.to_dict(flat=False))
                connection.execute(ADD_FORM, {"typed": typed})
            body = connection.execute(PAGE, {"size": size}).scalar_one()
            connection.commit()
        return render_template_string("{{ body }}", body=body, person=person)

    return app


def add_page(engine: Engine, size: int) -> None:
    """Store a page of so many bytes."""
    with engine.begin() as connection:
        connection.execute(ADD_PAGE, {"size": size})

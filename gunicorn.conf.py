"""How gunicorn serves the exchange: `gunicorn` finds this by itself in this folder; `--bind` says where it listens."""

import os

from app.domain.serving import DEFAULT, read_serving
from app.serving.hooks import on_exit, on_starting, post_fork, when_ready
from app.serving.sharing import post_worker_init, pre_request

__all__ = ["on_exit", "on_starting", "post_fork", "post_worker_init", "pre_request", "when_ready"]

serving = read_serving(os.environ.get("PRX_SERVING") or str(DEFAULT))

wsgi_app = "wsgi:app"
worker_class = "gthread"
workers = serving.processes
threads = serving.threads
keepalive = 75  # seconds: longer than a proxy keeps a connection it may still send on, which is 60 with nginx
timeout = 60  # seconds after which a process that does not stir is ended, one that is starting on a busy machine too
graceful_timeout = 30  # seconds in which a page may still be finished
control_socket_disable = True
logconfig_dict = {  # JSON lines, like those of the exchange, without any text of a request
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "app.http.logs.ForeignRecord"}},
    "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["errors"]},
    "loggers": {"gunicorn.error": {"handlers": ["errors"], "propagate": False}},
}

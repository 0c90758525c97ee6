"""A Flask application that tells Boing of its requests; set up as the documentation says."""

import os
import signal
import sys
import time

from boing_wsgi import BoingMiddleware
from flask import Flask, Response, request
from werkzeug.serving import run_simple

app = Flask(__name__)


@app.get("/orders/<number>")
def order(number):
    return {"number": number}


@app.post("/orders")
def add():
    return {"got": request.get_json()}, 201


@app.get("/stream")
def stream():
    def parts():
        for part in range(3):
            yield f"part {part}\n"
            time.sleep(0.3)

    return Response(parts(), mimetype="text/plain")


@app.get("/boom")
def boom():
    raise RuntimeError("boom")


@app.get("/counts")
def counts():
    sender = app.wsgi_app.sender
    return {"sent": sender.sent, "dropped": sender.dropped, "rejected": sender.rejected}


app.wsgi_app = BoingMiddleware(
    app.wsgi_app,
    url=os.environ["BOING_URL"],
    key=os.environ["BOING_INGEST_KEY"],
    queue=int(os.environ["QUEUE"]),
    user=lambda environ: environ.get("HTTP_X_USER"),
)
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # as servers for production do
run_simple("127.0.0.1", int(os.environ["PORT"]), app, threaded=True)

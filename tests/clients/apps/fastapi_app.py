"""A FastAPI application that tells Boing of its requests; set up as the documentation says."""

import asyncio
import os

import uvicorn
from boing_asgi import BoingMiddleware
from fastapi import FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()


@app.get("/orders/{number}")
async def order(number: str):
    return {"number": number}


@app.post("/orders", status_code=201)
async def add(order: dict):
    return {"got": order}


@app.get("/stream")
async def stream():
    async def parts():
        for part in range(3):
            yield f"part {part}\n"
            await asyncio.sleep(0.3)

    return StreamingResponse(parts(), media_type="text/plain")


@app.get("/boom")
async def boom():
    raise RuntimeError("boom")


@app.get("/counts")
async def counts():
    layer = app.middleware_stack
    while not isinstance(layer, BoingMiddleware):
        layer = layer.app
    return {"sent": layer.sender.sent, "dropped": layer.sender.dropped, "rejected": layer.sender.rejected}


app.add_middleware(
    BoingMiddleware,
    url=os.environ["BOING_URL"],
    key=os.environ["BOING_INGEST_KEY"],
    queue=int(os.environ["QUEUE"]),
    user=lambda scope: dict(scope["headers"]).get(b"x-user", b"").decode() or None,
)
uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")

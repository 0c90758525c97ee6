"use strict";
// An Express application that tells Boing of its requests; set up as the documentation says.
const express = require("express");
const boing = require("boing_express");

const app = express();
const told = boing({
  url: process.env.BOING_URL,
  key: process.env.BOING_INGEST_KEY,
  queue: Number(process.env.QUEUE),
  user: (request) => request.get("x-user"),
});
app.use(told);
app.use(express.json());

app.get("/orders/:number", (request, response) => response.json({ number: request.params.number }));
app.post("/orders", (request, response) => response.status(201).json({ got: request.body }));
app.get("/stream", async (request, response) => {
  response.type("text/plain");
  for (let part = 0; part < 3; part += 1) {
    response.write(`part ${part}\n`);
    await new Promise((done) => setTimeout(done, 300));
  }
  response.end();
});
app.get("/boom", () => {
  throw new Error("boom");
});
app.get("/counts", (request, response) =>
  response.json({ sent: told.sent, dropped: told.dropped, rejected: told.rejected }),
);

const server = app.listen(Number(process.env.PORT), "127.0.0.1");
process.once("SIGTERM", () => server.close(() => told.close().then(() => process.exit(0))));

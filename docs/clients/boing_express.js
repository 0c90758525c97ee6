"use strict";
/*
Express middleware that tells Boing of each request. Node's own modules only (Node 18 or newer).

    const boing = require("./boing_express");
    app.use(boing({ url: "https://console.example.com", key: process.env.BOING_INGEST_KEY }));

The application never waits: records go into a bounded queue (the oldest gives way, counted in `dropped`), batches go out
in the background, failed ones are tried again with growing pauses or after the Retry-After that was answered.
What is left is sent when the event loop runs empty; where a signal ends the process, `await middleware.close()` before.
`hide`: names of headers that are not sent, in lower case. `user`: takes the request, returns whom you authenticated.
*/
const http = require("node:http");
const https = require("node:https");
const { randomUUID } = require("node:crypto");

const BATCH = 500, EVERY = 1000, TIMEOUT = 5000, EXIT = 3000, LONGEST_PAUSE = 60000;
const SECRET = ["authorization", "proxy-authorization", "cookie", "x-api-key"];

module.exports = function boing({ url, key, queue: most = 10000, hide = SECRET, user = () => undefined }) {
  const target = new URL("/api/ingest", url);
  const transport = target.protocol === "https:" ? https : http;
  const agent = new transport.Agent({ keepAlive: true, maxSockets: 1 });
  const hidden = new Set(hide);
  const queue = [];
  let timer = null, sending = null, pause = EVERY;

  function middleware(request, response, next) {
    const started = Date.now(), began = process.hrtime.bigint(), socket = request.socket;
    const address = socket.remoteAddress, endpoint = request.originalUrl || request.url, before = socket.bytesWritten;
    response.once("close", () => {
      try {
        const headers = {};
        for (const [name, value] of Object.entries(request.headers)) if (!hidden.has(name)) headers[name] = value;
        tell({
          timestamp: new Date(started).toISOString(), method: request.method, endpoint: endpoint.slice(0, 8192),
          client_ip: (address || "127.0.0.1").replace(/^::ffff:(?=\d+\.)/, "").replace(/%.*$/, ""), headers,
          status_code: response.statusCode, latency_ms: Number(process.hrtime.bigint() - began) / 1e6,
          body_size: Number(request.headers["content-length"]) || 0,
          response_size: Math.max(0, socket.bytesWritten - before), request_id: randomUUID(),
          ...((name) => (name ? { user: String(name).slice(0, 128) } : {}))(user(request)),
        });
      } catch { middleware.dropped += 1; } // telemetry must not break an answer
    });
    next();
  }
  Object.assign(middleware, { sent: 0, dropped: 0, rejected: 0, close });

  function tell(record) {
    if (queue.length >= most) { queue.shift(); middleware.dropped += 1; }
    queue.push(record);
    if (queue.length >= BATCH && pause === EVERY) flush();
    else plan(pause);
  }

  function plan(wait) {
    if (timer === null) timer = setTimeout(flush, wait).unref(); // an application that is done is not kept alive
  }

  function flush() {
    if (sending || queue.length === 0) return sending;
    clearTimeout(timer);
    timer = null;
    const batch = queue.splice(0, BATCH);
    sending = send(batch).then((wait) => {
      sending = null;
      if (wait) {
        const room = Math.max(0, most - queue.length);
        middleware.dropped += Math.max(0, batch.length - room);
        if (room) queue.unshift(...batch.slice(-room));
        pause = Math.min(Math.max(wait, pause * 2), LONGEST_PAUSE);
      } else pause = EVERY;
      if (queue.length) plan(wait ? pause : queue.length >= BATCH ? 0 : EVERY);
    });
    return sending;
  }

  /** Milliseconds to wait before the batch is tried again; 0: it is done with. */
  function send(batch) {
    return new Promise((resolve) => {
      const body = JSON.stringify({ records: batch });
      const headers = { "X-API-Key": key, "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) };
      const request = transport.request(target, { method: "POST", headers, agent, timeout: TIMEOUT }, (answer) => {
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("error", () => resolve(EVERY));
        answer.on("end", () => {
          const status = answer.statusCode;
          if (status === 429 || status >= 500) return resolve(1000 * Number(answer.headers["retry-after"]) || EVERY);
          if (status !== 202 && !middleware.rejected)
            console.warn(`boing: the console takes no telemetry: ${status}. Is the ingest key right?`);
          try {
            const said = status === 202 ? JSON.parse(Buffer.concat(parts)) : { accepted: 0, rejected: batch };
            middleware.sent += said.accepted;
            middleware.rejected += said.rejected.length;
          } catch { middleware.rejected += batch.length; }
          resolve(0);
        });
      });
      request.on("timeout", () => request.destroy());
      request.on("error", () => resolve(EVERY));
      request.end(body);
    });
  }

  /** Send what is left, for at most `wait` milliseconds. */
  async function close(wait = EXIT) {
    const until = Date.now() + wait;
    while ((queue.length || sending) && Date.now() < until) {
      const left = until - Date.now();
      await Promise.race([flush(), new Promise((done) => setTimeout(done, left).unref())]);
      if (queue.length && pause > EVERY) await new Promise((done) => setTimeout(done, Math.min(pause, left)));
    }
    agent.destroy();
  }

  process.once("beforeExit", () => close());
  return middleware;
};

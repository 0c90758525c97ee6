/** The one live connection of the page, and what it has brought so far. Mounted once, inside the session. */
import { createContext, use, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { answered, client, type Alert } from "@/shared/api/client";
import { StreamBuffer, type Snapshot } from "./buffer";
import { LiveConnection, type Phase } from "./connection";
import type { LiveMetrics } from "./messages";

/** How far back a fresh page begins, so that it does not begin empty. */
const HISTORY = 200;
const SMALLEST_GAP = 80;
const SLOWEST_FLUSH = 1000;

export interface LiveState {
  phase: Phase;
  store: "ok" | "down";
}

/** What is passed on at once, instead of being gathered for the next frame. */
interface Heard {
  alert: (alert: Alert) => void;
  /** somebody changed the policy */
  policy: () => void;
}

type Measured = (metrics: LiveMetrics) => void;

class LiveStream {
  readonly #buffer = new StreamBuffer();
  readonly #listeners = new Set<() => void>();
  readonly #measurers = new Set<Measured>();
  readonly #connection: LiveConnection;
  #state: LiveState = { phase: "connecting", store: "ok" };
  #planned = false;
  #flushed = 0;
  #hear: Heard = { alert: () => undefined, policy: () => undefined };

  constructor() {
    this.#connection = new LiveConnection({
      ticket: async () => {
        if (this.#connection.after === null) this.#connection.after = await beginning();
        return (await answered(client.POST("/api/live/ticket"))).ticket;
      },
      open: (ticket, after) => {
        const url = new URL("/ws/live", window.location.href.replace(/^http/, "ws"));
        url.searchParams.set("ticket", ticket);
        if (after !== null) url.searchParams.set("after", String(after));
        return new WebSocket(url);
      },
      later: (run, milliseconds) => {
        const timer = setTimeout(run, milliseconds);
        return () => clearTimeout(timer);
      },
      random: Math.random,
      phase: (phase) => this.#tell({ ...this.#state, phase }),
      message: (message) => {
        if (message.type === "exchange") this.#buffer.offer(message);
        else if (message.type === "skipped") this.#buffer.skip(message.count);
        else if (message.type === "alert") this.#hear.alert(message);
        else if (message.type === "policy") this.#hear.policy();
        else if (message.type === "metrics") this.#measurers.forEach((told) => told(message));
        else if (message.type === "store") this.#tell({ ...this.#state, store: message.status });
        if (message.type === "exchange" || message.type === "skipped") this.#plan();
      },
    });
  }

  start(): void {
    this.#connection.start();
  }

  stop(): void {
    this.#connection.stop();
  }

  listen(hear: Heard): void {
    this.#hear = hear;
  }

  readonly measure = (told: Measured) => {
    this.#measurers.add(told);
    return () => {
      this.#measurers.delete(told);
    };
  };

  readonly retry = () => this.#connection.retry();
  readonly snapshot = (): Snapshot => this.#buffer.snapshot;
  readonly state = (): LiveState => this.#state;
  readonly subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** One update a frame at the most, and no more than a reader could follow. A hidden page has no frames: a timer then. */
  #plan(): void {
    if (this.#planned) return;
    this.#planned = true;
    const flush = () => {
      if (!this.#planned) return;
      this.#planned = false;
      this.#flushed = performance.now();
      if (this.#buffer.flush()) this.#listeners.forEach((listener) => listener());
    };
    setTimeout(() => requestAnimationFrame(flush), Math.max(0, this.#flushed + SMALLEST_GAP - performance.now()));
    setTimeout(flush, SLOWEST_FLUSH);
  }

  #tell(state: LiveState): void {
    this.#state = state;
    this.#listeners.forEach((listener) => listener());
  }
}

async function beginning(): Promise<number> {
  const newest = await answered(client.GET("/api/logs", { params: { query: { limit: 1 } } }));
  return Math.max(0, (newest.items[0]?.id ?? 0) - HISTORY);
}

const Context = createContext<LiveStream | null>(null);

export function LiveStreamProvider({ onAlert, onPolicy, children }: { onAlert: Heard["alert"]; onPolicy: Heard["policy"]; children: ReactNode }) {
  const [stream] = useState(() => new LiveStream());
  useEffect(() => stream.listen({ alert: onAlert, policy: onPolicy }), [stream, onAlert, onPolicy]);
  useEffect(() => {
    stream.start();
    window.addEventListener("online", stream.retry);
    return () => {
      window.removeEventListener("online", stream.retry);
      stream.stop();
    };
  }, [stream]);
  return <Context value={stream}>{children}</Context>;
}

function useStream(): LiveStream {
  const stream = use(Context);
  if (!stream) throw new Error("there is no LiveStreamProvider above");
  return stream;
}

export function useLiveRows(): Snapshot {
  const stream = useStream();
  return useSyncExternalStore(stream.subscribe, stream.snapshot);
}

export function useLiveState(): LiveState & { retry: () => void } {
  const stream = useStream();
  return { ...useSyncExternalStore(stream.subscribe, stream.state), retry: stream.retry };
}

/** `told` of what passed, every few seconds, while the connection stands. */
export function useLiveMetrics(told: Measured): void {
  const stream = useStream();
  useEffect(() => stream.measure(told), [stream, told]);
}

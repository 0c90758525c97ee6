/**
 * Keeps the live socket open: a fresh ticket for each attempt, growing waits between them, and `after` so that nothing
 * is lost or repeated across a cut. A socket that falls silent counts as cut. Knows nothing of what the messages mean.
 */
import { parse, position, type Message } from "./messages";

export type Phase = "connecting" | "open" | "waiting" | "stopped";

export interface Socket {
  onmessage: ((event: MessageEvent) => void) | null;
  onclose: ((event: CloseEvent) => void) | null;
  close(): void;
}

export interface Ports {
  ticket: () => Promise<string>;
  open: (ticket: string, after: number | null) => Socket;
  later: (run: () => void, milliseconds: number) => () => void;
  random: () => number;
  message: (message: Message) => void;
  phase: (phase: Phase) => void;
}

/** Twice and a half the server's ping. */
export const SILENCE = 38_000;
const FIRST_WAIT = 500;
const LONGEST_WAIT = 15_000;

export class LiveConnection {
  #attempts = 0;
  #generation = 0;
  #socket: Socket | null = null;
  #cancel: () => void = () => undefined;
  #phase: Phase = "stopped";

  constructor(
    private readonly ports: Ports,
    /** id of the last exchange that was seen */
    public after: number | null = null,
  ) {}

  get phase(): Phase {
    return this.#phase;
  }

  start(): void {
    if (this.#phase === "stopped") void this.#connect();
  }

  stop(): void {
    this.#drop();
    this.#enter("stopped");
  }

  /** At once instead of after the wait: the network came back, or somebody asked. */
  retry(): void {
    if (this.#phase !== "waiting") return;
    this.#attempts = 0;
    void this.#connect();
  }

  async #connect(): Promise<void> {
    this.#drop();
    const generation = this.#generation;
    this.#enter("connecting");
    let ticket: string;
    try {
      ticket = await this.ports.ticket();
    } catch {
      if (generation === this.#generation) this.#wait();
      return;
    }
    if (generation !== this.#generation) return;
    const socket = this.ports.open(ticket, this.after);
    this.#socket = socket;
    this.#listenForSilence();
    socket.onmessage = ({ data }: { data: unknown }) => {
      if (generation === this.#generation) this.#hear(data);
    };
    socket.onclose = () => {
      if (generation === this.#generation) this.#wait();
    };
  }

  #hear(data: unknown): void {
    this.#listenForSilence();
    const message = typeof data === "string" ? parse(data) : null;
    if (!message) return;
    if (message.type === "hello") {
      this.#attempts = 0;
      this.#enter("open");
    }
    const at = position(message);
    if (message.type === "exchange" && this.after !== null && message.id <= this.after) return;
    if (at !== null && (message.type === "hello" || at > (this.after ?? -1))) this.after = at;
    this.ports.message(message);
  }

  #listenForSilence(): void {
    this.#cancel();
    this.#cancel = this.ports.later(() => this.#wait(), SILENCE);
  }

  #wait(): void {
    this.#drop();
    this.#enter("waiting");
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#attempts);
    this.#attempts += 1;
    // Jitter: a console that comes back is not met by all its viewers at once.
    this.#cancel = this.ports.later(() => void this.#connect(), longest * (0.5 + this.ports.random() / 2));
  }

  #drop(): void {
    this.#generation += 1;
    this.#cancel();
    this.#cancel = () => undefined;
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  #enter(phase: Phase): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.ports.phase(phase);
  }
}

import { beforeEach, describe, expect, it } from "vitest";
import { LiveConnection, SILENCE, type Phase, type Socket } from "./connection";
import type { Message } from "./messages";

class FakeSocket implements Socket {
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;
  closed = false;
  constructor(readonly ticket: string, readonly after: number | null) {}
  close(): void {
    this.closed = true;
  }
  say(message: object): void {
    this.hear(JSON.stringify(message));
  }
  hear(data: string): void {
    this.onmessage?.({ data } as MessageEvent);
  }
  cut(code = 1006): void {
    this.onclose?.({ code } as CloseEvent);
  }
}

interface Timer {
  run: () => void;
  milliseconds: number;
}

let sockets: FakeSocket[];
let timers: Set<Timer>;
let heard: Message[];
let phases: Phase[];
let tickets: number;
let refuse: boolean;
let connection: LiveConnection;

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const last = () => sockets.at(-1) as FakeSocket;

function fire(): number {
  const [timer] = timers;
  if (!timer) throw new Error("nothing is waited for");
  timers.delete(timer);
  timer.run();
  return timer.milliseconds;
}

beforeEach(() => {
  [sockets, timers, heard, phases, tickets, refuse] = [[], new Set(), [], [], 0, false];
  connection = new LiveConnection({
    ticket: () => (refuse ? Promise.reject(new Error("down")) : Promise.resolve(`ticket-${(tickets += 1)}`)),
    open: (ticket, after) => {
      const socket = new FakeSocket(ticket, after);
      sockets.push(socket);
      return socket;
    },
    later: (run, milliseconds) => {
      const timer = { run, milliseconds };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    random: () => 1,
    message: (message) => heard.push(message),
    phase: (phase) => phases.push(phase),
  });
});

describe("the live connection", () => {
  it("is open once the server says hello", async () => {
    connection.start();
    await settle();
    expect(connection.phase).toBe("connecting");
    last().say({ type: "hello", after: 7 });
    expect(phases).toEqual(["connecting", "open"]);
    expect(last().ticket).toBe("ticket-1");
  });

  it("resumes after the last exchange it saw, with a new ticket", async () => {
    connection.start();
    await settle();
    last().say({ type: "hello", after: 7 });
    last().say({ type: "exchange", id: 9 });
    last().cut();
    expect(connection.phase).toBe("waiting");
    fire();
    await settle();
    expect(last().after).toBe(9);
    expect(last().ticket).toBe("ticket-2");
  });

  it("hears no exchange twice", async () => {
    connection.start();
    await settle();
    last().say({ type: "hello", after: 7 });
    last().say({ type: "exchange", id: 8 });
    last().say({ type: "exchange", id: 8 });
    expect(heard.filter((message) => message.type === "exchange")).toHaveLength(1);
  });

  it("counts what was skipped, and what a ping reports, as seen", async () => {
    connection.start();
    await settle();
    last().say({ type: "hello", after: 7 });
    last().say({ type: "skipped", count: 20, after: 27 });
    expect(connection.after).toBe(27);
    last().say({ type: "ping", after: 40 });
    expect(connection.after).toBe(40);
  });

  it("follows a store that starts anew", async () => {
    connection.after = 900;
    connection.start();
    await settle();
    last().say({ type: "hello", after: 3 });
    last().say({ type: "exchange", id: 4 });
    expect(heard.at(-1)).toMatchObject({ type: "exchange", id: 4 });
  });

  it("waits longer with each failure, and not for ever", async () => {
    refuse = true;
    connection.start();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await settle();
      waits.push(fire());
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it("takes silence for a cut", async () => {
    connection.start();
    await settle();
    last().say({ type: "hello", after: 1 });
    const silent = last();
    expect(fire()).toBe(SILENCE);
    expect(silent.closed).toBe(true);
    expect(connection.phase).toBe("waiting");
  });

  it("reconnects at once when asked", async () => {
    connection.start();
    await settle();
    last().cut(1001);
    connection.retry();
    await settle();
    expect(sockets).toHaveLength(2);
    expect(timers.size).toBe(1);
  });

  it("stays stopped when the ticket arrives late", async () => {
    connection.start();
    connection.stop();
    await settle();
    expect(sockets).toHaveLength(0);
    expect(timers.size).toBe(0);
  });

  it("passes over what it does not understand", async () => {
    connection.start();
    await settle();
    last().hear("not json");
    last().hear("null");
    last().say({ type: "news" });
    expect(heard).toEqual([]);
  });
});

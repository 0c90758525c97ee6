/**
 * Who is signed in. The access token lives in memory alone; what outlives the page is a cookie that no script can read,
 * spent through `POST /api/refresh` when the page loads and before the token ends. A refresh token is good once, so tabs
 * take turns (see `turns`), and one tab's signing in or out is every tab's.
 */
import { useSyncExternalStore } from "react";
import type { components } from "./generated/schema";
import { turns } from "./turns";

export type User = components["schemas"]["UserOut"];

export interface Session {
  token: string;
  user: User;
  /** milliseconds since the epoch */
  until: number;
}

export type SignedIn = components["schemas"]["SignedInOut"];

/** `away`: the console could not be asked whether a session stands. */
export type Standing = "asking" | "away" | "in" | "out";
type Outcome = "renewed" | "ended" | "away";

const CSRF = "boing_csrf";
/** Share of a token's life after which it is renewed, and the least time between two attempts. Milliseconds. */
const RENEW_AT = 0.8;
const LEAST_WAIT = 5_000;

const listeners = new Set<() => void>();
let others: BroadcastChannel | null = null;
let current: Session | null = null;
let standing: Standing = "asking";
let renewing: Promise<Outcome> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;

function csrfToken(): string {
  const found = document.cookie.split("; ").find((each) => each.startsWith(`${CSRF}=`));
  return found ? decodeURIComponent(found.slice(CSRF.length + 1)) : "";
}

function become(next: Standing, held: Session | null): void {
  current = held;
  standing = next;
  listeners.forEach((listener) => listener());
}

function take(answer: SignedIn): void {
  const life = answer.expires_in * 1000;
  become("in", { token: answer.access_token, user: answer.user, until: Date.now() + life });
  clearTimeout(timer);
  timer = setTimeout(() => void renew(), Math.max(LEAST_WAIT, life * RENEW_AT));
}

/** One attempt at a time in this tab, and one tab at a time. */
function renew(): Promise<Outcome> {
  renewing ??= turns("boing.refresh", ask).finally(() => {
    renewing = null;
  });
  return renewing;
}

async function ask(): Promise<Outcome> {
  // Read inside the turn: the tab before has changed it.
  const csrf = csrfToken();
  if (csrf === "") return ended();
  let response: Response;
  try {
    // keepalive: a page that is left meanwhile must still receive the new cookie, the old one being spent.
    response = await fetch("/api/refresh", { method: "POST", headers: { "X-CSRF-Token": csrf }, keepalive: true });
    if (response.ok) {
      take((await response.json()) as SignedIn);
      return "renewed";
    }
  } catch {
    return later();
  }
  return response.status < 500 && response.status !== 429 ? ended() : later();
}

function ended(): Outcome {
  clearTimeout(timer);
  become("out", null);
  return "ended";
}

/** The console is away, not the session: what is held stays good until it ends. */
function later(): Outcome {
  clearTimeout(timer);
  timer = setTimeout(() => void renew(), LEAST_WAIT);
  if (current === null || current.until <= Date.now()) become("away", null);
  return "away";
}

export const session = {
  /** Once, before anything is drawn. */
  start(): void {
    others = new BroadcastChannel("boing.session");
    others.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (data === "out") ended();
      else if (data === "in" && current === null) void renew();
    });
    if (csrfToken() === "") become("out", null);
    else void renew();
  },
  get: () => current,
  standing: () => standing,
  begin(answer: SignedIn): void {
    take(answer);
    others?.postMessage("in");
  },
  /** After a 401: true when a new token is there and asking again makes sense. */
  async renewed(spent: string | undefined): Promise<boolean> {
    if (current && current.token !== spent) return true;
    return (await renew()) === "renewed";
  },
  retry: () => void renew(),
  end(): void {
    if (standing !== "out") ended();
    others?.postMessage("out");
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function useSession(): Session | null {
  return useSyncExternalStore((listener) => session.subscribe(listener), session.get);
}

export function useStanding(): Standing {
  return useSyncExternalStore((listener) => session.subscribe(listener), session.standing);
}

/** Whether the signed-in user may change things. */
export function useAdmin(): boolean {
  return useSession()?.user.role === "admin";
}

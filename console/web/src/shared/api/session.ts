/** Who is signed in, kept across tabs and reloads. Knows no HTTP; whoever gets a 401 calls `end`. */
import { useSyncExternalStore } from "react";
import type { components } from "./schema";

export type User = components["schemas"]["UserOut"];

export interface Session {
  token: string;
  user: User;
  /** milliseconds since the epoch */
  until: number;
}

const KEY = "boing.session";
const listeners = new Set<() => void>();
let current = read();

function read(): Session | null {
  try {
    const text = localStorage.getItem(KEY);
    if (!text) return null;
    const session = JSON.parse(text) as Session;
    return session.token && session.until > Date.now() ? session : null;
  } catch {
    return null;
  }
}

function set(session: Session | null): void {
  current = session;
  try {
    if (session) localStorage.setItem(KEY, JSON.stringify(session));
    else localStorage.removeItem(KEY);
  } catch {
    // Storage is forbidden: the session lives as long as the page.
  }
  listeners.forEach((listener) => listener());
}

window.addEventListener("storage", (event) => {
  if (event.key !== KEY) return;
  current = read();
  listeners.forEach((listener) => listener());
});

export const session = {
  get: () => current,
  begin(answer: components["schemas"]["TokenOut"]): void {
    set({ token: answer.access_token, user: answer.user, until: Date.now() + answer.expires_in * 1000 });
  },
  end(): void {
    if (current) set(null);
  },
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

export function useSession(): Session | null {
  return useSyncExternalStore((listener) => session.subscribe(listener), session.get);
}

/** Whether the signed-in user may change things. */
export function useAdmin(): boolean {
  return useSession()?.user.role === "admin";
}

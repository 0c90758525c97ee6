/** Up to which alert the list was looked at, in this browser. */
import { useSyncExternalStore } from "react";

const KEY = "boing.alerts.seen";
const listeners = new Set<() => void>();
let held = read();

function read(): number {
  try {
    return Number(localStorage.getItem(KEY)) || 0;
  } catch {
    return 0;
  }
}

export function alertsSeen(newest: number): void {
  if (newest <= held) return;
  held = newest;
  try {
    localStorage.setItem(KEY, String(newest));
  } catch {
    // Storage is forbidden: it is remembered as long as the page lives.
  }
  listeners.forEach((listener) => listener());
}

export function useSeenAlerts(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => held,
  );
}

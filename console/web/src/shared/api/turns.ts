/**
 * One tab at a time. The browser's own locks where it has them; they are missing on plain http away from localhost, and
 * there a note in the storage that all tabs share stands in: written, read back after a moment, and void when it is old.
 */
const VOID_AFTER = 10_000;
const SETTLE = 40;

export async function turns<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const locks = navigator.locks as LockManager | undefined;
  if (locks) return await locks.request(name, work);
  const release = await noted(name);
  try {
    return await work();
  } finally {
    release();
  }
}

async function noted(name: string): Promise<() => void> {
  const mine = `${Math.random()}`;
  for (const began = Date.now(); Date.now() - began < VOID_AFTER; await pause(SETTLE + Math.random() * SETTLE)) {
    const [until = 0] = read(name);
    if (until > Date.now()) continue;
    write(name, `${Date.now() + VOID_AFTER} ${mine}`);
    await pause(SETTLE);
    if (read(name)[1] === mine) break;
  }
  return () => {
    if (read(name)[1] === mine) write(name, null);
  };
}

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

function read(name: string): [number, string] | [] {
  try {
    const [until, holder] = (localStorage.getItem(name) ?? "").split(" ");
    return until && holder ? [Number(until), holder] : [];
  } catch {
    return [];
  }
}

function write(name: string, note: string | null): void {
  try {
    if (note === null) localStorage.removeItem(name);
    else localStorage.setItem(name, note);
  } catch {
    // Storage is forbidden: then this tab knows of no other.
  }
}

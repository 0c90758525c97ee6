/** Signing in, registering, and whether this console has anybody yet. */
import { queryOptions } from "@tanstack/react-query";
import { call, Problem } from "@/shared/api/client";
import type { SignedIn } from "@/shared/api/session";

export interface SetUp {
  /** nobody has an account yet */
  needed: boolean;
  registration: "open" | "closed";
}

export const setUpQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: ({ signal }) => call<SetUp>("GET", "/api/setup", { signal }),
});

export async function signIn(email: string, password: string): Promise<SignedIn> {
  try {
    return await call<SignedIn>("POST", "/api/login", { body: { email, password, cookie: true } });
  } catch (error) {
    const unknown = error instanceof Problem && error.status === 422 && error.errors.some(({ pointer }) => pointer.endsWith("/cookie"));
    if (!unknown) throw error;
    return call<SignedIn>("POST", "/api/login", { body: { email, password } });
  }
}

export async function register(email: string, password: string, code: string): Promise<SignedIn> {
  await call("POST", "/api/register", { body: { email, password, ...(code && { code }) } });
  return signIn(email, password);
}

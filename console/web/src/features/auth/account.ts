/** Signing in, registering, and whether this console has anybody yet. */
import { queryOptions } from "@tanstack/react-query";
import { ask } from "@/shared/api/ask";
import { Problem } from "@/shared/api/client";
import type { SignedIn } from "@/shared/api/session";

export interface SetUp {
  /** nobody has an account yet */
  needed: boolean;
  registration: "open" | "closed";
}

export const setUpQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: ({ signal }) => ask<SetUp>("get", "/api/setup", { signal }),
});

export async function signIn(email: string, password: string): Promise<SignedIn> {
  try {
    return await ask<SignedIn>("post", "/api/login", { body: { email, password, cookie: true } });
  } catch (error) {
    const unknown = error instanceof Problem && error.status === 422 && error.errors.some(({ pointer }) => pointer.endsWith("/cookie"));
    if (!unknown) throw error;
    return ask<SignedIn>("post", "/api/login", { body: { email, password } });
  }
}

export async function register(email: string, password: string, code: string): Promise<SignedIn> {
  await ask("post", "/api/register", { body: { email, password, ...(code && { code }) } });
  return signIn(email, password);
}

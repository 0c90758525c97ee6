/** Signing in, registering, and whether this console has anybody yet. */
import { queryOptions } from "@tanstack/react-query";
import { answered, client } from "@/shared/api/client";
import type { SignedIn } from "@/shared/api/session";

export const setUpQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: ({ signal }) => answered(client.GET("/api/setup", { signal })),
});

/** `cookie`: what renews the session goes where no script can read it. */
export const signIn = (email: string, password: string): Promise<SignedIn> => answered(client.POST("/api/login", { body: { email, password, cookie: true } }));

export async function register(email: string, password: string, code: string): Promise<SignedIn> {
  await answered(client.POST("/api/register", { body: { email, password, ...(code && { code }) } }));
  return signIn(email, password);
}

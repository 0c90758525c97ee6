/**
 * Asks for what the OpenAPI document does not describe yet; its answer's type is the caller's word. Used only while a
 * route is on its way: what the document has is asked for through `client`.
 */
import { answered, client } from "./client";

interface Asked {
  params?: { query?: Record<string, unknown>; path?: Record<string, string | number>; header?: Record<string, string> };
  body?: unknown;
  signal?: AbortSignal;
}

type Request = (method: string, path: string, asked: Asked) => Promise<{ data?: unknown; error?: unknown; response: Response }>;

export function ask<Answer>(method: "get" | "post" | "put" | "delete", path: `/api/${string}`, asked: Asked = {}): Promise<Answer> {
  return answered((client.request as unknown as Request)(method, path, asked)) as Promise<Answer>;
}

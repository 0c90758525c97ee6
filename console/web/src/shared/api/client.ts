/** The console's API, typed by its OpenAPI document. Every failure is a `Problem`; a 401 that no renewal cures ends the session. */
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/schema";
import { session } from "./session";

type Schemas = components["schemas"];
/** Answers carry every field; the document marks those with a default as optional, because they may be left out when sent. */
type Complete<T> = T extends readonly (infer Item)[]
  ? Complete<Item>[]
  : T extends object
    ? { [Name in keyof T]-?: Complete<Exclude<T[Name], undefined>> }
    : T;
export type Api = Complete<Schemas["ApiOut"]>;
export type ApiDraft = Schemas["ApiIn"];
export type Alert = Schemas["AlertOut"];
export type Decision = Schemas["DecisionOut"];
export type Detector = Schemas["DetectorOut"];
export type Entry = Schemas["EntryOut"];
/** As the log and the live stream have it. */
export type Exchange = Omit<Explained, "threshold" | "mode" | "review" | "reviewed_by">;
/** Asked for by its id, it is explained by its API's threshold and mode, and told with what a person said of it. */
export type Explained = Schemas["ExchangeExplained"];
export type Finding = Schemas["FindingOut"];
export type Metrics = Schemas["MetricsOut"];
export type Mode = Api["mode"];
export type Model = Schemas["ModelOut"];
export type ListName = Entry["list"];
export type ListScope = Entry["scope"];

export interface FieldError {
  pointer: string;
  message: string;
  /** what was sent there */
  value?: unknown;
}

export class Problem extends Error {
  override name = "Problem";

  constructor(
    readonly status: number,
    message: string,
    readonly requestId = "",
    readonly errors: readonly FieldError[] = [],
    /** seconds */
    readonly retryAfter: number | null = null,
  ) {
    super(message);
  }
}

const OPEN = ["/api/login", "/api/register", "/api/refresh", "/api/setup"];

/** Sends the token along. One that has ended is renewed, once, and the request sent again. */
export async function authorised(request: Request): Promise<Response> {
  if (OPEN.includes(new URL(request.url).pathname)) return fetch(request);
  const again = request.clone();
  const spent = session.get()?.token;
  const response = await fetch(signed(request, spent));
  if (response.status !== 401 || !(await session.renewed(spent))) return response;
  return fetch(signed(again, session.get()?.token));
}

function signed(request: Request, token: string | undefined): Request {
  if (token) request.headers.set("Authorization", `Bearer ${token}`);
  return request;
}

export const client = createClient<paths>({ fetch: authorised });

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/** What was answered, or a thrown `Problem` that says what went wrong in the server's words. */
export async function answered<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>;
  try {
    answer = await asked;
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "The console does not answer. Is it running, and is the network up?");
  }
  if (answer.response.ok) return answer.data as Data;
  throw problemOf(answer.error, answer.response);
}

export function problemOf(body: unknown, response: Response): Problem {
  const retry = Number(response.headers.get("Retry-After"));
  const fields = (typeof body === "object" && body !== null ? body : {}) as Partial<Schemas["ProblemOut"]>;
  return new Problem(
    response.status,
    fields.detail ?? fields.title ?? `The console answered ${response.status}`,
    fields.request_id ?? response.headers.get("X-Request-Id") ?? "",
    fields.errors ?? [],
    retry > 0 ? retry : null,
  );
}

/** Sends what was read back only if nobody else changed it meanwhile. */
export const ifUnchanged = (version: number) => ({ "if-match": `"${version}"` });

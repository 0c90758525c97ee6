/** How far somebody has come, and the commands as they are typed. Pure. */

export interface Come {
  apis: number;
  /** a request was recorded, ever */
  first: boolean;
  /** request id of one that was, or in observe would have been, stopped */
  stopped: string | null;
}

export type Step = "api" | "request" | "attack";

export function doneSteps({ apis, first, stopped }: Come): ReadonlySet<Step> {
  const done = new Set<Step>();
  if (apis > 0) done.add("api");
  if (first) done.add("request");
  if (stopped !== null) done.add("attack");
  return done;
}

/** `name`: as a gateway reports itself, its host and port ("edge-1:8080"); the console's own host is the better guess. */
export function gatewayAddress(name: string | undefined, consoleHost: string): string {
  const port = /:(\d{1,5})(?:\D|$)/.exec(name ?? "")?.[1] ?? "8080";
  const host = consoleHost.includes(":") && !consoleHost.startsWith("[") ? `[${consoleHost}]` : consoleHost;
  return `http://${host}:${port}`;
}

/** An attack that every rule set knows, harmless where it is let through. */
export const ATTACK = "/?q=1%27%20union%20select%20password%20from%20users--";

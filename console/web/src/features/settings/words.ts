/** Names for what the server says in codes. Pure. */

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
];

/** `Firefox on Linux`; what is no browser is shown as it calls itself. */
export function agentInWords(agent: string): string {
  const browser = BROWSERS.find(([pattern]) => pattern.test(agent))?.[1];
  const system = SYSTEMS.find(([pattern]) => pattern.test(agent))?.[1];
  if (!browser) return agent === "" ? "unknown" : agent.slice(0, 80);
  return system ? `${browser} on ${system}` : browser;
}

export const SCOPES = [
  { value: "read", label: "read", does: "see everything that is shown here" },
  { value: "review", label: "review", does: "acknowledge, mute and review alerts" },
  { value: "manage", label: "manage", does: "change APIs, lists, detectors and channels: an admin’s work" },
] as const;

export const SEVERITIES = ["info", "notice", "warning", "error", "critical"] as const;

/** The words of a delivery's state. */
export const DELIVERY_STATES: Record<string, { tone: "plain" | "good" | "warn" | "bad"; does: string }> = {
  waiting: { tone: "warn", does: "for its time, or its next attempt" },
  held: { tone: "plain", does: "by quiet hours or the rate, until a digest" },
  delivered: { tone: "good", does: "" },
  merged: { tone: "plain", does: "told of in a digest" },
  dropped: { tone: "plain", does: "muted, acknowledged, or the channel is off" },
  dead: { tone: "bad", does: "all attempts failed" },
};

/** `api.change` → API, changed */
export function actionInWords(action: string): string {
  return action.replaceAll(".", " ").replaceAll("-", " ").replaceAll("_", " ");
}

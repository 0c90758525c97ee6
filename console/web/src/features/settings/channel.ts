/** The form's picture of a channel, and the way to and from the server's. Pure. */
import type { components } from "@/shared/api/generated/schema";

type Schemas = components["schemas"];
export type Channel = Schemas["ChannelOut"];
export type Kind = Channel["kind"];
export type Severity = Channel["severity"];
type Config = Schemas["ChannelIn"]["config"];

export interface ChannelDraft {
  name: string;
  kind: Kind;
  enabled: boolean;
  severity: Severity;
  /** as text, for the field that chooses them; none: all */
  apis: string[];
  per_hour: number;
  quiet: boolean;
  quiet_from: string;
  quiet_to: string;
  quiet_timezone: string;
  /** empty: none */
  quiet_except: Severity | "";
  email_to: string[];
  /** an SMTP server other than the settings' */
  own_server: boolean;
  host: string;
  port: number | "";
  user: string;
  password: string;
  security: "starttls" | "tls" | "none" | "";
  from: string;
  url: string;
  secret: string;
}

/** Where the server's complaints about the document belong in the form. */
const PLACES: readonly (readonly [string, keyof ChannelDraft])[] = [
  ["config.to", "email_to"], ["config.host", "host"], ["config.port", "port"], ["config.user", "user"], ["config.password", "password"],
  ["config.security", "security"], ["config.from", "from"], ["config.url", "url"], ["config.secret", "secret"], ["api_ids", "apis"],
  ["quiet.from", "quiet_from"], ["quiet.to", "quiet_to"], ["quiet.timezone", "quiet_timezone"], ["quiet.except_severity", "quiet_except"],
  ["name", "name"], ["severity", "severity"], ["per_hour", "per_hour"], ["kind", "kind"], ["quiet", "quiet_from"],
];
export const KNOWN = PLACES.map(([path]) => path);

export function newChannel(kind: Kind, timezone: string): ChannelDraft {
  return {
    name: "", kind, enabled: true, severity: "warning", apis: [], per_hour: 60, quiet: false, quiet_from: "22:00", quiet_to: "07:00", quiet_timezone: timezone,
    quiet_except: "critical", email_to: [], own_server: false, host: "", port: "", user: "", password: "", security: "", from: "", url: "", secret: "",
  };
}

export function channelDraft(channel: Channel, timezone: string): ChannelDraft {
  const { name, kind, enabled, severity, api_ids, per_hour, quiet, config } = channel;
  const draft: ChannelDraft = { ...newChannel(kind, timezone), name, enabled, severity, apis: api_ids.map(String), per_hour };
  if (quiet) Object.assign(draft, { quiet: true, quiet_from: quiet.from, quiet_to: quiet.to, quiet_timezone: quiet.timezone ?? "UTC", quiet_except: quiet.except_severity ?? "" });
  if ("to" in config) {
    const { to, host, port, user, password, security, from } = config;
    return { ...draft, email_to: to, own_server: host !== null, host: host ?? "", port: port ?? "", user: user ?? "", password: password ?? "", security: (security ?? "") as ChannelDraft["security"], from: from ?? "" };
  }
  return { ...draft, url: config.url, secret: "secret" in config ? config.secret : "" };
}

export function channelBody(draft: ChannelDraft): Schemas["ChannelIn"] {
  const { name, kind, enabled, severity, apis, per_hour } = draft;
  const quiet = draft.quiet
    ? { from: draft.quiet_from, to: draft.quiet_to, timezone: draft.quiet_timezone, except_severity: draft.quiet_except || null }
    : null;
  return { name: name.trim(), kind, enabled, severity, api_ids: apis.map(Number), per_hour, quiet, config: configOf(draft) };
}

function configOf(draft: ChannelDraft): Config {
  if (draft.kind === "slack") return { url: draft.url.trim() };
  if (draft.kind === "webhook") return { url: draft.url.trim(), ...(draft.secret.trim() && { secret: draft.secret.trim() }) };
  const { email_to: to, own_server, host, port, user, password, security, from } = draft;
  return {
    to,
    ...(from.trim() && { from: from.trim() }),
    ...(own_server && { host: host.trim(), ...(port !== "" && { port }), ...(user && { user }), ...(password && { password }), ...(security && { security }) }),
  };
}

/** The server's places as the form's. */
export function inChannelForm(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([path, message]) => [PLACES.find(([place]) => path === place || path.startsWith(`${place}.`))?.[1] ?? path, message]),
  );
}

/** Where it goes, in one line. */
export function targetInWords({ config }: Pick<Channel, "config">): string {
  return "to" in config ? config.to.join(", ") : config.url === "********" ? "an address that is not shown" : config.url;
}

/** `22:00 to 07:00 Europe/Berlin, except critical` */
export function quietInWords(quiet: Channel["quiet"]): string {
  if (!quiet) return "never";
  return `${quiet.from} to ${quiet.to} ${quiet.timezone ?? "UTC"}${quiet.except_severity ? `, except ${quiet.except_severity}` : ""}`;
}

import { describe, expect, it } from "vitest";
import { channelBody, channelDraft, inChannelForm, newChannel, quietInWords, targetInWords, type Channel } from "./channel";
import { headersOf, SAMPLES } from "./samples";
import { tabsFor } from "./tabs";
import { agentInWords } from "./words";

const times = { version: 1, created_at: "", updated_at: "", builtin: false };
const mail: Channel = {
  ...times, id: 1, name: "On call", kind: "email", enabled: true, severity: "error", api_ids: [2], per_hour: 20,
  quiet: { from: "22:00", to: "07:00", timezone: "Europe/Berlin", except_severity: "critical" },
  config: { to: ["a@example.com"], host: "mail.example.com", port: 587, user: "u", password: "********", security: "starttls", from: null },
};

describe("the draft of a channel", () => {
  it("comes back as it was, its secrets as their masks", () => {
    const { id: _id, version: _version, created_at: _made, updated_at: _changed, builtin: _own, ...rest } = mail;
    const { from: _from, ...config } = mail.config as { from: null };
    expect(channelBody(channelDraft(mail, "UTC"))).toEqual({ ...rest, config });
  });

  it("leaves out a server that is the settings'", () => {
    const draft = { ...newChannel("email", "UTC"), name: " a ", email_to: ["a@b"], host: "left over" };
    expect(channelBody(draft)).toMatchObject({ name: "a", quiet: null, config: { to: ["a@b"] } });
    expect(channelBody(draft).config).toEqual({ to: ["a@b"] });
  });

  it("leaves out a webhook's secret that is to be made", () => {
    const draft = { ...newChannel("webhook", "UTC"), url: "https://hooks.example.com/" };
    expect(channelBody(draft).config).toEqual({ url: "https://hooks.example.com/" });
    expect(channelBody({ ...draft, secret: "********" }).config).toHaveProperty("secret", "********");
  });

  it("shows the server's complaints at the fields they mean", () => {
    expect(inChannelForm({ "config.to.0": "a", "quiet.timezone": "b", quiet: "c", name: "d" })).toEqual({ email_to: "a", quiet_timezone: "b", quiet_from: "c", name: "d" });
  });

  it("is said in words", () => {
    expect(targetInWords(mail)).toBe("a@example.com");
    expect(targetInWords({ config: { url: "********" } })).not.toContain("*");
    expect(quietInWords(mail.quiet)).toBe("22:00 to 07:00 Europe/Berlin, except critical");
    expect(quietInWords(null)).toBe("never");
  });
});

describe("the tabs", () => {
  it("that only an admin may open are not shown to others", () => {
    expect(tabsFor(false).map(({ id }) => id)).not.toContain("users");
    expect(tabsFor(false).map(({ id }) => id)).not.toContain("audit");
    expect(tabsFor(true).length).toBeGreaterThan(tabsFor(false).length);
  });
});

describe("a user agent", () => {
  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", "Safari on macOS"],
    ["Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"],
    ["<script>", "<script>"],
    ["", "unknown"],
  ])("%j is shown as %s", (agent, words) => {
    expect(agentInWords(agent)).toBe(words);
  });
});

describe("the headers of a tried request", () => {
  it("are one a line, a name that occurs twice staying twice", () => {
    expect(headersOf("Accept: */*\n\nx-a:1\nX-A: 2: 3")).toEqual({ pairs: [["Accept", "*/*"], ["x-a", "1"], ["X-A", "2: 3"]], wrong: null });
  });

  it.each([["no colon", 1], ["a: b\n: c", 2]])("name the line that is none: %j", (text, line) => {
    expect(headersOf(text).wrong).toContain(`line ${line}`);
  });

  it("of every sample are well formed, and each method has one", () => {
    for (const { headers } of SAMPLES) expect(headersOf(headers).wrong).toBeNull();
    expect([...new Set(SAMPLES.map(({ method }) => method))].sort()).toEqual(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]);
  });
});

import { describe, expect, it } from "vitest";
import type { Api } from "@/shared/api/client";
import { bodyOf, draftOf, NEW } from "./draft";
import { change } from "./modes";

const api = { ...bodyOf({ ...NEW, name: "orders", upstream: "http://127.0.0.1:3000" }), id: 1, version: 3, created_at: "", updated_at: "" } as Api;

describe("the draft of an API", () => {
  it("comes back as it was, without what only the server sets", () => {
    expect({ ...bodyOf(draftOf(api)), id: 1, version: 3, created_at: "", updated_at: "" }).toEqual(api);
  });

  it("keeps a stored secret by sending its mask back", () => {
    const header = { name: "x-origin-secret", value: "********" };
    expect(bodyOf(draftOf({ ...api, secret_header: header })).secret_header).toEqual(header);
    expect(bodyOf({ ...draftOf({ ...api, secret_header: header }), secret_name: "" }).secret_header).toBeNull();
  });

  it("starts in observe, so that adding an API blocks nobody", () => {
    expect(NEW.mode).toBe("observe");
  });

  it("says what a change of mode does, and nothing where there is none", () => {
    expect(change("observe", "observe")).toBeNull();
    expect(change("observe", "enforce")).toContain("403");
    expect(change("enforce", "off")).toContain("unprotected");
  });
});

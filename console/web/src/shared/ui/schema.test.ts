import { describe, expect, it } from "vitest";
import { aboutOf, boundsOf, chosen, fieldsOf, sentence, wrong, type Field, type Schema } from "./schema";

const schema: Schema = {
  $ref: "#/$defs/Settings",
  $defs: {
    Severity: { enum: ["notice", "critical"] },
    Settings: {
      description: "How wide the rules look.\n\nparanoia_level: 1 to 4: the higher,\n                the more rules\nseverities:     other severities",
      type: "object",
      properties: {
        paranoia_level: { type: "integer", minimum: 1, maximum: 4, default: 1 },
        share: { type: "number", exclusiveMinimum: 0, description: "of the traffic" },
        deep: { type: "boolean", default: false },
        free_text: { enum: ["full", "lower"], default: "lower" },
        ignore: { type: "array", items: { type: "string" }, default: [] },
        severities: { type: "object", additionalProperties: { $ref: "#/$defs/Severity" }, default: {} },
        until: { anyOf: [{ type: "string" }, { type: "null" }], default: null },
        odd: { type: "array", items: { type: "object" } },
      },
      required: ["share"],
    },
  },
};
const fields = fieldsOf(schema);
const field = (name: string): Field => fields.find((each) => each.name === name) as Field;

describe("the fields of a schema", () => {
  it("are its properties in their order, each of its kind", () => {
    expect(fields.map(({ name, kind }) => [name, kind.is])).toEqual([
      ["paranoia_level", "integer"], ["share", "number"], ["deep", "switch"], ["free_text", "choice"],
      ["ignore", "list"], ["severities", "map"], ["until", "text"], ["odd", "json"],
    ]);
  });

  it("are described by the property, or by the line of the whole's description that names it", () => {
    expect(aboutOf(schema)).toBe("How wide the rules look.");
    expect(field("paranoia_level").description).toBe("1 to 4: the higher, the more rules");
    expect(field("share").description).toBe("of the traffic");
    expect(field("paranoia_level").label).toBe("Paranoia level");
  });

  it("know what may be chosen and what may be nothing", () => {
    expect(field("severities").kind).toEqual({ is: "map", of: "text", options: ["notice", "critical"] });
    expect(field("until").nullable).toBe(true);
    expect(field("share").required).toBe(true);
  });

  it("say their bounds", () => {
    expect(boundsOf(field("paranoia_level").kind)).toBe("1 to 4");
    expect(boundsOf(field("share").kind)).toBe("at least 0");
    expect(boundsOf(field("deep").kind)).toBe("");
  });

  it.each([
    ["paranoia_level", 5, "must be 1 to 4"],
    ["paranoia_level", 1.5, "must be a whole number"],
    ["paranoia_level", "", "must be a number"],
    ["paranoia_level", 4, null],
    ["share", undefined, "is needed"],
    ["until", null, null],
  ])("hold %s = %j against the schema: %s", (name, value, complaint) => {
    expect(wrong(field(name), value)).toBe(complaint);
  });

  it("are described in sentences", () => {
    expect(["", "of `a` b", "Done."].map(sentence)).toEqual(["", "Of a b.", "Done."]);
  });

  it("of no properties are none", () => {
    expect(fieldsOf({ type: "object", properties: {} })).toEqual([]);
  });
});

describe("chosen options", () => {
  it("are those that differ from the default", () => {
    expect(chosen(fields, { paranoia_level: 1, deep: true, ignore: [], free_text: "full", unknown: 3 })).toEqual({ deep: true, free_text: "full", unknown: 3 });
  });
});

/**
 * Reads the JSON Schema of a detector's options into fields of a form. Pure. Understands what options are made of:
 * whole and broken numbers, switches, words, choices, lists and maps of those; anything else is edited as JSON.
 */

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  title?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema | false;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
}

export type Kind =
  | { is: "integer" | "number"; least: number | null; most: number | null }
  | { is: "switch" }
  | { is: "text"; longest: number | null }
  | { is: "choice"; options: string[] }
  | { is: "list"; options: string[] | null }
  | { is: "map"; of: "text" | "number"; options: string[] | null }
  | { is: "json" };

export interface Field {
  name: string;
  label: string;
  description: string;
  /** null is a value it may have */
  nullable: boolean;
  required: boolean;
  kind: Kind;
  default: unknown;
}

export function fieldsOf(schema: Schema): Field[] {
  const whole = resolved(schema, schema);
  const notes = notesOf(whole.description ?? "");
  return Object.entries(whole.properties ?? {}).map(([name, given]) => {
    const { schema: own, nullable } = withoutNull(resolved(given, schema), schema);
    return {
      name,
      label: labelOf(name),
      description: own.description ?? notes.get(name) ?? "",
      nullable,
      required: whole.required?.includes(name) ?? false,
      kind: kindOf(own, schema),
      default: given.default ?? own.default,
    };
  });
}

/** What the schema says about the whole: its description's first paragraph. */
export function aboutOf(schema: Schema): string {
  return (resolved(schema, schema).description ?? "").split("\n\n")[0]?.trim() ?? "";
}

function resolved(schema: Schema, root: Schema): Schema {
  const name = schema.$ref?.replace("#/$defs/", "");
  const found = name === undefined ? undefined : root.$defs?.[name];
  return found === undefined ? schema : { ...resolved(found, root), ...without(schema, "$ref") };
}

function without<T extends object>(value: T, name: keyof T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== name)) as Partial<T>;
}

function withoutNull(schema: Schema, root: Schema): { schema: Schema; nullable: boolean } {
  if (Array.isArray(schema.type) && schema.type.includes("null")) {
    const types = schema.type.filter((type) => type !== "null");
    return { schema: { ...schema, type: types.length === 1 ? (types[0] ?? "") : types }, nullable: true };
  }
  const others = schema.anyOf?.filter(({ type }) => type !== "null") ?? [];
  const [only] = others;
  if (schema.anyOf && only && others.length === 1) {
    return { schema: { ...without(schema, "anyOf"), ...resolved(only, root) }, nullable: schema.anyOf.length > 1 };
  }
  return { schema, nullable: false };
}

function kindOf(schema: Schema, root: Schema): Kind {
  if (schema.enum) return schema.enum.every((value) => typeof value === "string") ? { is: "choice", options: schema.enum } : { is: "json" };
  switch (schema.type) {
    case "integer":
      return { is: "integer", least: schema.minimum ?? above(schema.exclusiveMinimum, 1), most: schema.maximum ?? above(schema.exclusiveMaximum, -1) };
    case "number":
      return { is: "number", least: schema.minimum ?? schema.exclusiveMinimum ?? null, most: schema.maximum ?? schema.exclusiveMaximum ?? null };
    case "boolean":
      return { is: "switch" };
    case "string":
      return { is: "text", longest: schema.maxLength ?? null };
    case "array": {
      const items = schema.items ? kindOf(resolved(schema.items, root), root) : null;
      if (items?.is === "text") return { is: "list", options: null };
      return items?.is === "choice" ? { is: "list", options: items.options } : { is: "json" };
    }
    case "object": {
      const values = typeof schema.additionalProperties === "object" && !schema.properties ? kindOf(resolved(schema.additionalProperties, root), root) : null;
      if (values?.is === "text") return { is: "map", of: "text", options: null };
      if (values?.is === "choice") return { is: "map", of: "text", options: values.options };
      return values?.is === "integer" || values?.is === "number" ? { is: "map", of: "number", options: null } : { is: "json" };
    }
    default:
      return { is: "json" };
  }
}

const above = (bound: number | undefined, step: number) => (bound === undefined ? null : bound + step);

/** `name: what it does` lines of a description, each with the indented or wrapped lines that follow it. */
function notesOf(description: string): Map<string, string> {
  const notes = new Map<string, string>();
  let current: string | null = null;
  for (const line of description.split("\n").slice(1)) {
    const begun = /^\s*([a-z][a-z0-9_]*):\s+(.*)$/.exec(line);
    if (begun?.[1] !== undefined) {
      current = begun[1];
      notes.set(current, (begun[2] ?? "").trim());
    } else if (line.trim() === "") {
      current = null;
    } else if (current !== null) {
      notes.set(current, `${notes.get(current) ?? ""} ${line.trim()}`);
    }
  }
  return notes;
}

/** per_rule → Per rule */
export function labelOf(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** In words: `1 to 4`, `at least 0`. */
export function boundsOf(kind: Kind): string {
  if (kind.is !== "integer" && kind.is !== "number") return "";
  const { least, most } = kind;
  if (least !== null && most !== null) return `${least} to ${most}`;
  if (least !== null) return `at least ${least}`;
  return most === null ? "" : `at the most ${most}`;
}

/** What is wrong with a value before it is sent, or null. The server has the last word. */
export function wrong(field: Field, value: unknown): string | null {
  const { kind } = field;
  if (value === undefined) return field.required ? "is needed" : null;
  if (value === null) return field.nullable ? null : "is needed";
  if (kind.is === "integer" || kind.is === "number") {
    if (typeof value !== "number" || !Number.isFinite(value)) return "must be a number";
    if (kind.is === "integer" && !Number.isInteger(value)) return "must be a whole number";
    if ((kind.least !== null && value < kind.least) || (kind.most !== null && value > kind.most)) return `must be ${boundsOf(kind)}`;
  }
  if (kind.is === "text" && kind.longest !== null && typeof value === "string" && value.length > kind.longest) return `must be no longer than ${kind.longest}`;
  return null;
}

/** Options without those that are left at their default: what is stored then follows a later version's defaults. */
export function chosen(fields: readonly Field[], options: Record<string, unknown>): Record<string, unknown> {
  const defaults = new Map(fields.map((field) => [field.name, JSON.stringify(field.default)]));
  return Object.fromEntries(Object.entries(options).filter(([name, value]) => value !== undefined && defaults.get(name) !== JSON.stringify(value)));
}

/** `Default: lower.`; nothing where there is none worth saying. */
export function shownDefault({ default: value }: Field): string {
  if (value === undefined || value === null || value === "" || (typeof value === "object" && Object.keys(value).length === 0)) return "";
  return `Default: ${typeof value === "string" ? value : JSON.stringify(value)}.`;
}

/** With a capital first and a full stop last, without the backticks of its source. */
export function sentence(text: string): string {
  const plain = text.replaceAll("`", "").trim();
  if (plain === "") return "";
  return `${plain.charAt(0).toUpperCase()}${plain.slice(1)}${/[.!?]$/.test(plain) ? "" : "."}`;
}

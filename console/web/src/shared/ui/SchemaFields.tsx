/** A form made from a JSON Schema: one field for each option, with its bounds and what it does. */
import { ActionIcon, Button, MultiSelect, NumberInput, Select, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import css from "./pieces.module.css";
import { boundsOf, sentence, shownDefault, wrong, type Field } from "./schema";

interface SchemaFieldsProps {
  fields: readonly Field[];
  options: Record<string, unknown>;
  /** by option, in the server's words */
  errors?: Record<string, string>;
  disabled?: boolean;
  /** undefined takes an option away: its default holds */
  onChange: (name: string, value: unknown) => void;
}

export function SchemaFields({ fields, options, errors = {}, disabled = false, onChange }: SchemaFieldsProps) {
  return (
    <div className={css.fields}>
      {fields.map((field) => (
        <Input
          key={field.name}
          field={field}
          value={options[field.name]}
          error={errors[field.name] ?? wrong(field, options[field.name])}
          disabled={disabled}
          onChange={(value) => onChange(field.name, value)}
        />
      ))}
    </div>
  );
}

const NARROW = { wrapper: css.narrow ?? "" };

interface InputProps {
  field: Field;
  value: unknown;
  error: string | null;
  disabled: boolean;
  onChange: (value: unknown) => void;
}

function Input({ field, value, error, disabled, onChange }: InputProps) {
  const { kind } = field;
  const bounds = boundsOf(kind);
  const description = [sentence(field.description), bounds && !field.description.includes(bounds) && sentence(bounds), shownDefault(field)].filter(Boolean).join(" ");
  const common = { label: field.label, description, error, disabled };
  const held = value === undefined ? field.default : value;
  switch (kind.is) {
    case "integer":
    case "number":
      return (
        <NumberInput
          {...common}
          classNames={NARROW}
          value={typeof held === "number" ? held : ""}
          allowDecimal={kind.is === "number"}
          clampBehavior="none"
          onChange={(next) => onChange(next === "" ? (field.nullable ? null : undefined) : Number(next))}
          {...(kind.least !== null && { min: kind.least })}
          {...(kind.most !== null && { max: kind.most })}
        />
      );
    case "switch":
      return <Switch {...common} size="xs" checked={held === true} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case "choice":
      return <Select {...common} classNames={NARROW} data={kind.options} value={typeof held === "string" ? held : null} clearable={field.nullable} onChange={(next) => onChange(next)} />;
    case "list":
      return kind.options === null ? (
        <TagsInput {...common} value={strings(held)} onChange={onChange} />
      ) : (
        <MultiSelect {...common} size="xs" data={kind.options} value={strings(held)} onChange={onChange} />
      );
    case "map":
      return <Pairs {...common} kind={kind} value={held} onChange={onChange} />;
    case "text":
      return <TextInput {...common} value={typeof held === "string" ? held : ""} onChange={(event) => onChange(event.currentTarget.value || (field.nullable ? null : ""))} />;
    case "json":
      return <Json {...common} value={held} onChange={onChange} />;
  }
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

interface PartProps {
  label: string;
  description: string;
  error: string | null;
  disabled: boolean;
  value: unknown;
  onChange: (value: unknown) => void;
}

/** Rows of a name and a value. A row without a name is not sent. */
function Pairs({ label, description, error, disabled, value, kind, onChange }: PartProps & { kind: { of: "text" | "number"; options: string[] | null } }) {
  const [rows, setRows] = useState<[string, string][]>(() => Object.entries((value ?? {}) as Record<string, unknown>).map(([name, each]) => [name, String(each)]));
  const change = (next: [string, string][]) => {
    setRows(next);
    onChange(Object.fromEntries(next.filter(([name]) => name.trim()).map(([name, each]) => [name.trim(), kind.of === "number" ? Number(each) : each])));
  };
  const edit = (index: number, row: [string, string]) => change(rows.map((each, at) => (at === index ? row : each)));
  return (
    <fieldset className={css.group} disabled={disabled}>
      <legend>{label}</legend>
      {description && <p className={css.note}>{description}</p>}
      <div className={css.pairs}>
        {rows.map(([name, each], index) => (
          <div key={index} className={css.pair}>
            <TextInput aria-label={`${label}: name ${index + 1}`} value={name} onChange={(event) => edit(index, [event.currentTarget.value, each])} />
            {kind.options ? (
              <Select aria-label={`${label}: value ${index + 1}`} w={160} data={kind.options} value={each} onChange={(next) => edit(index, [name, next ?? ""])} />
            ) : (
              <TextInput aria-label={`${label}: value ${index + 1}`} w={160} value={each} onChange={(event) => edit(index, [name, event.currentTarget.value])} />
            )}
            <ActionIcon aria-label={`Remove ${name || "this row"}`} onClick={() => change(rows.filter((_, at) => at !== index))}>
              <IconX size={14} />
            </ActionIcon>
          </div>
        ))}
        <div>
          <Button variant="default" size="compact-xs" leftSection={<IconPlus size={12} />} onClick={() => setRows([...rows, ["", kind.options?.[0] ?? ""]])}>
            Add
          </Button>
        </div>
      </div>
      {error && <p className={css.wrong}>{error}</p>}
    </fieldset>
  );
}

function Json({ value, onChange, error, ...rest }: PartProps) {
  const [text, setText] = useState(() => (value === undefined ? "" : JSON.stringify(value, null, 2)));
  const [broken, setBroken] = useState(false);
  return (
    <Textarea
      {...rest}
      autosize
      minRows={2}
      maxRows={14}
      error={broken ? "is no JSON" : error}
      value={text}
      onChange={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        try {
          onChange(next.trim() === "" ? undefined : JSON.parse(next));
          setBroken(false);
        } catch {
          setBroken(true);
        }
      }}
    />
  );
}

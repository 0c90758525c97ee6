/** How a caller is known, in the order in which it is tried. */
import { ActionIcon, Button, Checkbox, PasswordInput, Select, TagsInput, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import css from "./apis.module.css";
import { NEW_IDENTITY, type Draft, type Identity } from "./draft";
import { Section } from "./Section";

const KINDS = [
  { value: "jwt", label: "JWT" },
  { value: "key", label: "API key" },
  { value: "cookie", label: "Cookie" },
  { value: "address", label: "Address" },
];

export function Identities({ form }: { form: UseFormReturnType<Draft> }) {
  return (
    <Section title="Who a caller is" about="Tried in order; the first that is present counts. Limits and bans then follow the caller from address to address. The address is always last.">
      {form.values.identity.map((source, index) => (
        <div key={index} className={css.row}>
          <Select w={100} label="By" data={KINDS} {...form.getInputProps(`identity.${index}.kind`)} />
          {source.kind !== "address" && <TextInput className={css.grow} label={nameOf(source)} placeholder={source.kind === "jwt" ? "authorization" : ""} {...form.getInputProps(`identity.${index}.name`)} />}
          {source.kind === "key" && <Checkbox size="xs" mb={7} label="in the query" {...form.getInputProps(`identity.${index}.in_query`, { type: "checkbox" })} />}
          {source.kind === "jwt" && <TextInput w={90} label="Claim" {...form.getInputProps(`identity.${index}.claim`)} />}
          {source.kind === "jwt" && <PasswordInput className={css.grow} label="Secret or PEM" placeholder="none: read unverified" autoComplete="off" {...form.getInputProps(`identity.${index}.key`)} />}
          {source.kind === "jwt" && <TagsInput w={150} label="Algorithms" placeholder={source.algorithms.length === 0 ? "RS256" : ""} {...form.getInputProps(`identity.${index}.algorithms`)} />}
          <span className={`${css.tools} ${css.adding}`}>
            <ActionIcon aria-label={`Try source ${index + 1} earlier`} disabled={index === 0} onClick={() => form.reorderListItem("identity", { from: index, to: index - 1 })}>
              <IconArrowUp size={14} />
            </ActionIcon>
            <ActionIcon aria-label={`Remove source ${index + 1}`} onClick={() => form.removeListItem("identity", index)}>
              <IconTrash size={14} />
            </ActionIcon>
          </span>
        </div>
      ))}
      <div className={css.adding}>
        <Button variant="default" leftSection={<IconPlus size={13} />} onClick={() => form.insertListItem("identity", NEW_IDENTITY)}>
          Add a source
        </Button>
      </div>
    </Section>
  );
}

function nameOf({ kind, in_query }: Identity): string {
  if (kind === "cookie") return "Cookie";
  return kind === "key" && in_query ? "Query parameter" : "Header";
}

/** How much may come: each limit in fields and, beneath, in words. */
import { ActionIcon, Autocomplete, Button, NumberInput, Select } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import css from "./apis.module.css";
import { limitInWords, NEW_LIMIT, type Draft } from "./draft";
import { dayTopQuery } from "./queries";
import { Section } from "./Section";

const PER = [
  { value: "identity", label: "per caller" },
  { value: "operation", label: "per operation" },
  { value: "api", label: "for all together" },
];
const WINDOWS = [
  { value: "1", label: "second" },
  { value: "60", label: "minute" },
  { value: "3600", label: "hour" },
  { value: "86400", label: "day" },
  { value: "", label: "other" },
];

export function Limits({ form, id }: { form: UseFormReturnType<Draft>; id: number | null }) {
  const { data } = useQuery({ ...dayTopQuery(id ?? 0, "operation", 50), enabled: id !== null });
  const operations = [...new Set((data ?? []).map(({ key }) => key).filter(Boolean))];
  return (
    <Section title="Limits" about="Above its quota a caller is answered 429 with Retry-After. Without any, the installation’s default holds.">
      {form.values.limits.map((limit, index) => (
        <div key={index}>
          <div className={css.row}>
            <NumberInput w={92} label="Requests" min={0} {...form.getInputProps(`limits.${index}.quota`)} />
            <Window seconds={limit.window} error={form.errors[`limits.${index}.window`]} onChange={(seconds) => form.setFieldValue(`limits.${index}.window`, seconds)} />
            <Select w={130} label="Counted" data={PER} {...form.getInputProps(`limits.${index}.per`)} />
            <Autocomplete className={css.grow} size="xs" label="Only for operation" placeholder="all" data={operations} {...form.getInputProps(`limits.${index}.operation`)} />
            <ActionIcon className={css.adding ?? ""} aria-label={`Remove limit ${index + 1}`} onClick={() => form.removeListItem("limits", index)}>
              <IconTrash size={14} />
            </ActionIcon>
          </div>
          <p>{limitInWords(limit)}</p>
        </div>
      ))}
      <div className={css.adding}>
        <Button variant="default" leftSection={<IconPlus size={13} />} onClick={() => form.insertListItem("limits", NEW_LIMIT)}>
          Add a limit
        </Button>
      </div>
    </Section>
  );
}

function Window({ seconds, error, onChange }: { seconds: number; error: unknown; onChange: (seconds: number) => void }) {
  const known = WINDOWS.some(({ value }) => value === String(seconds));
  return (
    <>
      <Select w={92} label="Each" data={WINDOWS} value={known ? String(seconds) : ""} onChange={(value) => onChange(value ? Number(value) : 600)} />
      {!known && <NumberInput w={92} label="Seconds" min={1} max={86_400} value={seconds} error={typeof error === "string" && error} onChange={(value) => onChange(Number(value))} />}
    </>
  );
}

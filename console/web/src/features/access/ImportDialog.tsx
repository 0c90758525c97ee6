/** Many at once: pasted or out of a file, checked line by line while it is typed, added all or none. */
import { Button, FileButton, Group, Modal, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconFileUpload } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import type { ListName } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { count } from "@/shared/format/format";
import { Choices, Failure } from "@/shared/ui";
import { done } from "@/shared/ui/say";
import css from "./access.module.css";
import { entriesKey, importLines, lineProblems, withoutLines } from "./entries";
import { DURATIONS } from "./words";

export function ImportDialog({ list, opened, onClose }: { list: ListName; opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Add many to the ${list}`} size={620}>
      {opened && <ImportForm list={list} close={onClose} />}
    </Modal>
  );
}

function ImportForm({ list, close }: { list: ListName; close: () => void }) {
  const apis = useApis();
  const cache = useQueryClient();
  const [text, setText] = useState("");
  const [api, setApi] = useState("");
  const [duration, setDuration] = useState(list === "blacklist" ? "86400" : "0");
  const [reason, setReason] = useState("");
  const common = { api_id: api ? Number(api) : null, reason, ttl_seconds: duration === "0" ? null : Number(duration) };
  const [settled] = useDebouncedValue(text, 400);
  const [settledCommon] = useDebouncedValue(JSON.stringify(common), 400);
  const check = useQuery({
    queryKey: ["import", list, settled, settledCommon],
    queryFn: ({ signal }) => importLines(list, settled, JSON.parse(settledCommon) as typeof common, true, signal),
    enabled: settled.trim() !== "",
    retry: false,
    gcTime: 0,
  });
  const add = useMutation({
    mutationFn: () => importLines(list, text, common, false),
    onSuccess: async ({ added = 0, skipped = 0 }) => {
      close();
      done(`Added ${count(added)} to the ${list}${skipped > 0 ? `; ${count(skipped)} were there already` : ""}.`);
      await cache.invalidateQueries({ queryKey: entriesKey(list) });
    },
  });
  const problems = lineProblems(check.error);
  const stale = text !== settled;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={14}>
        <div>
          <Textarea label="One address or range a line" description="What follows # is its reason. An export of this list reads back as it was." placeholder={"203.0.113.0/24  # scanners\n2001:db8::7"} rows={9} value={text} onChange={(event) => setText(event.currentTarget.value)} classNames={{ input: css.mono ?? "" }} spellCheck={false} data-autofocus />
          <Group gap={10} mt={6}>
            <FileButton accept=".txt,.csv,.list,text/plain" onChange={(file) => file && void file.text().then(setText)}>
              {(props) => (
                <Button {...props} size="compact-xs" variant="default" leftSection={<IconFileUpload size={13} />}>
                  From a file
                </Button>
              )}
            </FileButton>
            <Text size="xs" c="dimmed" role="status">
              {text.trim() === "" ? "" : stale || check.isFetching ? "Checking…" : check.data ? `${count(check.data.would_add ?? 0)} to add${check.data.already ? `, ${count(check.data.already)} there already` : ""}.` : problems.length > 0 ? `${count(problems.length)}${problems.length >= 100 ? " or more" : ""} lines cannot be read.` : ""}
            </Text>
          </Group>
        </div>
        {problems.length > 0 && !stale && (
          <div className={css.problems} role="alert">
            <table>
              <tbody>
                {problems.map(({ line, message, value }) => (
                  <tr key={line}>
                    <th scope="row">line {line}</th>
                    <td>
                      <code>{value}</code>
                    </td>
                    <td>{message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <Button size="compact-xs" variant="default" onClick={() => setText(withoutLines(text, problems))}>
              Leave these lines out
            </Button>
          </div>
        )}
        {check.error && problems.length === 0 && !stale && <Failure error={check.error} />}
        <div>
          <div className={css.label}>For how long</div>
          <Choices label="For how long" choices={DURATIONS.map(({ value, label }) => ({ value: String(value), label }))} chosen={duration} onChange={setDuration} />
        </div>
        <Group gap={8} grow>
          <Select label="Where" data={[{ value: "", label: "Every API" }, ...[...apis.values()].map(({ id, name }) => ({ value: String(id), label: `Only ${name}` }))]} value={api} onChange={(value) => setApi(value ?? "")} />
          <TextInput label="Reason" placeholder="each line’s own comment" value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
        </Group>
        {add.error && <Failure error={add.error} />}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" color={list === "whitelist" ? "teal" : "red"} disabled={stale || !check.data || !check.data.would_add} loading={add.isPending}>
            {check.data?.would_add && !stale ? `Add ${count(check.data.would_add)}` : "Add"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

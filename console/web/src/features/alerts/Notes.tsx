/** What people wrote about the alert. Whoever wrote a note may take it back, and so may an admin. */
import { ActionIcon, Button, Textarea } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { answered, client } from "@/shared/api/client";
import { useSession } from "@/shared/api/session";
import { ago, dateTime } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Failure, Loading, Panel } from "@/shared/ui";
import { failed } from "@/shared/ui/say";
import css from "./alerts.module.css";
import { notesQuery } from "./triage";

export function Notes({ alertId }: { alertId: number }) {
  const { data, error, isPending, refetch } = useQuery(notesQuery(alertId));
  const user = useSession()?.user;
  const now = useNow();
  const cache = useQueryClient();
  const [text, setText] = useState("");
  const settled = { onError: failed, onSettled: () => cache.invalidateQueries({ queryKey: ["alerts"] }) };
  const path = { alert_id: alertId };
  const add = useMutation({
    mutationFn: () => answered(client.POST("/api/alerts/{alert_id}/notes", { params: { path }, body: { text } })),
    onSuccess: () => setText(""),
    ...settled,
  });
  const remove = useMutation({
    mutationFn: (noteId: number) => answered<unknown>(client.DELETE("/api/alerts/{alert_id}/notes/{note_id}", { params: { path: { ...path, note_id: noteId } } })),
    ...settled,
  });
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (text.trim()) add.mutate();
  };
  return (
    <Panel title="Notes">
      <div className={css.noteList}>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {isPending && <Loading rows={2} />}
        {data?.items.map((note) => (
          <article key={note.id}>
            <header>
              <span>{note.author}</span>
              <time dateTime={note.at} title={dateTime(note.at)}>
                {ago(note.at, now)}
              </time>
              {(user?.role === "admin" || user?.email === note.author) && (
                <ActionIcon aria-label="Delete the note" onClick={() => remove.mutate(note.id)} loading={remove.isPending && remove.variables === note.id}>
                  <IconTrash size={13} />
                </ActionIcon>
              )}
            </header>
            <p>{note.text}</p>
          </article>
        ))}
        <form onSubmit={submit}>
          <Textarea aria-label="A note" placeholder="What you found out" autosize={false} rows={3} maxLength={4000} value={text} onChange={(event) => setText(event.currentTarget.value)} />
          <Button type="submit" variant="default" disabled={!text.trim()} loading={add.isPending}>
            Add the note
          </Button>
        </form>
      </div>
    </Panel>
  );
}

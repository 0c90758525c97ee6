/** One's own account: the password, and where one is signed in. */
import { Button, PasswordInput, VisuallyHidden } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answered, client } from "@/shared/api/client";
import type { components } from "@/shared/api/generated/schema";
import { session, useSession } from "@/shared/api/session";
import { ago, dateTime } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Chip, Failure, Loading, Panel, ui } from "@/shared/ui";
import { done, failed } from "@/shared/ui/say";
import css from "./settings.module.css";
import { useRefusals } from "./useRefusals";
import { agentInWords } from "./words";

type SessionOut = components["schemas"]["SessionOut"];
const SESSIONS = ["me", "sessions"] as const;
const SHORTEST = 12;

export function Account() {
  const user = useSession()?.user;
  return (
    <>
      <Panel title="Who you are">
        <dl className={css.facts}>
          <div>
            <dt>Email</dt>
            <dd>{user?.email}</dd>
          </div>
          <div>
            <dt>Role</dt>
            <dd>{user?.role === "admin" ? "admin: sees and changes everything" : "user: sees everything, reviews alerts, changes nothing else"}</dd>
          </div>
        </dl>
      </Panel>
      <Password />
      <Sessions />
    </>
  );
}

function Password() {
  const cache = useQueryClient();
  const form = useForm({
    initialValues: { current_password: "", new_password: "", again: "" },
    validate: {
      new_password: (value) => (value.length < SHORTEST ? `must have ${SHORTEST} characters at least` : null),
      again: (value, values) => (value === values.new_password ? null : "is not the same"),
    },
  });
  const refusals = useRefusals(form, ["current_password", "new_password"]);
  const save = useMutation({
    mutationFn: ({ current_password, new_password }: typeof form.values) => answered(client.PUT("/api/me/password", { body: { current_password, new_password } })),
    onMutate: refusals.clear,
    onSuccess: (answer) => {
      session.begin(answer);
      form.reset();
      done("Your password is changed. You are signed out everywhere else.");
    },
    onError: refusals.take,
    onSettled: () => cache.invalidateQueries({ queryKey: SESSIONS }),
  });
  return (
    <Panel title="Password" aside="changing it signs you out everywhere else">
      <form className={css.narrow} onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <PasswordInput label="Present password" autoComplete="current-password" required {...form.getInputProps("current_password")} />
        <PasswordInput label="New password" description={`${SHORTEST} characters or more`} autoComplete="new-password" required {...form.getInputProps("new_password")} />
        <PasswordInput label="New password again" autoComplete="new-password" required {...form.getInputProps("again")} />
        {refusals.rest.length > 0 && <Failure error={new Error(refusals.rest.join(" "))} />}
        <div>
          <Button type="submit" loading={save.isPending}>
            Change it
          </Button>
        </div>
      </form>
    </Panel>
  );
}

function Sessions() {
  const { data, error, refetch } = useQuery({ queryKey: SESSIONS, queryFn: ({ signal }) => answered(client.GET("/api/me/sessions", { signal })) });
  return (
    <Panel title="Where you are signed in">
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading rows={3} />}
      {data && (
        <div className={ui.scroll}>
          <table className={ui.table}>
            <thead>
              <tr>
                <th>With</th>
                <th>From</th>
                <th>Since</th>
                <th>Last seen</th>
                <th>
                  <VisuallyHidden>Actions</VisuallyHidden>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.items.map((one) => (
                <SessionRow key={one.id} one={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function SessionRow({ one }: { one: SessionOut }) {
  const cache = useQueryClient();
  const now = useNow();
  const end = useMutation({
    mutationFn: () => answered<unknown>(client.DELETE("/api/me/sessions/{session_id}", { params: { path: { session_id: one.id } } })),
    onSuccess: () => done("That session has ended."),
    onError: failed,
    onSettled: () => cache.invalidateQueries({ queryKey: SESSIONS }),
  });
  return (
    <tr>
      <td title={one.user_agent}>
        {agentInWords(one.user_agent)} {one.current && <Chip tone="good">this one</Chip>}
      </td>
      <td className={ui.mono}>{one.address}</td>
      <td>{dateTime(one.created_at)}</td>
      <td>{ago(one.refreshed_at, now)}</td>
      <td className={css.actions}>
        {!one.current && (
          <Button size="compact-xs" variant="default" loading={end.isPending} onClick={() => end.mutate()}>
            Sign out there
          </Button>
        )}
      </td>
    </tr>
  );
}

/** API tokens: what scripts sign in with. A token is shown once, when it is made. */
import { Button, Checkbox, Modal, NumberInput, Switch, TextInput, VisuallyHidden } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, client } from "@/shared/api/client";
import type { components } from "@/shared/api/generated/schema";
import { useAdmin, useSession } from "@/shared/api/session";
import { ago, dateTime } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Chip, Countdown, Empty, Failure, Loading, Panel, ui } from "@/shared/ui";
import { Confirm } from "@/shared/ui/Confirm";
import { SecretDialog } from "@/shared/ui/Secret";
import { done } from "@/shared/ui/say";
import { useFilters } from "@/shared/ui/useFilters";
import css from "./settings.module.css";
import { useRefusals } from "./useRefusals";
import { SCOPES } from "./words";

type Token = components["schemas"]["TokenOut"];
type Scope = Token["scopes"][number];
const KEY = ["tokens"] as const;
const MOST_DAYS = 365;

export function Tokens() {
  const admin = useAdmin();
  const filters = useFilters();
  const all = admin && filters.get("all") === "true";
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: [...KEY, all],
    queryFn: ({ signal }) => answered(client.GET("/api/tokens", { params: { query: { all } }, signal })),
  });
  return (
    <>
      <div className={css.tools}>
        <p>A script sends its token as a bearer token. It can do what its scopes say and its owner may.</p>
        {admin && <Switch size="xs" label="Everybody’s" checked={all} onChange={(event) => filters.set({ all: event.currentTarget.checked ? "true" : null })} />}
        <Button leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>
          Make a token
        </Button>
      </div>
      <Panel>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Loading rows={4} />}
        {data?.items.length === 0 && (
          <Empty title="No token yet">
            <p>Make one for a script or a dashboard, with no more scopes than it needs.</p>
          </Empty>
        )}
        {data && data.items.length > 0 && (
          <div className={ui.scroll}>
            <table className={ui.table}>
              <thead>
                <tr>
                  <th>Name</th>
                  {all && <th>Owner</th>}
                  <th>Begins</th>
                  <th>May</th>
                  <th>Made</th>
                  <th>Last used</th>
                  <th>Ends in</th>
                  <th>
                    <VisuallyHidden>Actions</VisuallyHidden>
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((token) => (
                  <Row key={token.id} token={token} all={all} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
      {adding && (
        <Add
          onClose={() => setAdding(false)}
          onMade={(token) => {
            setAdding(false);
            setSecret(token);
          }}
        />
      )}
      <SecretDialog title="Your new API token" secret={secret} onClose={() => setSecret(null)} />
    </>
  );
}

function Row({ token, all }: { token: Token; all: boolean }) {
  const now = useNow();
  const cache = useQueryClient();
  const own = useSession()?.user.email === token.owner;
  const [sure, setSure] = useState(false);
  const remove = useMutation({
    mutationFn: () => answered<unknown>(client.DELETE("/api/tokens/{token_id}", { params: { path: { token_id: token.id } } })),
    onSuccess: () => {
      setSure(false);
      done(`${token.name} opens nothing any more.`);
    },
    onSettled: () => cache.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <tr>
      <td>{token.name}</td>
      {all && <td>{token.owner}</td>}
      <td className={ui.mono}>{token.hint}</td>
      <td>
        <span className={css.chips}>
          {token.scopes.map((scope) => (
            <Chip key={scope} tone={scope === "manage" ? "warn" : "plain"}>
              {scope}
            </Chip>
          ))}
        </span>
      </td>
      <td>{dateTime(token.created_at)}</td>
      <td>{token.last_used_at ? ago(token.last_used_at, now) : <span className={ui.dim}>never</span>}</td>
      <td>
        <Countdown until={token.expires_at} />
      </td>
      <td className={css.actions}>
        <Button size="compact-xs" variant="default" onClick={() => setSure(true)}>
          Delete…
        </Button>
        <Confirm opened={sure} title={`Delete the token ${token.name}?`} action="Delete it" danger pending={remove.isPending} error={remove.error} onConfirm={() => remove.mutate()} onClose={() => setSure(false)}>
          <p>
            Whatever uses it{own ? "" : `, made by ${token.owner},`} is refused from now on. {token.last_used_at ? `It was last used ${ago(token.last_used_at, now)}.` : "It was never used."}
          </p>
        </Confirm>
      </td>
    </tr>
  );
}

function Add({ onMade, onClose }: { onMade: (token: string) => void; onClose: () => void }) {
  const cache = useQueryClient();
  const admin = useAdmin();
  const form = useForm<{ name: string; scopes: Scope[]; expires_in_days: number }>({
    initialValues: { name: "", scopes: ["read"], expires_in_days: 90 },
    validate: {
      name: (value) => (value.trim() ? null : "is needed"),
      scopes: (value) => (value.length > 0 ? null : "choose one at least"),
    },
  });
  const refusals = useRefusals(form, ["name", "scopes", "expires_in_days"]);
  const make = useMutation({
    mutationFn: (body: typeof form.values) => answered(client.POST("/api/tokens", { body })),
    onMutate: refusals.clear,
    onSuccess: ({ token }) => onMade(token),
    onError: refusals.take,
    onSettled: () => cache.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <Modal opened onClose={onClose} title="Make an API token">
      <form className={css.stack} onSubmit={form.onSubmit((values) => make.mutate(values))}>
        <TextInput label="Name" description="What uses it" placeholder="nightly export" required data-autofocus {...form.getInputProps("name")} />
        <Checkbox.Group label="It may" {...form.getInputProps("scopes")}>
          <div className={css.choices}>
            {SCOPES.filter(({ value }) => admin || value !== "manage").map(({ value, label, does }) => (
              <Checkbox key={value} size="xs" value={value} label={label} description={does} />
            ))}
          </div>
        </Checkbox.Group>
        <NumberInput label="Days until it ends" min={1} max={MOST_DAYS} {...form.getInputProps("expires_in_days")} />
        {refusals.rest.length > 0 && <Failure error={new Error(refusals.rest.join(" "))} />}
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={make.isPending}>
            Make it
          </Button>
        </div>
      </form>
    </Modal>
  );
}

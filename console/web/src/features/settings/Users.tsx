/** Who may sign in, with which role, and who is invited. */
import { Button, Menu, Modal, PasswordInput, VisuallyHidden } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconChevronDown, IconMailForward, IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, client } from "@/shared/api/client";
import type { components } from "@/shared/api/generated/schema";
import { useSession } from "@/shared/api/session";
import { ago, dateTime } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Chip, Failure, ui } from "@/shared/ui";
import { Confirm } from "@/shared/ui/Confirm";
import { done } from "@/shared/ui/say";
import { Invitations } from "./Invitations";
import { cursorOf, Paged, usePages } from "./Paged";
import css from "./settings.module.css";
import { useRefusals } from "./useRefusals";
import { AddUser, Invite } from "./UserForms";

const USERS = ["users"] as const;
type User = components["schemas"]["UserOut"];
type Change = components["schemas"]["UserChange"];

export function Users() {
  const [open, setOpen] = useState<"add" | "invite" | null>(null);
  const pages = usePages<User>(USERS, (cursor, signal) => answered(client.GET("/api/users", { params: { query: { limit: 100, ...cursorOf(cursor) } }, signal })));
  return (
    <>
      <div className={css.tools}>
        <p>An admin changes everything; a user sees everything and reviews alerts.</p>
        <Button variant="default" leftSection={<IconPlus size={14} />} onClick={() => setOpen("add")}>
          Add a user
        </Button>
        <Button leftSection={<IconMailForward size={14} />} onClick={() => setOpen("invite")}>
          Invite by link
        </Button>
      </div>
      <Paged
        pages={pages}
        empty="Nobody"
        head={
          <tr>
            <th>Email</th>
            <th>Role</th>
            <th>Last signed in</th>
            <th>Since</th>
            <th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </th>
          </tr>
        }
        row={(user) => <Row key={user.id} user={user} />}
      />
      <Invitations />
      {open === "add" && <AddUser onClose={() => setOpen(null)} />}
      {open === "invite" && <Invite onClose={() => setOpen(null)} />}
    </>
  );
}

type Asked = "role" | "disabled" | "password" | "delete";

function Row({ user }: { user: User }) {
  const now = useNow();
  const self = useSession()?.user.id === user.id;
  const [asked, setAsked] = useState<Asked | null>(null);
  const close = () => setAsked(null);
  return (
    <tr data-faded={user.disabled || undefined}>
      <td>
        {user.email} {self && <Chip tone="good">you</Chip>} {user.disabled && <Chip tone="bad">disabled</Chip>}
      </td>
      <td>{user.role}</td>
      <td>{user.last_login_at ? ago(user.last_login_at, now) : <span className={ui.dim}>never</span>}</td>
      <td>{dateTime(user.created_at)}</td>
      <td className={css.actions}>
        {!self && (
          <Menu>
            <Menu.Target>
              <Button size="compact-xs" variant="default" rightSection={<IconChevronDown size={12} />} aria-label={`Change ${user.email}`}>
                Change
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => setAsked("role")}>{user.role === "admin" ? "Make a user…" : "Make an admin…"}</Menu.Item>
              <Menu.Item onClick={() => setAsked("password")}>Set a new password…</Menu.Item>
              <Menu.Item onClick={() => setAsked("disabled")}>{user.disabled ? "Let sign in again…" : "Disable…"}</Menu.Item>
              <Menu.Divider />
              <Menu.Item color="red" onClick={() => setAsked("delete")}>
                Delete…
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
        {asked === "password" && <NewPassword user={user} onClose={close} />}
        <ChangeUser user={user} asked={asked === "password" ? null : asked} onClose={close} />
      </td>
    </tr>
  );
}

interface Plan {
  title: string;
  does: string;
  action: string;
  danger: boolean;
  body: Change | null;
}

function planOf(user: User, asked: Exclude<Asked, "password">): Plan {
  if (asked === "delete") return { title: `Delete ${user.email}?`, does: "All sessions and API tokens of the account end at once. What it did stays in the audit log. Disabling keeps the account.", action: "Delete", danger: true, body: null };
  if (asked === "disabled") {
    return user.disabled
      ? { title: `Let ${user.email} sign in again?`, does: "With the same password and role as before.", action: "Let sign in", danger: false, body: { disabled: false } }
      : { title: `Disable ${user.email}?`, does: "All sessions and API tokens of the account stop working within seconds. It can be enabled again.", action: "Disable", danger: true, body: { disabled: true } };
  }
  return user.role === "admin"
    ? { title: `Make ${user.email} a user?`, does: "From now on the account sees everything and reviews alerts, and changes nothing else.", action: "Make a user", danger: true, body: { role: "user" } }
    : { title: `Make ${user.email} an admin?`, does: "From now on the account changes everything: APIs, lists, detectors, users.", action: "Make an admin", danger: true, body: { role: "admin" } };
}

function ChangeUser({ user, asked, onClose }: { user: User; asked: Exclude<Asked, "password"> | null; onClose: () => void }) {
  const cache = useQueryClient();
  const plan = asked && planOf(user, asked);
  const params = { path: { user_id: user.id } };
  const change = useMutation({
    mutationFn: (body: Change | null) => (body === null ? answered<unknown>(client.DELETE("/api/users/{user_id}", { params })) : answered<unknown>(client.PUT("/api/users/{user_id}", { params, body }))),
    onSuccess: () => {
      onClose();
      done(`${user.email}: done.`);
    },
    onSettled: () => cache.invalidateQueries({ queryKey: USERS }),
  });
  const close = () => {
    change.reset();
    onClose();
  };
  return (
    <Confirm opened={plan !== null} title={plan?.title ?? ""} action={plan?.action ?? ""} danger={plan?.danger ?? false} pending={change.isPending} error={change.error} onConfirm={() => plan && change.mutate(plan.body)} onClose={close}>
      <p>{plan?.does}</p>
    </Confirm>
  );
}

function NewPassword({ user, onClose }: { user: User; onClose: () => void }) {
  const form = useForm({ initialValues: { password: "" } });
  const refusals = useRefusals(form, ["password"]);
  const save = useMutation({
    mutationFn: ({ password }: { password: string }) => answered(client.PUT("/api/users/{user_id}", { params: { path: { user_id: user.id } }, body: { password } })),
    onMutate: refusals.clear,
    onSuccess: () => {
      done(`${user.email} signs in with the new password from now on.`);
      onClose();
    },
    onError: refusals.take,
  });
  return (
    <Modal opened onClose={onClose} title={`New password for ${user.email}`}>
      <form className={css.stack} onSubmit={form.onSubmit((values) => save.mutate(values))}>
        <p>All sessions of the account end. Tell the password over a way you trust; it can be changed under “My account”.</p>
        <PasswordInput label="New password" description="12 characters or more" autoComplete="new-password" required data-autofocus {...form.getInputProps("password")} />
        {refusals.rest.length > 0 && <Failure error={new Error(refusals.rest.join(" "))} />}
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Set it
          </Button>
        </div>
      </form>
    </Modal>
  );
}

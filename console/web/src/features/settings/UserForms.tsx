/** Adds a user, or invites one by a link. */
import { Button, Modal, NumberInput, PasswordInput, Select, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, client } from "@/shared/api/client";
import type { components } from "@/shared/api/generated/schema";
import { dateTime } from "@/shared/format/format";
import { Failure } from "@/shared/ui";
import { SecretDialog } from "@/shared/ui/Secret";
import { done } from "@/shared/ui/say";
import css from "./settings.module.css";
import { useRefusals } from "./useRefusals";

type Role = components["schemas"]["UserOut"]["role"];
type Made = components["schemas"]["InvitationMadeOut"];

const ROLES = [
  { value: "user", label: "user: sees everything, reviews alerts" },
  { value: "admin", label: "admin: changes everything" },
];

export function AddUser({ onClose }: { onClose: () => void }) {
  const cache = useQueryClient();
  const form = useForm<{ email: string; password: string; role: Role }>({ initialValues: { email: "", password: "", role: "user" } });
  const refusals = useRefusals(form, ["email", "password", "role"]);
  const add = useMutation({
    mutationFn: (body: typeof form.values) => answered(client.POST("/api/users", { body })),
    onMutate: refusals.clear,
    onSuccess: ({ email }) => {
      done(`${email} can sign in now.`);
      onClose();
    },
    onError: refusals.take,
    onSettled: () => cache.invalidateQueries({ queryKey: ["users"] }),
  });
  return (
    <Modal opened onClose={onClose} title="Add a user">
      <form className={css.stack} onSubmit={form.onSubmit((values) => add.mutate(values))}>
        <TextInput label="Email" placeholder="ada@example.com" autoComplete="off" required data-autofocus {...form.getInputProps("email")} />
        <PasswordInput label="Password" description="12 characters or more. An invitation lets them choose it themselves." autoComplete="new-password" required {...form.getInputProps("password")} />
        <Select label="Role" data={ROLES} {...form.getInputProps("role")} />
        {refusals.rest.length > 0 && <Failure error={new Error(refusals.rest.join(" "))} />}
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending}>
            Add
          </Button>
        </div>
      </form>
    </Modal>
  );
}

export function Invite({ onClose }: { onClose: () => void }) {
  const cache = useQueryClient();
  const [made, setMade] = useState<Made | null>(null);
  const form = useForm<{ role: Role; email: string; expires_in_hours: number }>({ initialValues: { role: "user", email: "", expires_in_hours: 72 } });
  const refusals = useRefusals(form, ["role", "email", "expires_in_hours"]);
  const invite = useMutation({
    mutationFn: ({ email, ...rest }: typeof form.values) => answered(client.POST("/api/invitations", { body: { ...rest, email: email.trim() || null } })),
    onMutate: refusals.clear,
    onSuccess: setMade,
    onError: refusals.take,
    onSettled: () => cache.invalidateQueries({ queryKey: ["invitations"] }),
  });
  if (made) {
    return (
      <SecretDialog title="The invitation’s link" secret={made.url} onClose={onClose}>
        <p>
          It makes one account with the role {made.role}, {made.email ? `for ${made.email} only` : "for whoever opens it first"}, until {dateTime(made.expires_at)}. Send it over a way you trust.
        </p>
      </SecretDialog>
    );
  }
  return (
    <Modal opened onClose={onClose} title="Invite by link">
      <form className={css.stack} onSubmit={form.onSubmit((values) => invite.mutate(values))}>
        <Select label="Role" data={ROLES} {...form.getInputProps("role")} />
        <TextInput label="Email" description="Only this address may use the link; leave it out for any." placeholder="anybody" data-autofocus {...form.getInputProps("email")} />
        <NumberInput label="Hours until it ends" min={1} max={720} {...form.getInputProps("expires_in_hours")} />
        {refusals.rest.length > 0 && <Failure error={new Error(refusals.rest.join(" "))} />}
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={invite.isPending}>
            Make the link
          </Button>
        </div>
      </form>
    </Modal>
  );
}

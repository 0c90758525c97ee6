/** Invitations that were made and not used yet, and those that were. */
import { Button, VisuallyHidden } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answered, client } from "@/shared/api/client";
import type { components } from "@/shared/api/generated/schema";
import { dateTime } from "@/shared/format/format";
import { Countdown, ui } from "@/shared/ui";
import { done, failed } from "@/shared/ui/say";
import { cursorOf, Paged, usePages } from "./Paged";
import css from "./settings.module.css";

type Invitation = components["schemas"]["InvitationOut"];
const KEY = ["invitations"] as const;

export function Invitations() {
  const pages = usePages<Invitation>(KEY, (cursor, signal) => answered(client.GET("/api/invitations", { params: { query: { limit: 50, ...cursorOf(cursor) } }, signal })));
  return (
    <Paged
      title="Invitations"
      pages={pages}
      empty="Nobody is invited"
      head={
        <tr>
          <th>For</th>
          <th>Role</th>
          <th>By</th>
          <th>Made</th>
          <th>Ends in</th>
          <th>
            <VisuallyHidden>Actions</VisuallyHidden>
          </th>
        </tr>
      }
      row={(invitation) => <Row key={invitation.id} invitation={invitation} />}
    />
  );
}

function Row({ invitation: { id, email, role, author, created_at, expires_at, used_at } }: { invitation: Invitation }) {
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () => answered<unknown>(client.DELETE("/api/invitations/{invitation_id}", { params: { path: { invitation_id: id } } })),
    onSuccess: () => done("The link opens nothing any more."),
    onError: failed,
    onSettled: () => cache.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <tr data-faded={used_at !== null || undefined}>
      <td>{email ?? <span className={ui.dim}>whoever has the link</span>}</td>
      <td>{role}</td>
      <td>{author}</td>
      <td>{dateTime(created_at)}</td>
      <td>{used_at ? `used ${dateTime(used_at)}` : <Countdown until={expires_at} />}</td>
      <td className={css.actions}>
        {!used_at && (
          <Button size="compact-xs" variant="default" loading={remove.isPending} onClick={() => remove.mutate()}>
            Withdraw
          </Button>
        )}
      </td>
    </tr>
  );
}

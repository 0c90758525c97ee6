/** The key with which an app that is not behind the gateway sends its telemetry. */
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, client } from "@/shared/api/client";
import { Confirm } from "@/shared/ui/Confirm";
import { SecretDialog } from "@/shared/ui/Secret";
import { done, failed } from "@/shared/ui/say";
import css from "./apis.module.css";
import { Section } from "./Section";
import type { Known } from "./types";

export function IngestKey({ api }: { api: Known }) {
  const cache = useQueryClient();
  const [sure, setSure] = useState<"replace" | "remove" | null>(null);
  const [key, setKey] = useState<string | null>(null);
  const params = { path: { api_id: api.id } };
  const settled = { onError: failed, onSettled: () => cache.invalidateQueries({ queryKey: ["apis"] }) };
  const make = useMutation({
    mutationFn: () => answered(client.POST("/api/apis/{api_id}/ingest-key", { params })),
    onSuccess: (made) => {
      setSure(null);
      setKey(made.key);
    },
    ...settled,
  });
  const remove = useMutation({
    mutationFn: () => answered<unknown>(client.DELETE("/api/apis/{api_id}/ingest-key", { params })),
    onSuccess: () => {
      setSure(null);
      done(`${api.name} takes no telemetry any more.`);
    },
    ...settled,
  });
  const removing = sure === "remove";
  return (
    <Section title="Telemetry" about="An app that is not behind the gateway may send what it served to POST /api/ingest with this key; it is judged alike.">
      <div className={css.row}>
        <span className={css.grow}>{api.has_ingest_key ? "A key is set. Its text is not kept." : "No key: telemetry for this API is refused."}</span>
        <Button variant="default" loading={make.isPending} onClick={() => (api.has_ingest_key ? setSure("replace") : make.mutate())}>
          {api.has_ingest_key ? "Replace the key…" : "Make a key"}
        </Button>
        {api.has_ingest_key && (
          <Button variant="default" onClick={() => setSure("remove")}>
            Remove…
          </Button>
        )}
      </div>
      <Confirm
        opened={sure !== null}
        title={removing ? "Remove the ingest key?" : "Replace the ingest key?"}
        action={removing ? "Remove it" : "Replace it"}
        danger
        pending={make.isPending || remove.isPending}
        onConfirm={() => (removing ? remove.mutate() : make.mutate())}
        onClose={() => setSure(null)}
      >
        <p>Apps that send with the present key are refused from now on{removing ? "." : ", until they have the new one."}</p>
      </Confirm>
      <SecretDialog title={`Ingest key of ${api.name}`} secret={key} onClose={() => setKey(null)}>
        <p>Send it as the header X-API-Key, or as api_key in each record.</p>
      </SecretDialog>
    </Section>
  );
}

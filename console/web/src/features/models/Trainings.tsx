/** Trainings: one asked for, one under way with its progress, and those that were. */
import { Button, Modal, Progress, Select } from "@mantine/core";
import { IconBarbell } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, client } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { useAdmin } from "@/shared/api/session";
import { ago, dateTime, span } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Chip, Empty, Failure, Loading, Panel, ui, type Tone } from "@/shared/ui";
import { done } from "@/shared/ui/say";
import css from "./models.module.css";
import { KEY, trainingsQuery } from "./queries";
import type { TrainKind, Training } from "./types";
import { kindOf, outcomeInWords, TRAINED, underWay } from "./words";

export function TrainNow() {
  const admin = useAdmin();
  const cache = useQueryClient();
  const apis = useApis();
  const [open, setOpen] = useState(false);
  const [kind, setKind] = useState<TrainKind>("outliers");
  const [api, setApi] = useState("");
  const { data } = useQuery(trainingsQuery);
  const busy = data && underWay(data.items);
  const train = useMutation({
    mutationFn: () => answered(client.POST("/api/models/train", { body: { kind, ...(api && { api_id: Number(api) }) } })),
    onSuccess: () => {
      setOpen(false);
      done("Asked for; the analyst takes it up within seconds.");
    },
    onSettled: () => cache.invalidateQueries({ queryKey: KEY }),
  });
  if (!admin) return null;
  return (
    <>
      <Button leftSection={<IconBarbell size={14} />} onClick={() => setOpen(true)}>
        Train now…
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title="Train now">
        <div className={css.dialog}>
          <Select label="What" data={TRAINED.map((value) => ({ value, label: kindOf(value).name }))} value={kind} onChange={(value) => setKind(value ?? "outliers")} allowDeselect={false} />
          <Select label="For" data={[{ value: "", label: "Every API" }, ...[...apis.values()].map(({ id, name }) => ({ value: String(id), label: name }))]} value={api} onChange={(value) => setApi(value ?? "")} allowDeselect={false} />
          <p>It learns from {kindOf(kind).learns}, in a process of its own; traffic is not slowed. What is not worse than the model that serves takes its place.</p>
          {busy?.state === "running" && <p className={ui.dim}>A training is under way; this one begins when that ends.</p>}
          {train.error && <Failure error={train.error} />}
          <div className={css.buttons}>
            <Button variant="default" onClick={() => setOpen(false)}>
              Cancel
            </Button>
            <Button loading={train.isPending} onClick={() => train.mutate()}>
              Train
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}

const TONES: Record<Training["state"], Tone> = { requested: "plain", running: "watch", done: "good", failed: "bad" };

export function Trainings() {
  const { data, error, refetch, isPending } = useQuery(trainingsQuery);
  return (
    <Panel title="Trainings" aside="daily, when traffic drifts, and when asked for">
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading rows={3} />}
      {data?.items.length === 0 && (
        <Empty title="None yet">
          <p>The first one begins by itself once enough is recorded.</p>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <ul className={css.trainings}>
          {data.items.map((training) => (
            <Row key={training.id} training={training} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

function Row({ training }: { training: Training }) {
  const now = useNow();
  const apis = useApis();
  const { id, kind, api_id, state, why, author, created_at, started_at, ended_at, percent, stage, results, error } = training;
  const whose = api_id === null ? "every API" : (apis.get(api_id)?.name ?? `API ${api_id}`);
  const took = started_at && ended_at ? span((Date.parse(ended_at) - Date.parse(started_at)) / 1000) : "";
  return (
    <li>
      <div className={css.training}>
        <Chip tone={TONES[state]}>{state}</Chip>
        <b>
          {kindOf(kind).name}, {whose}
        </b>
        <span className={ui.dim}>
          {why}
          {!why.includes(author) && `, by ${author}`}
        </span>
        <span className={css.when} title={dateTime(created_at)}>
          {took && `took ${took}, `}
          {ago(ended_at ?? created_at, now)}
        </span>
      </div>
      {state === "running" && (
        <div className={css.progress}>
          <Progress value={percent} size="sm" aria-label={`Training ${id}`} />
          <span>
            {percent}% {stage}
          </span>
        </div>
      )}
      {error && <p className={css.wrong}>{error}</p>}
      {results.length > 0 && (
        <ul className={css.results}>
          {results.map((result) => (
            <li key={`${result.api_id ?? "all"}`}>{outcomeInWords(result)}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

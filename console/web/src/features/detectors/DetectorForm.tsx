/** How a detector is set for the whole installation: its mode, what a failure of it means, and its own options. */
import { Button, Radio, Select } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { answered, client, ifUnchanged, Problem, type Detector, type Mode } from "@/shared/api/client";
import { placed } from "@/shared/api/fields";
import { useAdmin } from "@/shared/api/session";
import { Failure, Panel } from "@/shared/ui";
import { SchemaFields } from "@/shared/ui/SchemaFields";
import { aboutOf, chosen, fieldsOf, wrong } from "@/shared/ui/schema";
import { done } from "@/shared/ui/say";
import css from "./detectors.module.css";
import { KEY } from "./queries";
import { DOES, FAILS, MODES } from "./words";

interface Draft {
  mode: Mode;
  on_error: Detector["on_error"];
  options: Record<string, unknown>;
}

const ON_ERROR = (["allow", "block"] as const).map((value) => ({ value, label: FAILS[value] }));

export function DetectorForm({ detector }: { detector: Detector }) {
  const admin = useAdmin();
  const cache = useQueryClient();
  const [base, setBase] = useState(detector);
  const [draft, setDraft] = useState<Draft>(() => draftOf(detector));
  const [generation, setGeneration] = useState(0);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [rest, setRest] = useState<string[]>([]);
  const fields = useMemo(() => fieldsOf(detector.options_schema), [detector.options_schema]);
  const changed = JSON.stringify(draft) !== JSON.stringify(draftOf(base));
  const meanwhile = detector.version !== base.version;
  const begin = (from: Detector) => {
    setBase(from);
    setDraft(draftOf(from));
    setGeneration(generation + 1);
    setErrors({});
    setRest([]);
  };
  if (meanwhile && !changed) begin(detector);

  const save = useMutation({
    mutationFn: () =>
      answered(
        client.PUT("/api/detectors/{detector_id}", {
          params: { path: { detector_id: detector.id }, header: ifUnchanged(base.version) },
          body: { ...draft, options: chosen(fields, draft.options) },
        }),
      ),
    onMutate: () => {
      setErrors({});
      setRest([]);
    },
    onSuccess: (saved) => {
      begin(saved);
      done(`${saved.title} is set; every gateway follows within a second.`);
    },
    onError: (error) => {
      if (error instanceof Problem && error.status === 412) return;
      const found = placed(error, fields.map(({ name }) => `options.${name}`));
      setErrors(Object.fromEntries(Object.entries(found.fields).map(([path, message]) => [path.split(".")[1] ?? path, message])));
      setRest(found.rest);
    },
    onSettled: () => cache.invalidateQueries({ queryKey: KEY }),
  });
  const invalid = fields.some((field) => wrong(field, field.name in draft.options ? draft.options[field.name] : field.default) !== null);
  const set = (name: string, value: unknown) => {
    const { [name]: _before, ...others } = draft.options;
    setDraft({ ...draft, options: value === undefined ? others : { ...others, [name]: value } });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Panel title="Settings" aside="for the whole installation; an API may have its own">
        <fieldset disabled={!admin} className={css.form}>
          <Radio.Group label="Mode" value={draft.mode} onChange={(mode) => setDraft({ ...draft, mode })}>
            <div className={css.modes}>
              {MODES.map((mode) => (
                <Radio key={mode} size="xs" value={mode} label={mode} description={DOES[mode]} />
              ))}
            </div>
          </Radio.Group>
          <Select label="When it fails" w={300} data={ON_ERROR} value={draft.on_error} disabled={!admin} onChange={(value) => setDraft({ ...draft, on_error: value as Draft["on_error"] })} />
          {fields.length === 0 ? (
            <p className={css.note}>{aboutOf(detector.options_schema)}</p>
          ) : (
            <>
              <h3>{aboutOf(detector.options_schema) || "Options"}</h3>
              <SchemaFields key={generation} fields={fields} options={draft.options} errors={errors} disabled={!admin} onChange={set} />
            </>
          )}
          {meanwhile && changed && (
            <div className={css.meanwhile} role="alert">
              <p>
                Somebody set it meanwhile to {detector.mode}
                {Object.keys(detector.options).length > 0 && `, ${JSON.stringify(detector.options)}`}. Yours is kept here and not saved.
              </p>
              <div className={css.actions}>
                <Button variant="default" onClick={() => setBase(detector)}>
                  Keep mine, over theirs
                </Button>
                <Button variant="default" onClick={() => begin(detector)}>
                  Take theirs
                </Button>
              </div>
            </div>
          )}
          {rest.length > 0 && <Failure error={new Error(rest.join(" "))} />}
          {admin ? (
            <div className={css.actions}>
              <Button type="submit" loading={save.isPending} disabled={!changed || invalid || meanwhile}>
                Save and publish
              </Button>
              <Button variant="default" disabled={!changed} onClick={() => begin(detector)}>
                Undo
              </Button>
            </div>
          ) : (
            <p className={css.note}>Only an admin changes detectors.</p>
          )}
        </fieldset>
      </Panel>
    </form>
  );
}

function draftOf({ mode, on_error, options }: Detector): Draft {
  return { mode, on_error, options };
}

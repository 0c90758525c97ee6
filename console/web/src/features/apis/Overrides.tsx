/** Where this API differs from the installation in what a detector may do. */
import { Select } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link } from "react-router";
import type { Detector } from "@/shared/api/client";
import { Failure, Loading } from "@/shared/ui";
import { SchemaFields } from "@/shared/ui/SchemaFields";
import { fieldsOf } from "@/shared/ui/schema";
import css from "./apis.module.css";
import type { Draft, Override } from "./draft";
import { detectorsQuery } from "./queries";
import { Section } from "./Section";

export function Overrides({ form, disabled }: { form: UseFormReturnType<Draft>; disabled: boolean }) {
  const { data, error, refetch } = useQuery(detectorsQuery);
  return (
    <Section title="Detectors" about="Each does here what it does everywhere, unless this API says otherwise. An API in observe turns nothing away whatever stands here.">
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading rows={4} />}
      {data?.items.map((detector) => (
        <Row key={detector.id} form={form} detector={detector} disabled={disabled} />
      ))}
    </Section>
  );
}

const ON_ERROR = [
  { value: "allow", label: "the request passes" },
  { value: "block", label: "the request is blocked" },
];

function Row({ form, detector, disabled }: { form: UseFormReturnType<Draft>; detector: Detector; disabled: boolean }) {
  const own = form.values.detectors[detector.id];
  const fields = useMemo(() => fieldsOf(detector.options_schema), [detector.options_schema]);
  const set = (override: Override | null) => {
    const { [detector.id]: _before, ...others } = form.values.detectors;
    form.setFieldValue("detectors", override ? { ...others, [detector.id]: override } : others);
  };
  const choices = [
    { value: "", label: `as everywhere: ${detector.mode}` },
    { value: "enforce", label: "enforce" },
    { value: "observe", label: "observe" },
    { value: "off", label: "off" },
  ];
  const errors = Object.fromEntries(
    Object.entries(form.errors).flatMap(([path, message]) => (path.startsWith(`detectors.${detector.id}.options.`) && typeof message === "string" ? [[path.split(".")[3] ?? "", message]] : [])),
  );
  const whole = form.errors[`detectors.${detector.id}`] ?? form.errors[`detectors.${detector.id}.options`];
  return (
    <div className={css.override} data-own={own !== undefined || undefined}>
      <div className={css.row}>
        <div className={css.grow}>
          <Link to={`/detectors/${detector.id}`}>{detector.title}</Link>
        </div>
        <Select
          aria-label={`Mode of ${detector.title} for this API`}
          w={190}
          data={choices}
          value={own?.mode ?? ""}
          disabled={disabled}
          onChange={(mode) => set(mode ? { ...(own ?? { on_error: detector.on_error, options: detector.options }), mode: mode as Override["mode"] } : null)}
        />
      </div>
      {whole && <p className={css.error}>{whole}</p>}
      {own && own.mode !== "off" && (
        <div className={css.inner}>
          <Select label="Should it fail" w={190} data={ON_ERROR} value={own.on_error} disabled={disabled} onChange={(value) => set({ ...own, on_error: value as Override["on_error"] })} />
          <SchemaFields
            fields={fields}
            options={own.options}
            errors={errors}
            disabled={disabled}
            onChange={(name, value) => {
              const { [name]: _old, ...rest } = own.options;
              set({ ...own, options: value === undefined ? rest : { ...rest, [name]: value } });
            }}
          />
        </div>
      )}
    </div>
  );
}

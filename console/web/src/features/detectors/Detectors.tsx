/** What looks at each request, and whether it may turn one away. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answered, client, ifUnchanged, type Detector, type Mode } from "@/shared/api/client";
import { apisQuery } from "@/shared/api/queries";
import { useAdmin } from "@/shared/api/session";
import { Choices, Failure, Loading, ModeChip, Page, Panel, ui } from "@/shared/ui";
import { done, failed } from "@/shared/ui/say";
import css from "./detectors.module.css";

const KEY = ["detectors"];
const DOES: Record<Mode, string> = {
  enforce: "Its findings count, and may turn a request away.",
  observe: "Its findings are recorded and never turn a request away.",
  off: "It does not look.",
};
const MODES: readonly Mode[] = ["enforce", "observe", "off"];

export default function Detectors() {
  const { data, error, refetch, isPending } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => answered(client.GET("/api/detectors", { signal })),
  });
  return (
    <Page title="Detectors" about="In the order in which they look at a request. An API may set its own mode for one; an API in observe turns nothing away whatever stands here.">
      {error && <Failure error={error} retry={() => void refetch()} />}
      <Panel>
        {isPending && <Loading />}
        <ol className={css.list}>
          {data?.items.map((detector) => (
            <Row key={detector.id} detector={detector} />
          ))}
        </ol>
      </Panel>
    </Page>
  );
}

function Row({ detector }: { detector: Detector }) {
  const cache = useQueryClient();
  const admin = useAdmin();
  const apis = useQuery(apisQuery).data ?? [];
  const overrides = apis.flatMap((api) => {
    const own = api.detectors[detector.id];
    return own ? [{ name: api.name, mode: own.mode }] : [];
  });
  const set = useMutation({
    mutationFn: (mode: Mode) =>
      answered(
        client.PUT("/api/detectors/{detector_id}", {
          params: { path: { detector_id: detector.id }, header: ifUnchanged(detector.version) },
          body: { mode, on_error: detector.on_error, options: detector.options },
        }),
      ),
    onSuccess: ({ title, mode }) => done(`${title}: ${mode}, in force within a second.`),
    onError: failed,
    onSettled: () => cache.invalidateQueries({ queryKey: KEY }),
  });
  const shown = set.isPending ? set.variables : detector.mode;
  return (
    <li className={css.detector}>
      <div>
        <h2>
          {detector.title} <span className={ui.mono}>{detector.id}</span>
        </h2>
        <p>{detector.description}</p>
        {Object.keys(detector.options).length > 0 && <pre>{JSON.stringify(detector.options, null, 1)}</pre>}
        {overrides.map(({ name, mode }) => (
          <p key={name}>
            For {name}: <ModeChip mode={mode} />
          </p>
        ))}
      </div>
      <div className={css.mode}>
        {admin ? <Choices label={`Mode of ${detector.title}`} choices={MODES.map((value) => ({ value, label: value }))} chosen={shown} onChange={(mode) => mode !== shown && set.mutate(mode)} /> : <ModeChip mode={shown} />}
        <p aria-live="polite">
          {DOES[shown]} {shown !== "off" && (detector.on_error === "block" ? "Should it fail, the request is blocked." : "Should it fail, the request passes.")}
        </p>
      </div>
    </li>
  );
}

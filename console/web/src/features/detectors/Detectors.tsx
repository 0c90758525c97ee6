/** What looks at each request, and whether it may turn one away. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import type { Detector } from "@/shared/api/client";
import { apisQuery } from "@/shared/api/queries";
import { count, micros } from "@/shared/format/format";
import { Failure, Loading, ModeChip, Page, Panel, ui } from "@/shared/ui";
import { rangeOf } from "@/shared/ui/range";
import css from "./detectors.module.css";
import { DetectorPage } from "./DetectorPage";
import { detectorsQuery, statsQuery } from "./queries";
import { DOES, optionsInWords, reviewed } from "./words";

const DAY = rangeOf({ range: "86400", from: "", to: "" });

export default function Detectors() {
  const { id, "*": rest } = useParams();
  const wanted = id ?? rest?.split("/")[0] ?? "";
  return wanted === "" ? <List /> : <DetectorPage key={wanted} id={wanted} />;
}

function List() {
  const { data, error, refetch, isPending } = useQuery(detectorsQuery);
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
  const apis = useQuery(apisQuery).data ?? [];
  const own = apis.filter((api) => api.detectors[detector.id] !== undefined);
  const words = optionsInWords(detector.options);
  return (
    <li className={css.detector}>
      <div>
        <h2>
          <Link to={`/detectors/${detector.id}`}>{detector.title}</Link> <ModeChip mode={detector.mode} />
        </h2>
        <p>{detector.description}</p>
        {words && <p>Set here: {words}.</p>}
        {own.length > 0 && (
          <p>
            Otherwise for{" "}
            {own.map((api, index) => (
              <span key={api.id}>
                {index > 0 && ", "}
                <Link to={`/apis/${api.id}`}>{api.name}</Link> ({api.detectors[detector.id]?.mode})
              </span>
            ))}
            .
          </p>
        )}
      </div>
      <LastDay detector={detector} />
    </li>
  );
}

function LastDay({ detector }: { detector: Detector }) {
  const { data, error } = useQuery(statsQuery(detector.id, DAY));
  if (error) return <p className={css.lately}>Its last day is not known: {error.message}</p>;
  return (
    <div>
      <dl className={css.lately}>
        <div>
          <dt>Found, last 24 h</dt>
          <dd>{data ? count(data.hits) : "…"}</dd>
        </div>
        <div>
          <dt>Stopped</dt>
          <dd>{data ? count(data.stopped) : "…"}</dd>
        </div>
        <div>
          <dt>Time it costs</dt>
          <dd>{data ? micros(rounded(data.mean_microseconds)) : "…"}</dd>
        </div>
        <div>
          <dt>False positives</dt>
          <dd title={data && reviewed(data.false_positives, data.true_positives)}>{data ? count(data.false_positives) : "…"}</dd>
        </div>
      </dl>
      <p className={ui.dim}>{DOES[detector.mode]}</p>
    </div>
  );
}

const rounded = (value: number | null) => (value === null ? null : Math.round(value));

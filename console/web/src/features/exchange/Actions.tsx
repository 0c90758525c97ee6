/** What can be done from an exchange: list its caller, exclude what was found, say that the alert about it was wrong. */
import { Button, Menu, Tooltip } from "@mantine/core";
import { IconBellRinging, IconFilterOff, IconThumbDown } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { answered, client, type Exchange } from "@/shared/api/client";
import { useAdmin } from "@/shared/api/session";
import { useExcluding } from "@/shared/excluding";
import { CallerActions } from "@/shared/exchange/CallerActions";
import { done, failed } from "@/shared/ui/say";
import { alertsAboutQuery } from "./asked";
import css from "./exchange.module.css";

export function Actions({ exchange }: { exchange: Exchange }) {
  const { data: alerts } = useQuery({ ...alertsAboutQuery(exchange), enabled: exchange.findings.length > 0 });
  const cache = useQueryClient();
  const wrong = useMutation({
    mutationFn: async () => {
      for (const alert of alerts ?? []) await answered(client.PUT("/api/alerts/{alert_id}/review", { params: { path: { alert_id: alert.id } }, body: { review: "false_positive" } }));
    },
    onSuccess: () => done("Noted as a false positive."),
    onError: failed,
    onSettled: () => cache.invalidateQueries({ queryKey: ["alerts"] }),
  });
  const judged = alerts !== undefined && alerts.length > 0 && alerts.every(({ review }) => review === "false_positive");
  const first = alerts?.[0];
  return (
    <div className={css.actions}>
      <CallerActions exchange={exchange} />
      <Exclude exchange={exchange} />
      {exchange.findings.length > 0 && (
        <Tooltip label={first ? "Marks the alert it belongs to" : "No alert was made of it, so there is nothing to mark"}>
          <Button variant="default" leftSection={<IconThumbDown size={14} />} disabled={!first || judged} loading={wrong.isPending} onClick={() => wrong.mutate()}>
            {judged ? "Marked as false positive" : "False positive"}
          </Button>
        </Tooltip>
      )}
      {first && (
        <Button component={Link} to={`/alerts/${first.id}`} variant="subtle" leftSection={<IconBellRinging size={14} />}>
          {alerts.length === 1 ? "Its alert" : `Its ${alerts.length} alerts`}
        </Button>
      )}
    </div>
  );
}

/** The narrowest exclusion first: one rule, in one parameter, of one operation, of this API. */
function Exclude({ exchange }: { exchange: Exchange }) {
  const admin = useAdmin();
  const open = useExcluding();
  const found = exchange.findings.filter(({ effect, detector }) => (effect === "score" || effect === "block") && detector !== "access");
  const [only] = found;
  if (!admin || !only) return null;
  const draft = (finding: typeof only) => ({
    api_id: exchange.api_id,
    operation: exchange.operation,
    parameter: finding.location,
    rule: finding.rule,
    reason: `request ${exchange.request_id}`,
  });
  const button = (
    <Button variant="default" leftSection={<IconFilterOff size={14} />} onClick={found.length === 1 ? () => open(draft(only)) : undefined}>
      Make an exclusion…
    </Button>
  );
  if (found.length === 1) return button;
  return (
    <Menu position="bottom-start">
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>For which finding</Menu.Label>
        {found.map((finding, index) => (
          <Menu.Item key={`${finding.rule}${index}`} onClick={() => open(draft(finding))}>
            {finding.rule} in {finding.location}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

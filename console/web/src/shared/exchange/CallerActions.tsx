/** Whitelist or ban whoever sent a request. */
import { Button } from "@mantine/core";
import { IconBan, IconShieldCheck } from "@tabler/icons-react";
import type { Exchange } from "@/shared/api/client";
import { useAdmin } from "@/shared/api/session";
import { targetsOf, useListing } from "@/shared/listing";

export function CallerActions({ exchange }: { exchange: Exchange }) {
  const admin = useAdmin();
  const open = useListing();
  const targets = targetsOf(exchange);
  if (!admin || targets.length === 0) return null;
  const reason = `request ${exchange.request_id}`;
  return (
    <>
      <Button variant="light" leftSection={<IconShieldCheck size={14} />} onClick={() => open({ list: "whitelist", targets, reason })}>
        Whitelist…
      </Button>
      <Button variant="light" color="red" leftSection={<IconBan size={14} />} onClick={() => open({ list: "blacklist", targets, reason })}>
        Ban…
      </Button>
    </>
  );
}

import { Page } from "@/shared/ui";

export default function Logs() {
  return <Page title="Logs">{null}</Page>;
}

import { Page } from "@/shared/ui";

export default function AlertPage() {
  return <Page title="AlertPage">{null}</Page>;
}

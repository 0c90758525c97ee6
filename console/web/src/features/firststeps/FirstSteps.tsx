import { Page } from "@/shared/ui";

export default function FirstSteps() {
  return <Page title="FirstSteps">{null}</Page>;
}

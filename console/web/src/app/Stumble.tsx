/** What is shown when a page fails to draw, or does not exist. */
import { Button } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { Link } from "react-router";
import { Empty, Failure, Page } from "@/shared/ui";

export class Stumble extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <Page title="Something broke">
        <Failure error={this.state.error} />
        <div>
          <Button onClick={() => window.location.reload()}>Load the page again</Button>
        </div>
      </Page>
    );
  }
}

export function Lost() {
  return (
    <Page title="Nothing here">
      <Empty title="There is no page at this address">
        <Link to="/">Go to the overview</Link>
      </Empty>
    </Page>
  );
}

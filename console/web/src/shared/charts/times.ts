/** Marks on a time axis, in the reader's zone. Pure but for the zone. */

const DAY = 86_400;
const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hour12: false });
const second = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const day = new Intl.DateTimeFormat("en", { month: "short", day: "numeric" });

/**
 * The words under the marks. `splits`: seconds since the epoch; `step`: seconds between two. A mark says the day where
 * marks are days apart, or where a new day begins.
 */
export function marks(splits: readonly number[], step: number): string[] {
  let before = "";
  return splits.map((split) => {
    const at = new Date(split * 1000);
    const name = day.format(at);
    const turned = before !== "" && name !== before;
    before = name;
    if (step >= DAY) return name;
    if (turned) return step >= DAY / 4 ? name : `${name} ${hour.format(at)}`;
    return step < 60 ? second.format(at) : hour.format(at);
  });
}

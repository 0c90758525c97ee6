/** The one-time code in a set-up link. It stands behind the #, which no server and no referrer sees. */
export function codeIn(hash: string): string {
  return new URLSearchParams(hash.replace(/^#/, "")).get("code")?.trim() ?? "";
}

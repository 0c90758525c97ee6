/** Hands the browser a file. */
export function saved(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // Not at once: the browser reads it after this has returned.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

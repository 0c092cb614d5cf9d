/** Formats `2026-01-01T00:00:00.000Z` as Go prints a time. */
export function goTime(time: unknown): string {
  return `${String(time).slice(0, 10)} ${String(time).slice(11, 19)} +0000 UTC`;
}

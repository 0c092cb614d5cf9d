/**
 * The result of the work. Rejects with the signal's reason once the signal is aborted: nobody waits for the work then.
 */
export async function untilAborted<T>(work: Promise<T>, signal?: AbortSignal): Promise<T> {
  let fail = () => {};
  const aborted = new Promise<never>((_, reject) => {
    fail = () => reject(signal?.reason);
  });
  signal?.addEventListener("abort", fail, { once: true });
  if (signal?.aborted) fail();
  work.catch(() => {});
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal?.removeEventListener("abort", fail);
  }
}

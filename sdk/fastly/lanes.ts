/** How many pieces of work run at once: at first, and at most. */
const FIRST = 16;
const MOST = 32;

/**
 * Does a piece of work for each item, several at once. The number grows by one after each good round. It is halved when
 * Fastly reports too many requests. After the first failure no new work begins: each request counts while Fastly limits
 * them.
 *
 * @param work calls `limited` whenever Fastly reports too many requests.
 */
export function inParallel<T>(
  items: readonly T[],
  work: (item: T, limited: () => void) => Promise<unknown>,
): Promise<void> {
  let [next, running, width] = [0, 0, FIRST];
  /** Work that began before the last limit does not lower the number again. */
  let since = 0;
  let failure: { error: unknown } | undefined;
  return new Promise((resolve, reject) => {
    const end = () => (failure === undefined ? resolve() : reject(failure.error));
    const begin = async (item: T, place: number) => {
      let isLimited = false;
      const limited = () => {
        isLimited = true;
        if (place >= since) {
          width = Math.max(1, width / 2);
          since = next;
        }
      };
      try {
        await work(item, limited);
        width = isLimited ? width : Math.min(MOST, width + 1 / width);
      } catch (error) {
        failure ??= { error };
      }
      running--;
      fill();
    };
    const fill = () => {
      while (failure === undefined && next < items.length && running < Math.floor(width)) {
        running++;
        const place = next++;
        void begin(items[place] as T, place);
      }
      if (running === 0) {
        end();
      }
    };
    fill();
  });
}

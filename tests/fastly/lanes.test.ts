import { equal, ok, rejects } from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { inParallel } from "../../sdk/fastly/lanes";

describe("parallel work on many items", () => {
  /** How many pieces of work ran at once, for each item. */
  async function widths(count: number, isLimited: (item: number) => boolean = () => false): Promise<number[]> {
    let running = 0;
    const seen: number[] = [];
    await inParallel(
      Array.from({ length: count }, (_, item) => item),
      async (item, limited) => {
        running++;
        seen[item] = running;
        await setImmediate();
        if (isLimited(item)) {
          limited();
        }
        running--;
      },
    );
    return seen;
  }

  it("begins with sixteen at once, and never exceeds thirty-two", async () => {
    const seen = await widths(5_000);
    equal(Math.max(...seen.slice(0, 16)), 16);
    equal(Math.max(...seen), 32);
    equal(seen.length, 5_000);
  });

  it("becomes less parallel after a limit, and sequential when Fastly limits all the time", async () => {
    const seen = await widths(300, (item) => item < 200);
    equal(Math.max(...seen.slice(120, 200)), 1);
    ok(Math.max(...seen.slice(250)) > 1);
  });

  it("is halved once by failures that began together", async () => {
    const seen = await widths(60, (item) => item < 16);
    equal(Math.max(...seen.slice(16, 24)), 8);
  });

  it("fails with the first error, after running items have ended", async () => {
    let begun = 0;
    await rejects(
      inParallel([...Array(100).keys()], async (item) => {
        begun++;
        await setImmediate();
        if (item === 3) {
          throw new Error("no");
        }
      }),
      /no/,
    );
    ok(begun < 30, `${begun} begun`);
  });

  it("ends at once without items", () => inParallel([], () => Promise.reject(new Error("never"))));
});

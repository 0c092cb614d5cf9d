import assert from "node:assert/strict";
import type { FastlyClient } from "../../sdk/fastly/client";
import { type LiveService, liveAt } from "../../sdk/live/liveService";

const PARTS: Record<string, (service: LiveService) => Promise<unknown>> = {
  "whether a product is enabled": (service) => service.hasProduct("image_optimizer"),
  "the things of no version": (service) => service.unversioned(1),
  "the parts that the state lacks": (service) => service.unseen(1, {}),
  "the links": (service) => service.links(1),
};

describe("a live service", () => {
  for (const [part, read] of Object.entries(PARTS)) {
    it(`is read once for all checks of a phase: ${part}`, async () => {
      const requests: string[] = [];
      const request = async (method: string, path: string) => {
        requests.push(`${method} ${path}`);
        throw new Error("Fastly does not answer");
      };
      const service = liveAt(async () => ({ request }) as unknown as FastlyClient).service("id");
      await read(service).catch(() => {});
      const first = [...requests];
      await read(service).catch(() => {});
      assert.ok(first.length > 0);
      assert.deepEqual(requests, first);
    });
  }
});

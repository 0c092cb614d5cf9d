import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { picturesOfConcepts, picturesOfUp, shownByUp } from "../../scripts/pictures";
import { pageWithRequests, REQUESTS_PAGE, runsOfLife } from "../../scripts/requestsPage";
import { ROOT } from "./blocks";

describe("the documents' pictures and lists of runs", () => {
  /** Removes what differs on each machine: durations, and the port of the local API. */
  const withoutChance = (svg: string) =>
    svg.replace(/\b\d+(\.\d+)?s\b/g, "Ns").replace(/localhost:\d+/g, "localhost:N");

  it("have a picture of an `up` as a terminal shows it now, for light and dark pages", async () => {
    const pictures = picturesOfUp(await shownByUp());
    assert.equal(pictures.length, 2);
    for (const [file, svg] of pictures) {
      assert.equal(withoutChance(readFileSync(file, "utf8")), withoutChance(svg), "npm run docs:pictures");
      assert.match(svg, />ComputeService|fastly-compute:index:ComputeService</);
    }
  });

  it("have only pictures of concepts with a description, and all of those", () => {
    const pictures = picturesOfConcepts();
    for (const [file, svg] of pictures) {
      assert.equal(readFileSync(file, "utf8"), svg, "npm run docs:pictures");
    }
    const made = [...pictures.map(([file]) => basename(file)), "up-dark.svg", "up-light.svg"];
    assert.deepEqual(readdirSync(join(ROOT, "docs/images")).sort(), made.sort());
  });

  it("list the requests of a run in their order", async () => {
    const page = readFileSync(REQUESTS_PAGE, "utf8");
    assert.equal(page, pageWithRequests(page, await runsOfLife()), "npm run docs:requests");
  });
});

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { findOnPath } from "../../../local/onPath";
import { devProject, startDev } from "../../support/devProject";
import { removeProjects } from "../../support/project";

const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/** A page that reports its text to its own server. */
const page = (text: string) =>
  `<h1>${text}</h1><script>fetch("/shows?" + document.querySelector("h1").textContent)</script>`;

describe("fastly-compute-local dev in a browser", function () {
  this.timeout(600_000);
  const path = process.env.PATH;
  after(() => {
    process.env.PATH = path;
    removeProjects();
  });

  it("reloads a page when another version answers", async function () {
    const browser = BROWSERS.map((name) => findOnPath(name, process.env)).find((found) => found !== undefined);
    if (browser === undefined) {
      console.log(`      skipped: no browser on PATH (${BROWSERS.join(", ")})`);
      return this.skip();
    }
    const made = devProject({ "app/src/page.html": page("one") });
    process.env.PATH = made.path;
    const dev = await startDev(made);
    const options = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--no-first-run"];
    const profile = `--user-data-dir=${join(made.directory, "../profile")}`;
    const child = spawn(browser, [...options, profile, dev.url], { stdio: "ignore" });
    const ended = new Promise((resolve) => child.once("close", resolve));
    try {
      await dev.said(/GET \/shows\?one 200/);
      made.save("app/src/page.html", page("two"));
      await dev.said(/GET \/shows\?two 200/);
    } finally {
      child.kill("SIGKILL");
      await ended;
      assert.equal(await dev.end(), 0);
    }
  });
});

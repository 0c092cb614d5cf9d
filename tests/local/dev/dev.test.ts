import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { main } from "../../../local/cli";
import { DEV_MANIFEST, DEV_PROGRAM, type DevProject, devProject, startDev } from "../../support/devProject";
import { makeProject, removeProjects } from "../../support/project";

describe("fastly-compute-local dev", function () {
  this.timeout(600_000);
  const path = process.env.PATH;
  after(removeProjects);
  afterEach(() => {
    process.env.PATH = path;
  });

  function project(): DevProject {
    const made = devProject();
    process.env.PATH = made.path;
    return made;
  }

  const page = async (url: string) => (await fetch(url)).text();

  it("deploys saved changes, keeps the last good version answering, and reloads pages", async () => {
    const made = project();
    const { save, builds } = made;
    const dev = await startDev(made);
    const script = '\n<script src="/.fastly-compute-local/reload.js"></script>\n';
    assert.equal(await page(dev.url), `<h1>one</h1>${script}`);
    assert.equal((await fetch(dev.url, { method: "HEAD" })).headers.get("content-length"), "12");
    const reloading = await fetch(`${dev.url}/.fastly-compute-local/events`);
    const events = reloading.body?.pipeThrough(new TextDecoderStream()).getReader();

    // Somebody watches the page all the time, and never finds it missing.
    let looking = true;
    const seen = new Set<string>();
    const looks = (async () => {
      while (looking) {
        const answer = await fetch(dev.url);
        seen.add(`${answer.status} ${(await answer.text()).replace(script, "")}`);
        await delay(20);
      }
    })();

    dev.forget();
    save("app/src/page.html", "<h1>two</h1>");
    await dev.said(/page\.html: live: /);
    assert.match(await page(dev.url), /two/);
    let event = "";
    while (!event.includes("event: deployed")) event += (await events?.read())?.value ?? "";
    await events?.cancel();

    dev.forget();
    save("app/src/page.html", "broken");
    await dev.said(/page\.html: failed, and the previous version answers[\s\S]*the page is broken/);
    assert.equal(dev.text().match(/The build of .* failed/g)?.length, 1, "as by a program in a process of its own");
    assert.match(await page(dev.url), /two/);

    dev.forget();
    save("app/src/page.html", "<h1>three</h1>");
    await dev.said(/page\.html: live: /);
    assert.match(await page(dev.url), /three/);

    const before = builds();
    dev.forget();
    const setting = 'new (require("@pulumi/pulumi").Config)("shop").get("api") ?? "two.example.com"';
    save("index.js", DEV_PROGRAM.replace('"one.example.com"', setting));
    await dev.said(/index\.js: live: /);
    assert.match(await page(`${dev.url}/toml`), /two\.example\.com/);
    dev.forget();
    save("app/fastly.toml", DEV_MANIFEST.replace("red", "blue"));
    await dev.said(/fastly\.toml: live: /);
    assert.match(await page(`${dev.url}/items`), /"colour":"blue"/);
    assert.equal(builds(), before, "neither a backend nor an item needs a build");
    dev.forget();
    save("Pulumi.dev.yaml", "config: { shop:api: three.example.com }\n");
    await dev.said(/Pulumi\.dev\.yaml: live: /);
    assert.match(await page(`${dev.url}/toml`), /three\.example\.com/);

    looking = false;
    await looks;
    assert.deepEqual([...seen].sort(), ["200 <h1>one</h1>", "200 <h1>three</h1>", "200 <h1>two</h1>"]);
    await dev.said(/access: asked for/);
    await dev.said(/GET \/ 200 \d+ ms/);
    assert.equal(await dev.end(), 0);
    await assert.rejects(fetch(dev.url));
  });

  it("redirects a backend, does not change pages, answers only this machine, and obeys keys", async () => {
    const made = project();
    const opened = join(made.directory, "../opened");
    const browser = join(made.directory, "../bin", process.platform === "darwin" ? "open" : "xdg-open");
    writeFileSync(browser, `#!/bin/sh\necho "$1" > ${opened}\n`, { mode: 0o755 });
    const dev = await startDev(
      made,
      "--no-reload",
      "--backend",
      "api=http://localhost:3000",
      "--backend",
      "apo=http://localhost:1",
    );
    await dev.said(
      /the start: live: .*\n--backend apo has no effect: .* \[backend-option-unused\]\nUse one of the program's backends: api\.\n/,
    );
    assert.equal(await page(dev.url), "<h1>one</h1>");
    assert.match(await page(`${dev.url}/toml`), /url = "http:\/\/localhost:3000"/);
    const { request } = await import("node:http");
    const status = await new Promise((resolve) => {
      request(dev.url, { headers: { host: "evil.example.com" } }, (answer) => resolve(answer.statusCode)).end();
    });
    assert.equal(status, 403);

    const built = made.builds();
    dev.forget();
    dev.press("r");
    await dev.said(/the key r: live: nothing to change/);
    assert.equal(made.builds(), built);
    dev.press("o");
    for (let i = 0; !existsSync(opened) && i < 500; i++) await delay(20);
    assert.equal(readFileSync(opened, "utf8"), `${dev.url}\n`);
    dev.press("q");
    assert.equal(await dev.ended, 0);
  });

  it("watches an app beside the program, also without git, and respects its .gitignore", async () => {
    const { directory } = project();
    const infra = join(directory, "infra");
    rmSync(join(directory, ".git"), { recursive: true });
    mkdirSync(infra);
    for (const file of ["Pulumi.yaml", "package.json"]) renameSync(join(directory, file), join(infra, file));
    const shared = join(makeProject({ "address.js": 'module.exports = "one.example.com";' }), "address.js");
    const program = DEV_PROGRAM.replace("/app", "/../app").replace(
      '"one.example.com"',
      `require(${JSON.stringify(shared)})`,
    );
    writeFileSync(join(infra, "index.js"), program);
    rmSync(join(directory, "index.js"));
    const dev = await startDev({ directory: infra });
    mkdirSync(join(directory, "app/pkg"), { recursive: true });
    writeFileSync(join(directory, "app/pkg/notes.txt"), "nobody's");
    writeFileSync(join(directory, "app/src/page.html"), "<h1>two</h1>");
    await dev.said(/app\/src\/page\.html: live: /);
    assert.match(await page(dev.url), /two/);
    assert.doesNotMatch(dev.text(), /bin\/main\.wasm|pkg\//);

    // A module of the program that is somewhere else, saved in both ways that editors have.
    dev.forget();
    writeFileSync(shared, 'module.exports = "two.example.com";');
    await dev.said(/address\.js: live: /);
    dev.forget();
    writeFileSync(`${shared}~`, 'module.exports = "three.example.com";');
    renameSync(`${shared}~`, shared);
    await dev.said(/address\.js: live: /);
    assert.match(await page(`${dev.url}/toml`), /three\.example\.com/);
    assert.equal(await dev.end(), 0);
  });

  it("refuses an invalid --backend", async () => {
    const said: string[] = [];
    const code = await main(["dev", "--dir", project().directory, "--backend", "api"], {
      stdout: { write: () => {} },
      stderr: { write: (text: string) => said.push(text) },
      interactive: false,
      ask: () => assert.fail(),
      onInterrupt: () => () => {},
    });
    assert.equal(code, 1);
    assert.match(
      said.join(""),
      /^error: Expected --backend to be a name and an address but got "api" \[backend-option-unfit\]\n/,
    );
  });
});

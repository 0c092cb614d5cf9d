import assert from "node:assert/strict";
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openSourcesBeyond, sourcesBeyond } from "../../sdk/package/beyond";
import { makeProject, removeProjects } from "../support/project";

describe("the directories that a build reads outside of the root", () => {
  after(removeProjects);

  it("include targets of links and local dependencies, and none that is inside another one", () => {
    const elsewhere = realpathSync(
      makeProject({ "src/a/b.js": "", "src/c.js": "", "crate/src/lib.rs": "", "pkg/index.js": "" }),
    );
    const root = realpathSync(
      makeProject({ "app/src/own.js": "", "app/Cargo.toml": "", "app/node_modules/.keep": "" }),
    );
    const app = join(root, "app");
    symlinkSync(join(elsewhere, "src"), join(app, "linked"));
    symlinkSync(join(elsewhere, "pkg"), join(app, "node_modules/pkg"));
    symlinkSync("src", join(app, "same"));
    symlinkSync("/", join(app, "everything"));
    const crate = "../".repeat(app.split("/").length - 1) + join(elsewhere, "crate").slice(1);
    const names = [
      ...[
        "the build script",
        "app/src/own.js",
        "app/linked/a/b.js",
        "app/linked/c.js",
        "app/node_modules/pkg/index.js",
      ],
      ...["app/same/own.js", "app/gone/x.js", `app/Cargo.toml: ${crate}/src/lib.rs`, "app/everything/x"],
    ];
    const write = (text: string) => writeFileSync(join(app, ".fastly-compute/inputs.json"), text);
    const places = openSourcesBeyond(app, root);
    assert.deepEqual(sourcesBeyond(app, root), [], "nothing was built");
    assert.deepEqual(places(), []);
    mkdirSync(join(app, ".fastly-compute"));
    write(JSON.stringify({ inputs: names.map((name) => [name, ""]) }));
    assert.deepEqual(sourcesBeyond(app, root), [
      join(elsewhere, "crate/src"),
      join(elsewhere, "pkg"),
      join(elsewhere, "src"),
    ]);
    assert.deepEqual(places(), sourcesBeyond(app, root), "a build has noted what it read");
    assert.equal(places(), places(), "which is read once");
    write("{");
    assert.deepEqual(sourcesBeyond(app, root), []);
  });
});

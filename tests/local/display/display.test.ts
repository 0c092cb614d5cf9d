import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { createDisplay, type DisplayOptions, wantsColor } from "../../../local/display/display";
import { fitLines } from "../../../local/display/live";
import type { EngineEvent } from "../../../local/engine/events";
import { COMPONENT, message, outputs, SERVICE, STACK, start, step, summary } from "./events";

const UP: EngineEvent[] = [
  start("up"),
  step("create", STACK, { phase: "started" }),
  step("create", COMPONENT, { phase: "started" }),
  message("info", "building", COMPONENT, true),
  step("create", COMPONENT),
  step("create", SERVICE, { phase: "started" }),
  step("create", SERVICE),
  message("warning", "the package has 60 MB", SERVICE),
  step("create", STACK),
  outputs({ serviceId: "SVC1" }),
  summary("up", { create: 3 }),
];

/** The output for `events`, on a clock that advances by half a second for each. */
function shown(events: EngineEvent[], options: DisplayOptions & { tty?: boolean; columns?: number } = {}): string {
  const written: string[] = [];
  let time = 0;
  const now = () => {
    time += 500;
    return time;
  };
  const terminal = {
    write: (text: string) => written.push(text),
    isTTY: options.tty,
    columns: options.columns ?? 100,
    rows: 30,
  };
  const display = createDisplay(terminal, { now, ...options });
  for (const event of events) {
    display.show(event);
  }
  display.close();
  display.close();
  return written.join("");
}

/** The screen of a terminal after `output`, which may move the cursor up and clear below it. */
function screen(output: string): string {
  const lines = [""];
  let row = 0;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: this reads what a terminal reads
  for (const [piece, , count, command] of output.matchAll(/(\x1b\[\??(\d*)([A-Za-z]))|\r|\n|[^\x1b\r\n]+/g)) {
    if (piece === "\n") {
      row++;
      lines[row] ??= "";
    } else if (command === "A") {
      row -= Number(count);
    } else if (command === "J") {
      lines.splice(row, lines.length, "");
    } else if (command === undefined && piece !== "\r") {
      lines[row] = piece;
    }
  }
  return lines.join("\n");
}

const SECTIONS = `Diagnostics:
  fastly:index:ServiceCompute (edge):
    warning: the package has 60 MB

Outputs:
    serviceId: "SVC1"

Resources:
    + 3 created

Duration: 2s

`;

describe("the display", () => {
  it("assumes 80 columns for a terminal that reports 0", () => {
    assert.equal(shown(UP, { tty: true, columns: 0 }), shown(UP, { tty: true, columns: 80 }));
  });

  it("writes plain lines as things happen when the output is not a terminal", () => {
    assert.equal(
      shown(UP),
      `Updating (dev):

 +  pulumi:pulumi:Stack hello-dev creating
 +  fastly-compute:index:ComputeService edge creating
 +  fastly-compute:index:ComputeService edge creating building
 +  fastly:index:ServiceCompute edge creating
 +  fastly:index:ServiceCompute edge created (0.50s)
 +  fastly:index:ServiceCompute edge created (0.50s) warning: the package has 60 MB
 +  pulumi:pulumi:Stack hello-dev created (3s)
${SECTIONS}`,
    );
  });

  it("shows each line of a build once, and none for an empty one", () => {
    const said = (text: string) => message("info", text, COMPONENT, true);
    const events = [...UP.slice(0, 3), said("one"), said(""), said("two"), said("")];
    const lines = shown(events).split("\n");
    assert.deepEqual(
      lines.flatMap((line) => / (one|two)$/.exec(line)?.[1] ?? []),
      ["one", "two"],
    );
  });

  it("leaves the final tree and the sections on a terminal, without the progress", () => {
    const output = shown(UP, { tty: true, color: false });
    assert.equal(
      screen(output),
      `Updating (dev):

     Type                                    Name       Status              Info
 +   pulumi:pulumi:Stack                     hello-dev  created (3s)
 +   └─ fastly-compute:index:ComputeService  edge       created (1s)
 +      └─ fastly:index:ServiceCompute       edge       created (0.50s)     1 warning

${SECTIONS}`,
    );
    assert.ok(output.lastIndexOf("\x1b[?25h") > output.lastIndexOf("\x1b[?25l"), "the cursor is visible again");
  });

  it("shows the full diff instead of the tree with --diff", () => {
    const events = [start("preview"), step("create", COMPONENT, { inputs: { manifest: "fastly.toml" } })];
    assert.equal(
      shown([...events, summary("preview", { create: 1 })], { diff: true }),
      `Previewing update (dev):

+ fastly-compute:index:ComputeService: (create)
    [urn=${COMPONENT}]
    manifest: "fastly.toml"
Resources:
    + 1 to create

`,
    );
  });

  it("uses colours only on a terminal, and never with NO_COLOR", () => {
    assert.equal(wantsColor({ write() {}, isTTY: true }, {}), true);
    assert.equal(wantsColor({ write() {}, isTTY: true }, { NO_COLOR: "1" }), false);
    assert.equal(wantsColor({ write() {}, isTTY: true }, { TERM: "dumb" }), false);
    assert.equal(wantsColor({ write() {} }, {}), false);
    assert.ok(shown(UP, { tty: true, color: true }).includes("\x1b[32mcreated (0.50s)\x1b[0m"));
  });

  it("shows the end of a tree that is taller than the terminal", () => {
    assert.deepEqual(fitLines(["header", "a", "b", "c"], 5), ["header", "a", "b", "c"]);
    assert.deepEqual(fitLines(["header", "a", "b", "c", "d"], 5), ["header", "     … 2 more", "c", "d"]);
  });
});

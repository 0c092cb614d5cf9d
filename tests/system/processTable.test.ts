import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  commandsAbove,
  commandsBelow,
  type Process,
  processTable,
  readCim,
  readPs,
} from "../../sdk/system/processTable";

const TABLE: Process[] = [
  { id: 1, parent: 0, command: ["init"] },
  { id: 20, parent: 1, command: ["pulumi", "up"] },
  { id: 30, parent: 20, command: ["pulumi-language-nodejs"] },
  { id: 40, parent: 30, command: ["node", "index.js"] },
  { id: 41, parent: 30, command: ["npm"] },
];

describe("the processes of this machine", () => {
  it("have parent and child commands", () => {
    assert.deepEqual(commandsAbove(40, TABLE), [["pulumi-language-nodejs"], ["pulumi", "up"], ["init"]]);
    assert.deepEqual(commandsBelow(30, TABLE), [["node", "index.js"], ["npm"]]);
    assert.deepEqual(commandsAbove(4711, TABLE), []);
  });

  it("may form a circle when they changed during the reading", () => {
    const round = [
      { id: 5, parent: 6, command: ["a"] },
      { id: 6, parent: 5, command: ["b"] },
    ];
    assert.equal(commandsAbove(5, round).length, 8);
  });

  it("are read from the system, including this process and its child", async function () {
    if (process.platform === "win32") {
      this.timeout(30_000);
    }
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)", "a b"], { stdio: "ignore" });
    await once(child, "spawn");
    try {
      const table = processTable();
      assert.ok(table.some(({ id, parent }) => id === process.pid && parent === process.ppid));
      const [command = []] = commandsBelow(process.pid, table).filter((below) => below.join(" ").endsWith("a b"));
      assert.match(command[0] ?? "", /node(\.exe)?$/);
    } finally {
      child.kill();
    }
  });

  it("are parsed from the output of ps", () => {
    assert.deepEqual(readPs("    1     0 /sbin/launchd\n  502     1 /opt/bin/pulumi up  --yes\n\n"), [
      { id: 1, parent: 0, command: ["/sbin/launchd"] },
      { id: 502, parent: 1, command: ["/opt/bin/pulumi", "up", "--yes"] },
    ]);
  });

  it("are parsed from the output of PowerShell, and from nothing else", () => {
    const rows = [
      { ProcessId: 4, ParentProcessId: 0, CommandLine: null },
      {
        ProcessId: 8,
        ParentProcessId: 4,
        CommandLine: '"C:\\Program Files\\Pulumi\\pulumi.exe" destroy --stack "a b"',
      },
    ];
    assert.deepEqual(readCim(JSON.stringify(rows)), [
      { id: 4, parent: 0, command: [] },
      { id: 8, parent: 4, command: ["C:\\Program Files\\Pulumi\\pulumi.exe", "destroy", "--stack", "a b"] },
    ]);
    assert.deepEqual(readCim("Access denied"), []);
    assert.deepEqual(readCim(""), []);
  });
});

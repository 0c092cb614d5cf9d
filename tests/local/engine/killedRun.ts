/**
 * A run in a separate process that a test kills: `b` never ends. Prints the program's process id once `b` has started.
 * Arguments: program directory, state file.
 */
import { embeddedStack } from "../../../local/engine";
import { newWorld, testProvider } from "./testProvider";

const [program = "", stateFile = ""] = process.argv.slice(2);
const world = newWorld();
let programId = "";
world.before = (call) => {
  if (call !== "create beta") return;
  console.log(programId);
  return new Promise(() => {});
};
const stack = embeddedStack({
  ...{ program, stateFile, project: "proj", stack: "dev", passphrase: "correct horse" },
  providers: { test: () => testProvider(world) },
});
void stack.up({
  onEvent: (event) => {
    if (event.kind === "diagnostic" && event.severity === "info") programId = event.message;
  },
});

import { catalogue } from "../errors/catalogue";

/** The last lines of a command's output, as messages show them. */
function output(lines: string[]): string {
  return lines.length === 0
    ? "It printed nothing"
    : `Its last lines:\n${lines.map((line) => `  | ${line}`).join("\n")}`;
}

/** The errors of build commands that failed. */
export const scriptError = catalogue({
  "build-not-started": {
    what: "The build command could not be started.",
    why: "Build commands run with `sh -c`, so there must be a shell.",
    examples: [{ subject: "The build of app/fastly.toml", reason: "spawn sh ENOENT" }],
    explain: ({ subject, reason }: { subject: string; reason: string }) => ({
      problem: `${subject} did not start: ${reason}`,
      remedy: "Make `sh` available on the PATH.",
    }),
  },
  "build-cancelled": {
    what: "The run was cancelled during the build.",
    why: "The end of the run also ends the build and everything that the build started.",
    examples: [{ subject: "The build of app/fastly.toml" }],
    explain: ({ subject }: { subject: string }) => ({
      problem: `${subject} was cancelled`,
      remedy: "Run the command again; nothing was deployed.",
    }),
  },
  "build-too-slow": {
    what: "The build took longer than `build.timeoutSeconds`.",
    why: "A build that waits for something would never end. A build gets no input.",
    examples: [{ subject: "The build of app/fastly.toml", seconds: 60, command: "npm run build", lines: ["waiting"] }],
    explain: (facts: { subject: string; seconds: number | undefined; command: string; lines: string[] }) => ({
      problem: `${facts.subject} did not end within ${facts.seconds} seconds and was stopped: ${JSON.stringify(facts.command)}. ${output(facts.lines)}`,
      remedy: "Raise `build.timeoutSeconds`, or find out what the command waits for. A build gets no input.",
    }),
  },
  "build-failed": {
    what: "The build command failed.",
    why: "The last lines of its output say why. Nothing was deployed, and files that the build replaced are back.",
    examples: [
      {
        subject: "The build of app/fastly.toml",
        command: "npm run build",
        how: "exited with code 1",
        lines: ["syntax error"],
        directory: "app",
      },
      {
        subject: "The build of app/fastly.toml",
        command: "cargo build",
        how: "exited with code 127",
        lines: [],
        directory: "app",
        isMissing: true,
      },
    ],
    explain: (facts: {
      subject: string;
      command: string;
      how: string;
      lines: string[];
      directory: string;
      /** Whether a command in the script was not found. */
      isMissing?: boolean;
    }) => ({
      problem: `${facts.subject} failed: ${JSON.stringify(facts.command)} ${facts.how}. ${output(facts.lines)}`,
      remedy: facts.isMissing
        ? `Install the command that was not found, or correct the script. The script runs with \`sh -c\` in ${facts.directory}.`
        : `Correct what the output says. To try the command alone, run it in ${facts.directory}.`,
    }),
  },
  "cargo-no-wasm": {
    what: "Cargo succeeded, but wrote no WebAssembly binary.",
    why: "Without a WebAssembly target, Cargo builds for this machine.",
    examples: [{ target: "/src/app/target" }],
    explain: ({ target }: { target: string }) => ({
      problem: `Cargo ended without an error but wrote no WebAssembly binary to ${target}`,
      remedy: "Build with `--release --target wasm32-wasip1`, or let [scripts] build write bin/main.wasm itself.",
    }),
  },
  "cargo-several-wasm": {
    what: "Cargo wrote several WebAssembly binaries, and the component cannot know which one is the service.",
    why: "A package has one `bin/main.wasm`. A guess could deploy the wrong program.",
    examples: [{ paths: ["target/wasm32-wasip1/release/a.wasm", "target/wasm32-wasip1/release/b.wasm"] }],
    explain: ({ paths }: { paths: string[] }) => ({
      problem: `Cargo wrote several WebAssembly binaries: ${paths.join(", ")}`,
      remedy: "Name one with `--bin`, or let [scripts] build copy one to bin/main.wasm.",
    }),
  },
});

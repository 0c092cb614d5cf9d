import { catalogue } from "../errors/catalogue";

export const sourcesError = catalogue({
  "inputs-match-nothing": {
    what: "A pattern of `build.inputs` matches no file.",
    why: "Files that the pattern was meant for would not count, and an old package would go on being deployed.",
    examples: [{ patterns: ["src/**/*.tx"], directory: "/src/app" }],
    tell: ({ patterns, directory }: { patterns: string[]; directory: string }) => ({
      problem: `"build.inputs" has ${patterns.map((text) => JSON.stringify(text)).join(" and ")}, which match${patterns.length === 1 ? "es" : ""} no file`,
      remedy: `Correct the pattern; it is relative to ${directory}, with "/" between names, and "**" for any directories.`,
    }),
  },
});

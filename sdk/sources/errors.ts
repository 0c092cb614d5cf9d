import { catalogue } from "../errors/catalogue";

export const sourcesError = catalogue({
  "inputs-match-nothing": {
    what: "A pattern of `build.inputs` matches no file.",
    why: "The files that the pattern means would not count. An old package would stay deployed after they change.",
    examples: [{ patterns: ["src/**/*.tx"], directory: "/src/app" }],
    explain: ({ patterns, directory }: { patterns: string[]; directory: string }) => ({
      problem: `"build.inputs" has ${patterns.map((text) => JSON.stringify(text)).join(" and ")}, which match${patterns.length === 1 ? "es" : ""} no file`,
      remedy: `Correct the pattern. It starts at ${directory}, with "/" between names, and "**" for any directories.`,
    }),
  },
});

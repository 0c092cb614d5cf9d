import type { Flow } from "./flow";

/** The pictures of the concepts, by the name of their file. */
export const FLOWS: Record<string, Flow> = {
  "data-flow": {
    title: "How data flows from a project to a service at Fastly",
    columns: ["Your repository", "The component", "Pulumi", "Fastly"],
    boxes: {
      sources: { at: [0, 0], lines: ["Sources", "of the Compute app"] },
      program: { at: [0, 1], lines: ["Program and configuration", "arguments, pulumi config"] },
      manifest: { at: [0, 2], lines: ["Manifest", "fastly.toml", "fastly.<stack>.toml"] },
      package: { at: [1, 0], lines: ["Package", "built when a source changed"] },
      declared: { at: [1, 1], lines: ["What is declared", "backends, stores, domains, …"] },
      engine: { at: [2, 1], lines: ["Preview, policies, state", "one resource for each thing"] },
      version: { at: [3, 1], lines: ["Service", "a new version, made active"] },
    },
    arrows: [
      ["sources", "package"],
      ["program", "declared"],
      ["manifest", "declared"],
      ["package", "engine"],
      ["declared", "engine"],
      ["engine", "version"],
      ["version", "manifest", "service_id: one line, written back"],
    ],
  },
  "one-artefact": {
    title: "How one package goes from staging to prod",
    columns: ["Sources", "Built once", "Deployed"],
    boxes: {
      commit: { at: [0, 0], lines: ["One commit"] },
      package: { at: [1, 0], lines: ["One package", "without a service_id"] },
      staging: { at: [2, 0], lines: ["Stack staging", "fastly.staging.toml"] },
      prod: { at: [2, 1], lines: ["Stack prod", "fastly.prod.toml"] },
    },
    arrows: [
      ["commit", "package"],
      ["package", "staging"],
      ["package", "prod"],
    ],
  },
};

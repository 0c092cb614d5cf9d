/**
 * A local Fastly and a local deployment engine, for trying out and testing.
 *
 * @module pulumi-fastly-compute-local
 */
export {
  type DeployedService,
  type EdgeOptions,
  type Fault,
  type InjectedFault,
  LocalFastly,
  type LocalFastlyOptions,
  type RecordedRequest,
} from "./api";
export type { DeployedLink, DeployedLogEndpoint } from "./api/deployed";
export {
  createDisplay,
  type Display,
  type DisplayOptions,
  type MarkdownOptions,
  renderMarkdown,
  type Terminal,
} from "./display";
export { findViceroy } from "./edge/viceroy";
export type { InlineProgram, Mock, MockCall, PolicyPackOptions, PropertyDiff, ResourceState } from "./engine";
export type {
  DiagnosticEvent,
  EngineEvent,
  Operation,
  PolicyEvent,
  PolicyPackEvent,
  StackOutputsEvent,
  StartEvent,
  StepEvent,
  StepOp,
  SummaryEvent,
} from "./engine/events";
export { type LocalStackOptions, localStack } from "./localStack";
export { detectPulumi } from "./pulumi";
export type { RunOptions, RunResult, Stack, StackState } from "./stack";

export * from "./contract";
export { LOADED_VARIABLE } from "./dieWithParent";
export type { Mock, MockCall } from "./echo/mocks";
export { embeddedStack } from "./embeddedStack";
export type { EngineEvent, Operation, StepEvent, StepOp } from "./events";
export type { InlineProgram } from "./inlineProgram";
export type { EmbeddedStackOptions, PolicyPackOptions } from "./options";
export { openSpareProcess, type Rehearse, type SpareProcess } from "./spare/spareProcess";
export { Secret, UNKNOWN, Unknown } from "./value";

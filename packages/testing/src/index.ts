export { readCase, readCases } from "./case.ts";
export type { CheckName } from "./conformance/checks/index.ts";
export { type ConformanceOptions, runConformance } from "./conformance/run.ts";
export type { ParameterSample, ParameterSamples } from "./conformance/samples.ts";
export {
  type CheckResult,
  type DeclaredGap,
  type Finding,
  formatScorecard,
  type Scorecard,
} from "./conformance/scorecard.ts";
export type { SubjectOptions } from "./conformance/subject.ts";
export type { Fault, FaultPlan, Position } from "./fault.ts";
export { faultyFetch } from "./faulty-fetch.ts";
export { frameEnds } from "./frames.ts";
export {
  type MockAnswer,
  type MockModel,
  type MockModelOptions,
  type MockReply,
  mockModel,
} from "./mock-model.ts";
export type { Split } from "./pieces.ts";
export { type Recorder, type RecordOptions, recordFetch } from "./record-fetch.ts";
export { redact } from "./redact.ts";
export {
  type FetchRequest,
  type ReplayFetch,
  type ReplayFetchOptions,
  replayFetch,
} from "./replay-fetch.ts";
export {
  type ReceivedRequest,
  type ReplayOptions,
  type ReplayServer,
  startReplayServer,
} from "./replay-server.ts";
export type { PlayOptions } from "./script.ts";
export type {
  Transcript,
  TranscriptChunk,
  TranscriptEnd,
  TranscriptRequest,
  TranscriptResponse,
} from "./transcript.ts";
export {
  parseTranscript,
  readTranscript,
  readTranscripts,
  stringifyTranscript,
  writeTranscript,
} from "./transcript-file.ts";

export { type RecordedRequest, type ReplayCase, readCase, readCases } from "./case.ts";
export {
  type MockAnswer,
  type MockModel,
  type MockModelOptions,
  type MockReply,
  mockModel,
} from "./mock-model.ts";
export { eventEnds, type Split } from "./pieces.ts";
export { type ReplayFetchOptions, replayFetch } from "./replay-fetch.ts";
export {
  type ReceivedRequest,
  type ReplayOptions,
  type ReplayServer,
  startReplayServer,
} from "./replay-server.ts";

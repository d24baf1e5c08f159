import { readTranscripts, startReplayServer } from "../src/index.ts";

await using server = await startReplayServer(await readTranscripts("test/transcripts"));
const response = await fetch(`${server.url}/v1/chat/completions`, { method: "POST", body: "{}" });

console.log(response.status, server.requests.length); // 200 1

import { chunk, completion, HELLO_FRAMES } from "../fake-fetch.ts";

const call = (fields: object) => chunk({ tool_calls: [fields] });
const usage = {
  prompt_tokens: 9,
  completion_tokens: 5,
  total_tokens: 14,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 2 },
};

/** Streams as servers send them, one of each kind; text is sent as it is. */
export const STREAMS: readonly (readonly unknown[])[] = [
  HELLO_FRAMES,
  [
    chunk({ role: "assistant", content: null, tool_calls: [] }),
    call({ index: 0, id: "a", type: "function", function: { name: "f", arguments: "" } }),
    call({ index: 0, function: { arguments: '{"a":' } }),
    call({ index: 0, function: { arguments: "1}" } }),
    call({ index: 1, id: "b", type: "custom", custom: { name: "g", input: "x" } }),
    chunk({}, "tool_calls"),
    { ...chunk({}), choices: [], usage },
    "[DONE]",
  ],
  [
    chunk({ role: "assistant", reasoning_content: "Let" }),
    chunk({
      reasoning: " me",
      reasoning_details: [{ type: "reasoning.text", text: "x", index: 0 }],
    }),
    chunk({ reasoning_details: [{ type: "reasoning.text", text: "y", index: 0 }] }),
    chunk({ content: [{ type: "text", text: "Hi" }] }),
    chunk({ content: "!" }, "stop", { usage }),
  ],
  [
    {
      ...chunk({}),
      choices: [
        { index: 0, delta: { content: "a" }, finish_reason: null },
        { index: 1, delta: { refusal: "no" }, finish_reason: null },
      ],
    },
    { ...chunk({}), choices: [{ index: 1, delta: {}, finish_reason: "eos" }] },
    {
      ...chunk({}),
      choices: [
        {
          index: 0,
          delta: { content: "b" },
          logprobs: { content: [{ token: "b", logprob: -1 }] },
          finish_reason: "length",
        },
      ],
    },
    "[DONE]",
  ],
  [chunk({ content: "Hi" }), { error: { message: "no", code: 429 } }],
];

/** Whole answers, errors among them. */
export const BODIES: readonly unknown[] = [
  completion(),
  completion({
    usage,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: [{ type: "text", text: "x" }],
          reasoning: "r",
          tool_calls: [
            { id: "a", type: "function", function: { name: "f", arguments: "{}" } },
            { id: "b", type: "custom", custom: { name: "g", input: "x" } },
          ],
        },
        finish_reason: "tool_calls",
        logprobs: { content: [{ token: "b", logprob: -1 }] },
      },
      { index: 1, message: { content: "y", refusal: "no" }, finish_reason: "eos" },
    ],
  }),
  { error: { message: "no", type: "t", code: "rate_limit_exceeded", param: "p" } },
  [{ error: { message: "no", code: 400 } }],
  { detail: [{ loc: ["body", "messages"], msg: "too short", input: "x" }] },
];

import { describe, expect, it } from "vitest";
import { type McpCallResult, toToolResult } from "../src/content.ts";

const PNG = "iVBORw0KGgo=";
const image = { type: "image_url", image_url: { url: `data:image/png;base64,${PNG}` } };

const CASES: readonly [what: string, result: McpCallResult, content: unknown][] = [
  ["text as it is", { content: [{ type: "text", text: "a\nb" }] }, "a\nb"],
  [
    "texts in lines",
    {
      content: [
        { type: "text", text: "a" },
        { type: "text", text: "b" },
      ],
    },
    "a\nb",
  ],
  ["nothing as the empty text", { content: [] }, ""],
  ["an absent list as the empty text", {}, ""],
  [
    "an image as an image, in its place",
    {
      content: [
        { type: "text", text: "look" },
        { type: "image", data: PNG, mimeType: "image/png" },
        { type: "text", text: "there" },
      ],
    },
    [{ type: "text", text: "look" }, image, { type: "text", text: "there" }],
  ],
  [
    "an image whose base64 has line breaks without them",
    { content: [{ type: "image", data: "iVBO\nRw0K\r\nGgo=\n", mimeType: "image/png" }] },
    [image],
  ],
  [
    "an image that is no base64 in words",
    { content: [{ type: "image", data: "<svg>", mimeType: "image/png" }] },
    "[image, image/png, no base64]",
  ],
  [
    "audio in words",
    { content: [{ type: "audio", data: "AAAA", mimeType: "audio/wav" }] },
    "[audio, audio/wav, 3 bytes]",
  ],
  [
    "the text of a resource under its URI",
    {
      content: [
        { type: "resource", resource: { uri: "a://b", mimeType: "text/plain", text: "hello" } },
      ],
    },
    "[resource, a://b, text/plain]\nhello",
  ],
  [
    "bytes of a resource in words",
    {
      content: [
        { type: "resource", resource: { uri: "a://b", mimeType: "application/zip", blob: "AA==" } },
      ],
    },
    "[resource, a://b, application/zip, 1 bytes]",
  ],
  [
    "a resource that is an image as an image",
    {
      content: [{ type: "resource", resource: { uri: "a://b", mimeType: "image/png", blob: PNG } }],
    },
    [image],
  ],
  [
    "a link to a resource in words",
    {
      content: [
        {
          type: "resource_link",
          uri: "a://b",
          name: "b",
          mimeType: "text/plain",
          size: 7,
          description: "The b",
        },
      ],
    },
    "[resource link, b, a://b, text/plain, 7 bytes] The b",
  ],
  ["structured content where there is no text", { structuredContent: { n: 1 } }, '{"n":1}'],
  [
    "structured content beside an image",
    { content: [{ type: "image", data: PNG, mimeType: "image/png" }], structuredContent: [1] },
    [image, { type: "text", text: "[1]" }],
  ],
  [
    "text alone where structured content has some",
    { content: [{ type: "text", text: "one" }], structuredContent: { n: 1 } },
    "one",
  ],
  [
    "a kind that came later as its JSON",
    { content: [{ type: "hologram", data: 1 }] },
    '[hologram] {"type":"hologram","data":1}',
  ],
  [
    "the beginning of a long one",
    { content: [{ type: "hologram", data: "x".repeat(5_000) }] },
    `[hologram] {"type":"hologram","data":"${"x".repeat(1_973)}… (5029 characters)`,
  ],
  [
    "an image that models do not look at in words",
    { content: [{ type: "image", data: "AAAA", mimeType: "image/svg+xml" }] },
    "[image, image/svg+xml, 3 bytes]",
  ],
  [
    "an image by the name that models know",
    { content: [{ type: "image", data: PNG, mimeType: "image/JPG; a=b" }] },
    [{ type: "image_url", image_url: { url: `data:image/jpeg;base64,${PNG}` } }],
  ],
  ["what is no block as its JSON", { content: ["odd" as never] }, '[unknown] "odd"'],
];

describe("toToolResult", () => {
  it.each(CASES)("gives %s, and keeps the answer", (_, result, content) => {
    expect(toToolResult(result)).toEqual({ content, isError: false, data: result });
  });

  it("says that the tool failed", () => {
    const result = { content: [{ type: "text", text: "no" }], isError: true };
    expect(toToolResult(result)).toEqual({ content: "no", isError: true, data: result });
  });
});

import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { annotate } from "../src/errors.ts";
import {
  AmbiguousModelError,
  LLMError,
  ProviderConflictError,
  ProviderContractError,
  StreamInterruptedError,
  UnknownProviderError,
  UnsupportedParameterError,
} from "../src/index.ts";

const PARTIAL = {
  choices: [
    {
      index: 0,
      message: { role: "assistant" as const, content: "what the model said", refusal: null },
      finish_reason: null,
      incomplete_tool_calls: [],
    },
  ],
};

describe("every error of ours", () => {
  const PACKAGE = { name: "p", version: "1" };

  it.each<[LLMError, string, string]>([
    [new LLMError("server", "x"), "LLMError", "server"],
    [new StreamInterruptedError("x"), "StreamInterruptedError", "interrupted"],
    [
      new UnsupportedParameterError("p", "m", []),
      "UnsupportedParameterError",
      "unsupported_parameter",
    ],
    [new UnknownProviderError("x", []), "UnknownProviderError", "unknown_provider"],
    [new AmbiguousModelError("m", ["a", "b"]), "AmbiguousModelError", "unknown_provider"],
    [new ProviderConflictError("x", "p"), "ProviderConflictError", "provider_conflict"],
    [new ProviderContractError(PACKAGE, "x"), "ProviderContractError", "contract"],
  ])("is an Error, an LLMError, and has name and kind: %s", (error, name, kind) => {
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(LLMError);
    expect(LLMError.is(error)).toBe(true);
    expect([error.name, error.kind]).toEqual([name, kind]);
    expect(error.stack).toContain(name);
  });

  it("has what is known and nothing that is not", () => {
    const error = new LLMError("server", "x", { status: 0, code: "" });
    expect(JSON.parse(JSON.stringify(error))).toEqual({
      name: "LLMError",
      kind: "server",
      retryable: true,
      status: 0,
      code: "",
    });
    expect("cause" in error).toBe(false);
  });

  it("shows what the model said to nobody who does not ask", () => {
    const error = new StreamInterruptedError("cut", { partial: PARTIAL });
    expect(error.partial).toBe(PARTIAL);
    expect(JSON.stringify(error)).not.toContain("what the model said");
    expect(inspect(error)).not.toContain("what the model said");
    expect(Object.keys(error)).not.toContain("partial");
  });
});

describe("annotate", () => {
  it("fills in what is missing and leaves what is known", () => {
    const error = new LLMError("server", "x", { status: 500, model: "m" });
    annotate(error, { status: 200, provider: "p", attempts: 2, partial: PARTIAL });
    annotate(error, { provider: "other", partial: { choices: [] } });
    expect(error).toMatchObject({ status: 500, model: "m", provider: "p", attempts: 2 });
    expect(error.partial).toBe(PARTIAL);
    expect(Object.keys(error)).not.toContain("partial");
  });
});

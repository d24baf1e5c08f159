import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest, suggestion } from "../src/text.ts";

describe("nearest", () => {
  it.each<[string, readonly string[], string | undefined]>([
    ["opnai", ["anthropic", "openai"], "openai"],
    ["OpenAI", ["anthropic", "openai"], "openai"],
    ["temprature", ["temperature", "top_p"], "temperature"],
    ["tempreature", ["temperature"], "temperature"],
    ["max_token", ["max_tokens", "max_completion_tokens"], "max_tokens"],
    ["seeed", ["seed", "speed"], "seed"],
    ["sede", ["seed"], "seed"],
    ["n", ["n"], "n"],
    ["x", ["top_p", "stop"], undefined],
    ["grok", ["openai", "gemini", "bedrock"], undefined],
    ["", ["openai"], undefined],
    ["openai", [], undefined],
  ])("%s among %j is %s", (word, candidates, expected) => {
    expect(nearest(word, candidates)).toBe(expected);
  });

  it("is the first of equals", () => {
    expect(nearest("stap", ["stop", "step"])).toBe("stop");
    expect(nearest("stap", ["step", "stop"])).toBe("step");
  });

  it("finds a word from which any one letter is missing", () => {
    const words = ["anthropic", "temperature", "provider_options", "maxRetries"];
    const property = fc.constantFrom(...words).chain((word) =>
      fc.nat(word.length - 1).map((place) => ({
        word,
        typo: word.slice(0, place) + word.slice(place + 1),
      })),
    );
    fc.assert(
      fc.property(property, ({ word, typo }) => {
        expect(nearest(typo, words)).toBe(word);
      }),
    );
  });

  it("finds a word in which two neighbours were swapped", () => {
    const words = ["anthropic", "temperature", "provider_options", "maxRetries"];
    const property = fc.constantFrom(...words).chain((word) =>
      fc.nat(word.length - 2).map((place) => ({
        word,
        typo: `${word.slice(0, place)}${word[place + 1]}${word[place]}${word.slice(place + 2)}`,
      })),
    );
    fc.assert(
      fc.property(property, ({ word, typo }) => {
        expect(nearest(typo, words)).toBe(word);
      }),
    );
  });
});

describe("suggestion", () => {
  it("is a question with a blank before it, or nothing", () => {
    expect(suggestion("opnai", ["openai"])).toBe(' Did you mean "openai"?');
    expect(suggestion("zzzz", ["openai"])).toBe("");
  });
});

import type { FunctionDeclaration, GenerateContentResponse } from "@google/genai";
import { PROMPT, TOOL } from "../payload.ts";
import type { Client, Contender } from "../wire.ts";
import { ArgumentText } from "./partial-arguments.ts";

const [{ content: systemInstruction }, { content: contents }] = PROMPT;
const REQUEST = { model: "gemini-2.5-flash", contents, config: { systemInstruction } };

/** The vendor's own package. */
export const genaiPackage: Contender = {
  name: "google-genai",
  imports: ["@google/genai"],
  program: `
    import { GoogleGenAI } from "@google/genai";
    const client = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: process.env.BASE_URL } });
    let text = "";
    for await (const chunk of await client.models.generateContentStream(${JSON.stringify(REQUEST)})) {
      text += chunk.text ?? "";
    }
    console.log(text);`,
  async connect(baseURL) {
    const { GoogleGenAI } = await import("@google/genai");
    const { models } = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: baseURL } });
    const { parameters, ...named } = TOOL;
    const declaration: FunctionDeclaration = { ...named, parametersJsonSchema: parameters };
    const tools = [{ functionDeclarations: [declaration] }];
    return {
      async stream(onText) {
        let usage: Awaited<ReturnType<Client["stream"]>>;
        for await (const chunk of await models.generateContentStream(REQUEST)) {
          const { text } = chunk;
          if (text) {
            const wait = onText(text);
            if (wait !== undefined) await wait;
          }
          usage = toUsage(chunk) ?? usage;
        }
        return usage;
      },
      async tool(onFragment) {
        let name: string | undefined;
        const written = new ArgumentText();
        const config = { ...REQUEST.config, tools };
        for await (const chunk of await models.generateContentStream({ ...REQUEST, config })) {
          const called = chunk.candidates?.[0]?.content?.parts?.[0]?.functionCall;
          if (called?.name) name = called.name;
          for (const piece of called?.partialArgs ?? []) await onFragment(written.add(piece));
        }
        await onFragment(written.end());
        return name;
      },
      async whole() {
        const answer = await models.generateContent(REQUEST);
        return { text: answer.text ?? null, usage: toUsage(answer) };
      },
    };
  },
};

function toUsage({ usageMetadata: counts }: GenerateContentResponse) {
  return counts === undefined
    ? undefined
    : {
        prompt_tokens: counts.promptTokenCount ?? 0,
        completion_tokens: counts.candidatesTokenCount ?? 0,
      };
}

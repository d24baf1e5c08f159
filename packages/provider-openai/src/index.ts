export { type OpenAIOptions, openai } from "./provider.ts";

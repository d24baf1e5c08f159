import { registerProvider } from "@vllora/core/provider";
import "@vllora/provider-openai-compatible/register";
import { openai } from "./provider.ts";

registerProvider(openai());

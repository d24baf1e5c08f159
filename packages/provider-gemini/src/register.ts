import { registerProvider } from "@vllora/core/provider";
import { gemini } from "./provider.ts";
import { vertex } from "./vertex.ts";

registerProvider(gemini());
registerProvider(vertex());

import { registerProvider } from "@vllora/core/provider";
import { anthropic } from "./provider.ts";

registerProvider(anthropic());

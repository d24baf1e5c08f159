import { registerProvider } from "@vllora/core/provider";
import { openaiCompatible } from "./provider.ts";

registerProvider(openaiCompatible());

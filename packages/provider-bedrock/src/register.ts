import { registerProvider } from "@vllora/core/provider";
import { bedrock } from "./provider.ts";

registerProvider(bedrock());

import { exactOptional, literal } from "zod";
import type { CacheControl } from "../message.ts";
import { exactly, readonlyObject } from "./schema.ts";

/** Schema of `CacheControl`. */
export const cacheControlSchema = exactly<CacheControl>()(
  readonlyObject({ type: literal("ephemeral"), ttl: exactOptional(literal(["5m", "1h"])) }),
);

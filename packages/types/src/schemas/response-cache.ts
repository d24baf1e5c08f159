import { boolean, exactOptional, nullable, number } from "zod";
import type { ResponseCacheOptions } from "../response-cache.ts";
import { exactly, readonlyObject } from "./schema.ts";

/** Schema of `ResponseCacheOptions`. */
export const responseCacheOptionsSchema = exactly<ResponseCacheOptions>()(
  readonlyObject({ enabled: boolean(), expiration_time: exactOptional(nullable(number())) }),
);

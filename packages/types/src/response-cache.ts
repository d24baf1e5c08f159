/** Whether a gateway answers a repeated request from its cache. */
export interface ResponseCacheOptions {
  readonly enabled: boolean;
  /** Seconds for which an answer is kept; absent or `null` means the gateway's default. */
  readonly expiration_time?: number | null;
}

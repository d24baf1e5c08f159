import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { reconnectLater } from "../src/transport.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it.each([
  [0, 100],
  [1, 100],
  [1_000, 1_000],
  [1e12, 2 ** 31 - 1],
])("a stream that is to be opened again in %d ms is, after %d ms", (asked, waited) => {
  const reconnect = vi.fn();
  reconnectLater(reconnect, asked);
  vi.advanceTimersByTime(waited - 1);
  expect(reconnect).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(reconnect).toHaveBeenCalledOnce();
});

it("is not opened again once that was taken back", () => {
  const reconnect = vi.fn();
  reconnectLater(reconnect, 200)();
  vi.advanceTimersByTime(1_000);
  expect(reconnect).not.toHaveBeenCalled();
});

import { crc32 } from "./crc32.ts";

/** One message of an event stream, written by the specification and not by the code under test. */
export function message(
  headers: { readonly [name: string]: string },
  payload: object | string,
): Uint8Array {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const [key, text] = [Buffer.from(name), Buffer.from(value)];
      const length = Buffer.alloc(2);
      length.writeUInt16BE(text.length);
      return Buffer.concat([Buffer.from([key.length]), key, Buffer.from([7]), length, text]);
    }),
  );
  const body = Buffer.from(typeof payload === "string" ? payload : JSON.stringify(payload));
  const whole = Buffer.alloc(16 + head.length + body.length);
  whole.writeUInt32BE(whole.length, 0);
  whole.writeUInt32BE(head.length, 4);
  whole.writeUInt32BE(crc32(whole.subarray(0, 8)), 8);
  head.copy(whole, 12);
  body.copy(whole, 12 + head.length);
  whole.writeUInt32BE(crc32(whole.subarray(0, whole.length - 4)), whole.length - 4);
  return whole;
}

/** An event: `event("messageStop", { stopReason: "end_turn" })`. */
export function event(type: string, payload: object): Uint8Array {
  const content = { ":content-type": "application/json", ":message-type": "event" };
  return message({ ":event-type": type, ...content }, payload);
}

/** An exception inside of a stream. */
export function exception(type: string, payload: object): Uint8Array {
  const content = { ":content-type": "application/json", ":message-type": "exception" };
  return message({ ":exception-type": type, ...content }, payload);
}

/** The payloads of events, of a body that is known to be right. */
export function payloadsOf(body: Uint8Array): { readonly [field: string]: unknown }[] {
  const bytes = Buffer.from(body);
  const payloads: { readonly [field: string]: unknown }[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    const start = at + 12 + bytes.readUInt32BE(at + 4);
    const text = bytes.subarray(start, at + bytes.readUInt32BE(at) - 4).toString("utf8");
    payloads.push(JSON.parse(text) as { readonly [field: string]: unknown });
  }
  return payloads;
}

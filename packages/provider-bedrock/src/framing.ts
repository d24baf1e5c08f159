import {
  ErrorFrame,
  type Frame,
  type Framing,
  type LoadedFraming,
  MalformedFrameError,
} from "@vllora/core/provider";
import { loadOnce } from "./load-once.ts";

/** AWS's own reading of headers and checksums, loaded when the first stream is opened. */
export const eventStream: LoadedFraming = { load: loadOnce(loadFraming) };

async function loadFraming(): Promise<Framing> {
  const [{ HeaderMarshaller }, { Crc32 }] = await Promise.all([
    import("@smithy/core/event-streams"),
    import("@smithy/core/checksum"),
  ]);
  const [utf8, encoder] = [new TextDecoder(), new TextEncoder()];
  const marshaller = new HeaderMarshaller(
    (bytes) => (typeof bytes === "string" ? bytes : utf8.decode(bytes)),
    (text) => encoder.encode(text),
  );
  return messageFraming(
    (bytes) => marshaller.parse(bytes),
    (bytes) => {
      const checksum = new Crc32();
      checksum.update(bytes);
      return checksum.digestSync();
    },
  );
}

type MessageHeaders = { readonly [name: string]: { readonly value: unknown } };

/** Headers that were read before. */
interface Head {
  readonly bytes: DataView;
  readonly headers: MessageHeaders;
}

/** Lengths of the message and of its headers. */
const LENGTHS_BYTES = 8;
const HEADERS_LENGTH_AT = 4;
const CHECKSUM_BYTES = 4;
/** The lengths and a checksum of them. */
const PRELUDE_BYTES = LENGTHS_BYTES + CHECKSUM_BYTES;
/** A message without headers and body: the prelude, and a checksum of the whole. */
const LEAST_BYTES = 16;

/**
 * Messages of an AWS event stream → frames, whose `event` is the type. An exception ends the stream as an
 * {@link ErrorFrame}. A message whose checksums are wrong cannot be read, and neither can one that claims more bytes
 * than allowed: its length is checked before it is waited for.
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 */
function messageFraming(
  parseHeaders: (bytes: DataView) => MessageHeaders,
  checksum: (bytes: Uint8Array) => number,
): Framing {
  const utf8 = new TextDecoder();

  return (emit, { maxFrameBytes }) => {
    /** Nearly all messages of a stream have the same headers. */
    let last: Head | undefined;

    const headersOf = (view: DataView, start: number, end: number): MessageHeaders => {
      if (last !== undefined && isAt(view, start, end, last.bytes)) return last.headers;
      // A copy: a header that claims to be longer than all of them ends with it.
      const own = new Uint8Array(view.buffer, view.byteOffset + start, end - start).slice();
      const bytes = new DataView(own.buffer);
      try {
        last = { bytes, headers: parseHeaders(bytes) };
      } catch {
        // What it says may quote the message.
        throw corrupt();
      }
      return last.headers;
    };

    /** Pieces of a message that has not come whole. */
    let pieces: Uint8Array[] = [];
    let held = 0;
    /** Bytes of the message that is waited for; 0 while its prelude has not come. */
    let wanted = 0;
    const lengthAt = (view: DataView, offset: number): number => {
      const length = view.getUint32(offset);
      if (length < LEAST_BYTES || length > maxFrameBytes) {
        throw new MalformedFrameError(
          `expected a message of ${LEAST_BYTES} to ${maxFrameBytes} bytes in an event stream, and one says ${length}`,
        );
      }
      return length;
    };
    const check = (bytes: Uint8Array, view: DataView, start: number, end: number): void => {
      if (checksum(bytes.subarray(start, end)) !== view.getUint32(end)) throw corrupt();
    };
    const message = (bytes: Uint8Array, view: DataView, offset: number, length: number): void => {
      const end = offset + length - CHECKSUM_BYTES;
      // It is of the whole, the prelude and its own checksum included.
      check(bytes, view, offset, end);
      const start = offset + PRELUDE_BYTES;
      const body = start + view.getUint32(offset + HEADERS_LENGTH_AT);
      if (body > end) throw corrupt();
      const headers = headersOf(view, start, body);
      emitMessage(headers, utf8.decode(bytes.subarray(body, end)), emit);
    };
    return {
      push(chunk) {
        let bytes = chunk;
        if (held > 0) {
          pieces.push(chunk);
          held += chunk.length;
          // A long message in many pieces is put together once.
          if (held < wanted || held < PRELUDE_BYTES) return;
          bytes = joined(pieces, held);
        }
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
        let offset = 0;
        wanted = 0;
        while (bytes.length - offset >= PRELUDE_BYTES) {
          const length = lengthAt(view, offset);
          if (length > bytes.length - offset) {
            // A length that was changed is not waited for.
            check(bytes, view, offset, offset + LENGTHS_BYTES);
            wanted = length;
            break;
          }
          message(bytes, view, offset, length);
          offset += length;
        }
        held = bytes.length - offset;
        if (held > 0) pieces = [bytes.subarray(offset)];
        else if (pieces.length > 0) pieces = [];
      },
      end() {
        if (held > 0) throw new MalformedFrameError("the event stream ended inside of a message");
      },
    };
  };
}

function emitMessage(headers: MessageHeaders, body: string, emit: (frame: Frame) => void): void {
  const kind = headers[":message-type"]?.value;
  if (kind === "event") {
    const type = headers[":event-type"]?.value;
    if (typeof type !== "string") throw corrupt();
    emit({ event: type, data: body });
    return;
  }
  if (kind === "exception") {
    const type = String(headers[":exception-type"]?.value ?? "");
    const status = Object.hasOwn(STATUSES, type) ? STATUSES[type] : undefined;
    throw new ErrorFrame({ ...fieldsOf(body), __type: type }, status);
  }
  if (kind === "error") {
    const message = headers[":error-message"]?.value;
    throw new ErrorFrame({ __type: headers[":error-code"]?.value, message });
  }
  throw new MalformedFrameError("expected an event, an exception or an error in an event stream");
}

/** As the API's description has them. */
const STATUSES: { readonly [exception: string]: number } = {
  internalServerException: 500,
  modelStreamErrorException: 424,
  modelTimeoutException: 408,
  serviceUnavailableException: 503,
  throttlingException: 429,
  validationException: 400,
};

function fieldsOf(body: string): object {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : { message: body };
  } catch {
    return { message: body };
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

function corrupt(): MalformedFrameError {
  return new MalformedFrameError("expected right checksums in a message of an event stream");
}

/** Whether bytes are the known ones: four at a time, since this is done for each message. */
function isAt(view: DataView, start: number, end: number, known: DataView): boolean {
  const { byteLength } = known;
  if (end - start !== byteLength) return false;
  let at = 0;
  for (; at + 4 <= byteLength; at += 4) {
    if (view.getInt32(start + at) !== known.getInt32(at)) return false;
  }
  for (; at < byteLength; at++) {
    if (view.getUint8(start + at) !== known.getUint8(at)) return false;
  }
  return true;
}

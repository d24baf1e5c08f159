import {
  ErrorFrame,
  type Framing,
  type LoadedFraming,
  MalformedFrameError,
} from "@vllora/core/provider";

/** AWS's own codec, loaded when the first stream is opened. */
export const eventStream: LoadedFraming = {
  async load() {
    const [{ EventStreamCodec }, { Crc32 }] = await Promise.all([
      import("@smithy/core/event-streams"),
      import("@smithy/core/checksum"),
    ]);
    const utf8 = new TextDecoder();
    const codec = new EventStreamCodec(rememberingDecoder(), (text) =>
      new TextEncoder().encode(text),
    );
    return messageFraming(
      (bytes) => {
        const { headers, body } = codec.decode(bytes);
        return { headers, body: utf8.decode(body) };
      },
      (bytes) => {
        const checksum = new Crc32();
        checksum.update(bytes);
        return checksum.digestSync();
      },
    );
  },
};

/** One message, its checksums being right. */
interface Message {
  readonly headers: { readonly [name: string]: { readonly value: unknown } };
  readonly body: string;
}

/** Lengths of the message and its headers, and a checksum of them. */
const PRELUDE_BYTES = 12;
/** A message without headers and body: the prelude, and a checksum of the whole. */
const LEAST_BYTES = 16;

/**
 * Messages of an AWS event stream → frames, whose `event` is the type. An exception ends the stream as an
 * {@link ErrorFrame}. A message whose checksums are wrong cannot be read, and neither can one that claims more bytes
 * than allowed: its length is checked before it is waited for.
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 */
function messageFraming(
  decode: (bytes: Uint8Array) => Message,
  checksum: (bytes: Uint8Array) => number,
): Framing {
  return (emit, { maxFrameBytes }) => {
    /** Pieces of a message that has not come whole. */
    let pieces: Uint8Array[] = [];
    let held = 0;
    /** Bytes of the message that is waited for; 0 while its prelude has not come. */
    let wanted = 0;
    const lengthAt = (bytes: Uint8Array, offset: number): number => {
      const view = new DataView(bytes.buffer, bytes.byteOffset + offset, PRELUDE_BYTES);
      const length = view.getUint32(0);
      if (length < LEAST_BYTES || length > maxFrameBytes) {
        throw new MalformedFrameError(
          `expected a message of ${LEAST_BYTES} to ${maxFrameBytes} bytes in an event stream, and one says ${length}`,
        );
      }
      return length;
    };
    const checkPrelude = (bytes: Uint8Array, offset: number): void => {
      const { buffer, byteOffset } = bytes;
      const said = new DataView(buffer, byteOffset + offset, PRELUDE_BYTES).getUint32(8);
      if (checksum(bytes.subarray(offset, offset + 8)) !== said) throw corrupt();
    };
    const message = (bytes: Uint8Array): void => {
      let decoded: Message;
      try {
        decoded = decode(bytes);
      } catch {
        // What the codec says may quote the message.
        throw corrupt();
      }
      emitMessage(decoded, emit);
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
        let offset = 0;
        wanted = 0;
        while (bytes.length - offset >= PRELUDE_BYTES) {
          const length = lengthAt(bytes, offset);
          if (length > bytes.length - offset) {
            checkPrelude(bytes, offset);
            wanted = length;
            break;
          }
          message(bytes.subarray(offset, offset + length));
          offset += length;
        }
        held = bytes.length - offset;
        pieces = held === 0 ? [] : [bytes.subarray(offset)];
      },
      end() {
        if (held > 0) throw new MalformedFrameError("the event stream ended inside of a message");
      },
    };
  };
}

function emitMessage({ headers, body }: Message, emit: Parameters<Framing>[0]): void {
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

/** More than the API has headers and types of events. */
const REMEMBERED = 64;

/**
 * Decodes short texts that are the same again and again: every message has the same names of headers, and most have the
 * same values. What was decoded last in a place is compared byte by byte.
 */
function rememberingDecoder(): (bytes: Uint8Array | string) => string {
  const utf8 = new TextDecoder();
  const places: ({ readonly bytes: Uint8Array; readonly text: string } | undefined)[] = [];
  return (bytes) => {
    if (typeof bytes === "string") return bytes;
    const { length } = bytes;
    const place = (length * 31 + (bytes[1] ?? 0) + (bytes[length - 1] ?? 0)) % REMEMBERED;
    const known = places[place];
    if (known !== undefined && isSame(known.bytes, bytes)) return known.text;
    const text = utf8.decode(bytes);
    places[place] = { bytes: bytes.slice(), text };
    return text;
  };
}

function isSame(first: Uint8Array, second: Uint8Array): boolean {
  if (first.length !== second.length) return false;
  for (let at = 0; at < first.length; at++) {
    if (first[at] !== second[at]) return false;
  }
  return true;
}

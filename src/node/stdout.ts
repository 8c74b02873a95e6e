/** Writes results to stdout, whose reader may be slow or gone, and whose disk may be full. */

import { Exit, platformCode } from '../faults/fault.ts';
import { ReaderStalled } from '../world.ts';
import { areFlushed, streamOf, write } from './standard-streams.ts';

/** After an interruption, how long a slow reader may take for the next piece, in milliseconds. */
const stallTimeout = 1_000;

/** In bytes; a character takes three at most. */
const bufferSize = 3 * 131_072;

/** One buffer for all writes: a new one each time would grow the heap until the next collection. */
function createEncodeBuffer() {
  const encoder = new TextEncoder();
  let buffer: Uint8Array | undefined;
  let isUsed = false;
  return {
    /** A text that comes before the last one was written gets a buffer of its own. */
    encode(text: string): Uint8Array {
      if (isUsed || 3 * text.length > bufferSize) return encoder.encode(text);
      buffer ??= new Uint8Array(bufferSize);
      isUsed = true;
      return buffer.subarray(0, encoder.encodeInto(text, buffer).written);
    },
    release(piece: Uint8Array): void {
      if (piece.buffer === buffer?.buffer) isUsed = false;
    },
  };
}

interface PendingWrites {
  /** Rejects the writes that are not done yet. */
  readonly waiting: Set<(error: Error) => void>;
  /** Number of completed writes. */
  done: number;
}

export function createStdout(signal: AbortSignal, onError: (error: Error) => void) {
  const writes: PendingWrites = { waiting: new Set(), done: 0 };
  const buffer = createEncodeBuffer();
  // Later errors only say that the stream is closed.
  let first: Error | undefined;
  let isReported = false;
  const note = (error?: Error | null) => {
    first ??= error ?? undefined;
  };
  signal.addEventListener('abort', () => rejectWhenStalled(writes));
  return {
    /** Reports a failed write to `onError`, unless the reader has closed the pipe. */
    print(text: string): void {
      write(1, text, (error) => {
        note(error);
        if (first === undefined || isReported || platformCode(first) === 'EPIPE') return;
        isReported = true;
        onError(first);
      });
    },
    /**
     * Resolves when it is taken, so that memory does not grow with what a slow reader has not read. Rejects
     * with the system's own error; with `ReaderStalled`, once interrupted, when nothing is read for a second.
     */
    write: (text: string) =>
      new Promise<void>((resolve, reject) => {
        writes.waiting.add(reject);
        const piece = buffer.encode(text);
        streamOf(1).write(piece, (error) => {
          note(error);
          buffer.release(piece);
          writes.waiting.delete(reject);
          writes.done += 1;
          if (error) reject(first ?? error);
          else resolve();
        });
      }),
  };
}

/** Otherwise a reader that does not read would keep an interrupted process alive. */
function rejectWhenStalled(writes: PendingWrites): void {
  const { waiting } = writes;
  let before = writes.done;
  const look = () => {
    const isRead = writes.done > before || areFlushed();
    before = writes.done;
    if (isRead) return;
    if (waiting.size === 0) process.exit(Exit.cancelled);
    for (const reject of waiting) reject(new ReaderStalled());
    waiting.clear();
  };
  setInterval(look, stallTimeout).unref();
}

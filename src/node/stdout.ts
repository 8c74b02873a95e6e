/** The way out for results: stdout, whose reader may be slow or gone, and whose disk may be full. */

import { Exit, platformCode } from '../faults/fault.ts';
import { ReaderStalled } from '../world.ts';

export interface Stdout {
  /** What is not taken is told to `onTrouble`; a reader that went away is no trouble. */
  print(text: string): void;
  /**
   * Resolves when it is taken, so that memory does not grow with what a slow reader has not read. Rejects
   * with the system's own error; with `ReaderStalled`, once interrupted, when nothing is read for a second.
   */
  write(text: string): Promise<void>;
}

/** For a slow reader, after an interruption, to take another piece. In milliseconds. */
const stallTimeout = 1_000;

/** Bytes of a piece, three for a character at most. */
const bufferSize = 3 * 131_072;

/** One room for piece after piece: buffers of their own would wait for the collector. */
function createEncodeBuffer() {
  const encoder = new TextEncoder();
  let room: Uint8Array | undefined;
  let taken = false;
  return {
    /** A piece that comes before the last one was taken gets room of its own. */
    encode(text: string): Uint8Array {
      if (taken || 3 * text.length > bufferSize) return encoder.encode(text);
      room ??= new Uint8Array(bufferSize);
      taken = true;
      return room.subarray(0, encoder.encodeInto(text, room).written);
    },
    leave(piece: Uint8Array): void {
      if (piece.buffer === room?.buffer) taken = false;
    },
  };
}

interface PendingWrites {
  /** Gives up the pieces that nobody has taken yet. */
  readonly waiting: Set<(error: Error) => void>;
  /** Pieces that somebody took. */
  taken: number;
}

export function createStdout(signal: AbortSignal, onTrouble: (error: Error) => void): Stdout {
  const { stdout } = process;
  const reading: PendingWrites = { waiting: new Set(), taken: 0 };
  const room = createEncodeBuffer();
  // What is tried after the first error says no more than that the stream is closed.
  let first: Error | undefined;
  let told = false;
  stdout.on('error', (error) => {
    first ??= error;
  });
  signal.addEventListener('abort', () => rejectWhenStalled(reading));
  return {
    print(text) {
      stdout.write(text, (error) => {
        const trouble = first ?? error;
        if (!trouble || told || platformCode(trouble) === 'EPIPE') return;
        told = true;
        onTrouble(trouble);
      });
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        reading.waiting.add(reject);
        const piece = room.encode(text);
        stdout.write(piece, (error) => {
          room.leave(piece);
          reading.waiting.delete(reject);
          reading.taken += 1;
          if (error) reject(first ?? error);
          else resolve();
        });
      }),
  };
}

/** A reader that does not read would keep a process that was interrupted for as long as it likes. */
function rejectWhenStalled(reading: PendingWrites): void {
  const { waiting } = reading;
  let before = reading.taken;
  const look = () => {
    const isRead = reading.taken > before || process.stdout.writableLength === 0;
    before = reading.taken;
    if (isRead) return;
    if (waiting.size === 0) process.exit(Exit.cancelled);
    for (const reject of waiting) reject(new ReaderStalled());
    waiting.clear();
  };
  setInterval(look, stallTimeout).unref();
}

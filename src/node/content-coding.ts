/** Decodes a compressed response: it is not requested, but HTTP allows it. */

import type { IncomingMessage } from 'node:http';
import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { ExchangeError } from '../world.ts';

type Chunks = AsyncGenerator<Uint8Array, void, undefined>;

/** Content-Encoding lists the codings in the order in which they were applied (RFC 9110, section 8.4). */
export function decodedBody(answer: IncomingMessage): Chunks {
  const codings = (answer.headers['content-encoding'] ?? '').toLowerCase().split(',');
  return codings
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .reduceRight((chunks, coding) => decode(chunks, coding, answer.statusCode), received(answer));
}

async function* received(answer: IncomingMessage): Chunks {
  try {
    yield* answer;
  } catch (cause) {
    throw new ExchangeError('ANSWER_BROKEN', answer.statusCode, { cause });
  }
}

async function* decode(chunks: Chunks, coding: string, status: number | undefined): Chunks {
  const first = await chunks.next();
  // An empty body has nothing to decode, whatever its headers say.
  if (first.done === true) return;
  const decoder = decoderOf(coding, first.value[0] ?? 0);
  if (decoder === undefined) throw new ExchangeError('ANSWER_ENCODING', status);
  try {
    yield* pipeline(Readable.from(prepend(first.value, chunks)), decoder, () => {});
  } catch (cause) {
    throw cause instanceof ExchangeError
      ? cause
      : new ExchangeError('ANSWER_ENCODING', status, { cause });
  }
}

async function* prepend(first: Uint8Array, rest: Chunks): Chunks {
  yield first;
  yield* rest;
}

function decoderOf(coding: string, firstByte: number): Transform | undefined {
  if (coding === 'gzip' || coding === 'x-gzip') return createGunzip();
  if (coding === 'br') return createBrotliDecompress();
  // It is the zlib format, whose first byte ends in 8 (RFC 1950); some servers leave out its header.
  if (coding === 'deflate') return firstByte % 16 === 8 ? createInflate() : createInflateRaw();
  return undefined;
}

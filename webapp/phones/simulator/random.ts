// SPDX-License-Identifier: AGPL-3.0-or-later
/** Chance out of one number: the same seed throws the same, on every machine. */
export interface Random {
  /** A whole number from 0 to below `sides`. */
  below(sides: number): number;
  /** True so often, of one. */
  chance(often: number): boolean;
  one<T>(of: readonly T[]): T;
  fill(bytes: Uint8Array): void;
}

/** sfc32, begun from a name and a seed, so that each has random numbers of its own. */
export function seededRandom(name: string, seed: number): Random {
  let [a, b, c, counter] = [0x9e3779b9, seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, 1];
  for (const letter of name) a = (Math.imul(a ^ letter.charCodeAt(0), 0x01000193) + 0x85ebca6b) >>> 0;
  const next = (): number => {
    const thrown = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + thrown;
    return thrown >>> 0;
  };
  for (let warm = 0; warm < 12; warm += 1) next();
  const below = (sides: number): number => Math.floor((next() / 2 ** 32) * sides);
  return {
    below,
    chance: (often) => next() / 2 ** 32 < often,
    one: <T>(of: readonly T[]): T => of[below(of.length)] as T,
    fill: (bytes) => {
      for (let at = 0; at < bytes.length; at += 1) bytes[at] = next() & 0xff;
    },
  };
}

/** A UUID from random numbers. */
export function uuidOf(random: Random): string {
  const bytes = new Uint8Array(16);
  random.fill(bytes);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

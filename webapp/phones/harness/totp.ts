// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHmac } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** The last step a secret's digits were used for: the server takes each only once. */
const used = new Map<string, number>();

/**
 * Six digits the server has not seen yet (RFC 6238: SHA-1, 30 s). The first call uses this half minute, the second the
 * next: both stay valid for at least another half minute, however slow the machine; a third would be refused.
 */
export function digitsOf(secret: string): string {
  const step = Math.max(Math.floor(Date.now() / 30_000), (used.get(secret) ?? 0) + 1);
  used.set(secret, step);
  return digitsAt(secret, step);
}

/** The six digits of one half minute, counted since 1970. */
export function digitsAt(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', bytesOf(secret)).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 1_000_000).padStart(6, '0');
}

function bytesOf(secret: string): Buffer {
  const bits = [...secret].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

// SPDX-License-Identifier: AGPL-3.0-or-later
/** What is inside an envelope, checked: the same examples are accepted and refused here and in Python. */
import type { Entry, Hello, Share } from './generated/types.ts';
import { ENTRIES, HELLOS, SHARES } from './generated/validators.js';

export type * from './generated/types.ts';

/** `newer`: written by a later version. `unreadable`: breaks its own schema. Both are kept and shown as such. */
export interface Refusal {
  ok: false;
  why: 'newer' | 'unreadable';
}

type Payload = Record<string, unknown>;
/** How the payloads of one kind are checked, and which fields a later version added to it. */
export interface Checked {
  isValid: (payload: unknown) => boolean;
  added: readonly string[];
}

/** Checks what an entry holds. Unknown fields stay where they are; added ones that are absent are `null`. */
export function validateEntry(payload: unknown): { ok: true; entry: Entry } | Refusal {
  const read = readAs(payload, ENTRIES);
  return typeof read === 'string' ? { ok: false, why: read } : { ok: true, entry: read as unknown as Entry };
}

/** Checks what a share holds. A kind that would change what its reader keeps is unreadable. */
export function validateShare(payload: unknown): { ok: true; share: Share } | Refusal {
  const read = readAs(payload, SHARES);
  return typeof read === 'string' ? { ok: false, why: read } : { ok: true, share: read as unknown as Share };
}

/** Checks what a hello holds. */
export function validateHello(payload: unknown): { ok: true; hello: Hello } | Refusal {
  const read = readAs(payload, HELLOS);
  return typeof read === 'string' ? { ok: false, why: read } : { ok: true, hello: read as unknown as Hello };
}

/** The payload, whole, as one of the kinds that may stand there; else why not. */
export function readAs(payload: unknown, allowed: ReadonlyMap<string, Checked>): Payload | Refusal['why'] {
  if (typeof payload !== 'object' || payload === null) return 'unreadable';
  const { v, kind } = payload as { v?: unknown; kind?: unknown };
  if (typeof v !== 'number' || !Number.isSafeInteger(v) || v < 1 || typeof kind !== 'string') return 'unreadable';
  if (v > 1 || (!allowed.has(kind) && !isKnown(kind))) return 'newer';
  const checked = allowed.get(kind);
  return checked?.isValid(payload) === true ? withAdded(payload as Payload, checked.added) : 'unreadable';
}

const isKnown = (kind: string): boolean => ENTRIES.has(kind) || HELLOS.has(kind);

/** What was written before a field was added lacks it: it was not answered. */
function withAdded(payload: Payload, added: readonly string[]): Payload {
  const absent = added.filter((name) => !Object.hasOwn(payload, name));
  return absent.length === 0 ? payload : { ...payload, ...Object.fromEntries(absent.map((name) => [name, null])) };
}

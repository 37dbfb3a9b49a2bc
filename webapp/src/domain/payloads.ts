/** What is inside an envelope, checked: the same examples are accepted and refused here and in Python. */
import type { Entry, Hello, Share } from './generated/types.ts';
import * as validators from './generated/validators.js';

export type {
  Appointment,
  Attachment,
  CheckIn,
  Contact,
  Deleted,
  Entry,
  Hello,
  Invite,
  Note,
  RetiredKey,
  Settings,
  Share,
  SharedAppointment,
  SharedCheckIn,
  SharedNote,
  Source,
} from './generated/types.ts';

/** `newer`: written by a later version. `unreadable`: breaks its own schema. Both are kept and shown as such. */
export interface Refusal {
  ok: false;
  why: 'newer' | 'unreadable';
}

type Validator = (payload: unknown) => boolean;

const ENTRIES: ReadonlyMap<string, Validator> = new Map<string, Validator>([
  ['note', validators.note],
  ['check_in', validators.check_in],
  ['appointment', validators.appointment],
  ['contact', validators.contact],
  ['invite', validators.invite],
  ['settings', validators.settings],
  ['retired_key', validators.retired_key],
  ['deleted', validators.deleted],
]);
const SHARES: ReadonlyMap<string, Validator> = new Map<string, Validator>([
  ['note', validators.shared_note],
  ['check_in', validators.shared_check_in],
  ['appointment', validators.shared_appointment],
]);
const HELLOS: ReadonlyMap<string, Validator> = new Map<string, Validator>([['hello', validators.hello]]);

/** Checks what an entry holds. Unknown fields stay where they are. */
export function validateEntry(payload: unknown): { ok: true; entry: Entry } | Refusal {
  const why = refusal(payload, ENTRIES);
  return why === null ? { ok: true, entry: payload as Entry } : { ok: false, why };
}

/** Checks what a share holds. A kind that would change what its reader keeps is unreadable. */
export function validateShare(payload: unknown): { ok: true; share: Share } | Refusal {
  const why = refusal(payload, SHARES);
  return why === null ? { ok: true, share: payload as Share } : { ok: false, why };
}

/** Checks what a hello holds. */
export function validateHello(payload: unknown): { ok: true; hello: Hello } | Refusal {
  const why = refusal(payload, HELLOS);
  return why === null ? { ok: true, hello: payload as Hello } : { ok: false, why };
}

function refusal(payload: unknown, doors: ReadonlyMap<string, Validator>): Refusal['why'] | null {
  if (typeof payload !== 'object' || payload === null) return 'unreadable';
  const { v, kind } = payload as { v?: unknown; kind?: unknown };
  if (typeof v !== 'number' || !Number.isSafeInteger(v) || v < 1 || typeof kind !== 'string') return 'unreadable';
  if (v > 1 || !isKnown(kind)) return 'newer';
  return doors.get(kind)?.(payload) === true ? null : 'unreadable';
}

const isKnown = (kind: string): boolean => ENTRIES.has(kind) || HELLOS.has(kind);

// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * A sealed journal in a file (PROTOCOL §13): made from what a phone keeps, opened with the password or the code alone.
 *
 * No cryptography of its own: the slots and envelopes are the ones the server has. Nothing outside an envelope is
 * believed; a changed name, account, slot, entry or revision opens nothing.
 */
import { fromBase64, idBytes, toBase64, utf8 } from '../primitives/encoding.ts';
import { openEntry } from '../records/entries.ts';
import { CryptoFault, orNull } from '../primitives/faults.ts';
import { openFile } from '../records/files.ts';
import { canonicalLogin, journalKey, passwordKek, recoveryKek, rootOf } from '../keys/keys.ts';
import { readRecoveryCode } from '../keys/recovery-code.ts';
import { opened, slotOf, type SlotRow } from '../keys/slot-rows.ts';
import { saltOf } from '../keys/slots.ts';
import { readObject } from '../primitives/strict-json.ts';

export const ARCHIVE_FORMAT = 'interlude-archive';
export const MANIFEST = 'manifest.json';
const VERSION = 1;
/** Entries opened before the page gets a turn. */
const AT_ONCE = 100;

export type Role = 'patient' | 'therapist';

/** A journal as it is written into a manifest. `created` is RFC 3339. */
export interface SealedJournal {
  accountId: string;
  login: string;
  role: Role;
  created: string;
  slots: readonly SlotRow[];
  entries: readonly { entryId: string; revision: number; envelope: Uint8Array }[];
}

/** What a manifest says, before any of it is opened. `rows` are looked at one by one: a bad one hides no other. */
export interface Manifest {
  accountId: string;
  login: string;
  role: string;
  created: string;
  slots: SlotRow[];
  rows: unknown[];
}

export interface OpenedRow {
  entryId: string;
  revision: number;
  payload: Record<string, unknown>;
}
/** A row that is not shown. `twice`: another revision of the same entry is shown instead. */
export interface RefusedRow {
  entryId: string | null;
  revision: number;
  why: 'damaged' | 'twice';
}
export interface OpenedArchive {
  rows: OpenedRow[];
  refused: RefusedRow[];
}

/** The bytes of manifest.json. Passkeys are left out: they open nothing outside the app's own address. */
export function writeManifest(journal: SealedJournal): Uint8Array {
  const { accountId, login, role, created, slots, entries } = journal;
  return utf8(
    JSON.stringify({
      format: ARCHIVE_FORMAT,
      v: VERSION,
      account_id: accountId,
      login,
      role,
      created,
      slots: slots.filter(({ type }) => type !== 'passkey'),
      entries: entries.map(({ entryId, revision, envelope }) => ({
        entry_id: entryId,
        revision,
        envelope: toBase64(envelope),
      })),
    }),
  );
}

/** @throws CryptoFault `damaged` for what is no manifest, `newer` for one of a later version */
export function readManifest(bytes: Uint8Array): Manifest {
  const told = readObject(bytes);
  if (told.format !== ARCHIVE_FORMAT || !Number.isSafeInteger(told.v)) throw refused('not an archive');
  if (Number(told.v) > VERSION) throw new CryptoFault('newer', 'an archive of a later version');
  const { account_id: accountId, login, role, created, slots, entries: rows } = told;
  const whole =
    told.v === VERSION &&
    isText(accountId) &&
    isText(login) &&
    isText(created) &&
    Array.isArray(slots) &&
    Array.isArray(rows);
  if (!whole) throw refused('not a whole manifest');
  idBytes(accountId);
  return {
    accountId,
    login,
    role: isText(role) ? role : '',
    created,
    slots: slots.filter(isSlotRow),
    rows: rows as unknown[],
  };
}

/**
 * Opens every entry with the password or the recovery code of the day the file was made.
 *
 * `breathe` is awaited now and then with the number of rows looked at, so that a page stays alive.
 * @throws CryptoFault `wrong_password`, `mistyped_code`, `wrong_code`; `damaged` when the way in is not there or asks
 *   for weaker protection
 */
export async function openArchive(
  manifest: Manifest,
  by: { password: string } | { code: string },
  breathe: (done: number) => Promise<void>,
): Promise<OpenedArchive> {
  const ak = 'password' in by ? await keyByPassword(manifest, by.password) : keyByCode(manifest, by.code);
  const keys = [journalKey(ak, manifest.accountId)];
  ak.fill(0);
  const found: OpenedArchive = { rows: [], refused: [] };
  let closed = manifest.rows.map(readRow);
  // Entries not yet sealed again open under a retired key, which is itself an entry under the present key (PROTOCOL
  // §12).
  for (const key of keys) {
    // grows in its first round
    const { rows, rest } = await openUnder(key, manifest.accountId, closed, breathe);
    if (key === keys[0]) keys.push(...rows.flatMap(({ payload }) => retiredKeyOf(payload, manifest.accountId)));
    found.rows.push(...rows);
    closed = rest;
  }
  for (const key of keys) key.fill(0);
  found.refused.push(
    ...closed.map((row) => ({ entryId: row.entryId, revision: row.revision, why: 'damaged' as const })),
  );
  return newestOnly(found);
}

/** An attachment out of the archive. @throws CryptoFault `damaged`, also for another file than the payload names */
export function openAttachment(
  accountId: string,
  item: { id: string; key: string; hash: string },
  file: Uint8Array,
): Uint8Array {
  return openFile(fromBase64(item.key), { accountId, attachmentId: item.id }, file, fromBase64(item.hash));
}

async function keyByPassword({ accountId, login, slots }: Manifest, password: string): Promise<Uint8Array> {
  const slot = slotOf(slots, 'password');
  const root = await rootOf(password, canonicalLogin(login), saltOf(slot.params));
  const ak = opened(passwordKek(root), accountId, slot, 'wrong_password');
  root.fill(0);
  return ak;
}

function keyByCode({ accountId, slots }: Manifest, code: string): Uint8Array {
  return opened(recoveryKek(readRecoveryCode(code)), accountId, slotOf(slots, 'recovery'), 'wrong_code');
}

/** A row as far as it can be read; one without an envelope does not open and is counted as unreadable. */
interface ClosedRow {
  entryId: string | null;
  revision: number;
  envelope: Uint8Array | null;
}

function readRow(row: unknown): ClosedRow {
  const { entry_id: id, revision, envelope } = (row ?? {}) as Record<string, unknown>;
  const entryId = isText(id) && orNull(() => idBytes(id)) !== null ? id : null;
  const bytes = isText(envelope) ? orNull(() => fromBase64(envelope)) : null;
  const whole = entryId !== null && typeof revision === 'number' && Number.isSafeInteger(revision) && revision >= 1;
  return whole ? { entryId, revision, envelope: bytes } : { entryId, revision: 0, envelope: null };
}

async function openUnder(
  key: Uint8Array,
  accountId: string,
  closed: readonly ClosedRow[],
  breathe: (done: number) => Promise<void>,
) {
  const rows: OpenedRow[] = [];
  const rest: ClosedRow[] = [];
  for (const [at, row] of closed.entries()) {
    if (at % AT_ONCE === 0) await breathe(at);
    const payload = payloadOf(key, accountId, row);
    if (payload === null) rest.push(row);
    else rows.push({ entryId: row.entryId ?? '', revision: row.revision, payload });
  }
  return { rows, rest };
}

function payloadOf(
  key: Uint8Array,
  accountId: string,
  { entryId, revision, envelope }: ClosedRow,
): Record<string, unknown> | null {
  if (entryId === null || envelope === null) return null;
  const payload = orNull(() => openEntry(key, { accountId, entryId, revision }, envelope));
  delete payload?.ancestors; // which revisions it was made of: nothing a person wrote
  return payload;
}

function retiredKeyOf({ kind, key }: Record<string, unknown>, accountId: string): Uint8Array[] {
  const ak = kind === 'retired_key' && isText(key) ? orNull(() => fromBase64(key)) : null;
  return ak?.length === 32 ? [journalKey(ak, accountId)] : [];
}

/** Two rows of one entry: somebody put an older one back in. The newest is shown, the other is reported. */
function newestOnly({ rows, refused: before }: OpenedArchive): OpenedArchive {
  const newest = new Map<string, OpenedRow>();
  const twice: RefusedRow[] = [];
  for (const row of rows) {
    const known = newest.get(row.entryId);
    const older = known !== undefined && known.revision < row.revision ? known : row;
    if (known !== undefined) twice.push({ entryId: row.entryId, revision: older.revision, why: 'twice' });
    if (older !== row || known === undefined) newest.set(row.entryId, row);
  }
  return { rows: [...newest.values()], refused: [...before, ...twice] };
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isSlotRow(row: unknown): row is SlotRow {
  const { slot_id, type, params, envelope } = (row ?? {}) as Record<string, unknown>;
  return [slot_id, params, envelope].every(isText) && (type === 'password' || type === 'recovery');
}

const refused = (why: string): CryptoFault => new CryptoFault('damaged', why);

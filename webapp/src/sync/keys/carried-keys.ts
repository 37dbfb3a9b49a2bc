// SPDX-License-Identifier: AGPL-3.0-or-later
import type { NewAccountKey } from '../../crypto/vault/vault.ts';
import { withOwnBuffer, type CarriedKey, type EntryRow } from '../../store/rows.ts';
import { deviceStore } from '../runtime/device.ts';
import { fault } from '../faults.ts';
import { runtime } from '../runtime/runtime.ts';
import { revisionMark, addMark } from '../runtime/revision-marks.ts';
import { requireAccount } from '../runtime/current-account.ts';
import { entryKey } from '../runtime/pending-changes.ts';

/** Keys carried over in one request, including the one just retired: the server takes no more. */
const MOST_CARRIED = 4;
const AT_ONCE = 250;

/** @throws Fault `earlier_moves` when too many earlier moves are unfinished to begin another */
export function refuseTooMany(earlier: number): void {
  if (earlier >= MOST_CARRIED) throw fault('earlier_moves');
}

/**
 * The retired keys that count, sealed for a new key that was made (PROTOCOL §12), by the rows of this phone themselves.
 * @throws Fault `earlier_moves`, CryptoFault `locked`
 */
export async function carriedFor(made: NewAccountKey): Promise<CarriedKey[]> {
  const rows = await countingRows();
  refuseTooMany(rows.length);
  const asked = rows.map((row) => ({
    entryId: row.id,
    revision: row.revision,
    envelope: row.envelope,
    next: nextOf(row),
  }));
  const sealed = await runtime
    .vault()
    .carryRetiredKeys({ recoveryCode: made.recoveryCode, slots: made.slots, rows: asked });
  return rows.flatMap((row, at) => {
    const envelope = sealed[at] ?? null;
    return envelope === null
      ? []
      : [{ entryId: row.id, revision: nextOf(row), replaces: row.stored, envelope: withOwnBuffer(envelope) }];
  });
}

const nextOf = ({ revision, stored }: EntryRow): number => Math.max(revision, stored) + 1;

async function countingRows(): Promise<EntryRow[]> {
  const rows = await requireAccount().database.read(['entries'], (at) => at.objectStore('entries').getAll());
  const found: EntryRow[] = [];
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    const some = rows.slice(from, from + AT_ONCE);
    const opened = await runtime
      .vault()
      .openEntries(some.map(({ id, revision, envelope }) => ({ entryId: id, revision, envelope })));
    found.push(...some.filter((_, at) => isRetiredKey(opened[at])));
  }
  return found;
}

type Opened = Awaited<ReturnType<ReturnType<typeof runtime.vault>['openEntries']>>[number];

/** A retired key counts only where its own entry opens under the key in use (PROTOCOL §12). */
export const isRetiredKey = (opened: Opened | undefined): opened is Opened & { payload: Record<string, unknown> } =>
  opened !== undefined && 'payload' in opened && opened.payload.kind === 'retired_key' && opened.underRetired !== true;

/**
 * Put what came along with a new key into the journal on this phone, once the account row says that it is in force.
 * Safe to repeat.
 */
export async function takeInCarried(): Promise<void> {
  const device = await deviceStore();
  const carried = await device.fact('carried_keys');
  if (carried === null) return;
  await requireAccount().database.change(['entries', 'outbox'], async (at) => {
    for (const { entryId, revision, envelope } of carried) {
      const now = await at.objectStore('entries').get(entryId);
      if (now === undefined || now.revision >= revision) continue;
      await at.objectStore('entries').put({
        ...now,
        revision,
        envelope,
        stored: revision,
        seen: addMark(now.seen, revisionMark(revision, envelope)),
      });
      await at.objectStore('outbox').delete(entryKey(entryId));
    }
  });
  await device.forget('carried_keys');
}

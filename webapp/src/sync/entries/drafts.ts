// SPDX-License-Identifier: AGPL-3.0-or-later
import type { WritingKind } from '../../domain/kinds.ts';
import { withFaults } from '../faults.ts';
import { withOwnBuffer, type DraftRow } from '../../store/rows.ts';
import { runtime } from '../runtime/runtime.ts';
import { requireOpenAccount } from '../runtime/current-account.ts';

/** What an editor holds that is not kept as an entry yet. Sealed for this phone only; never sent. */
export interface Draft {
  key: string;
  entryId: string | null;
  kind: DraftKind;
  value: unknown;
  changedAt: Date;
}
export type DraftKind = WritingKind | 'appointment';

interface Inside {
  entryId: string | null;
  kind: DraftKind;
  value: unknown;
  changedAt: string;
}

export const drafts = {
  /** Seal and keep; resolves once the phone has it. @throws Fault `storage_full`, `locked` */
  async keep({
    key,
    ...rest
  }: {
    key: string;
    entryId: string | null;
    kind: DraftKind;
    value: unknown;
  }): Promise<void> {
    const value: Inside = { ...rest, changedAt: runtime.now().toISOString() };
    await withFaults(async () => {
      const { database } = requireOpenAccount();
      const envelope = withOwnBuffer(await runtime.vault().sealLocal({ store: 'drafts', key, value }));
      await database.change(['drafts'], async (at) => {
        await at.objectStore('drafts').put({ key, envelope });
      });
    });
  },
  /** @throws Fault `locked` */
  async get(key: string): Promise<Draft | null> {
    return withFaults(async () => {
      const row = await requireOpenAccount().database.read(['drafts'], (at) => at.objectStore('drafts').get(key));
      return row === undefined ? null : opened(row);
    });
  },
  /** All that open, latest first; a damaged one is left in place and skipped. @throws Fault `locked` */
  async list(): Promise<Draft[]> {
    return withFaults(async () => {
      const rows = await requireOpenAccount().database.read(['drafts'], (at) => at.objectStore('drafts').getAll());
      const found = (await Promise.all(rows.map(opened))).filter((draft) => draft !== null);
      return found.sort((one, other) => other.changedAt.getTime() - one.changedAt.getTime());
    });
  },
  /** Drop one that is offered. @returns how to take that back */
  async discard(draft: Draft): Promise<{ undo: () => Promise<void> }> {
    await this.drop(draft.key);
    const { key, entryId, kind, value } = draft;
    return { undo: () => this.keep({ key, entryId, kind, value }) };
  },
  async drop(key: string): Promise<void> {
    await withFaults(() =>
      requireOpenAccount().database.change(['drafts'], (at) => at.objectStore('drafts').delete(key)),
    );
  },
};

async function opened({ key, envelope }: DraftRow): Promise<Draft | null> {
  const inside = (await runtime
    .vault()
    .openLocal({ store: 'drafts', key, envelope })
    .catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'damaged') return null;
      throw error;
    })) as Inside | null;
  return inside === null ? null : { ...inside, key, changedAt: new Date(inside.changedAt) };
}

import type { WritingKind } from '../../domain/kinds.ts';
import { spoken } from '../faults.ts';
import { exactly, type DraftRow } from '../../store/rows.ts';
import { ground } from '../runtime/runtime.ts';
import { openOwner } from '../runtime/current-account.ts';

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
    const value: Inside = { ...rest, changedAt: ground.now().toISOString() };
    await spoken(async () => {
      const { home } = openOwner();
      const envelope = exactly(await ground.vault().sealLocal({ store: 'drafts', key, value }));
      await home.change(['drafts'], async (at) => {
        await at.objectStore('drafts').put({ key, envelope });
      });
    });
  },
  /** @throws Fault `locked` */
  async get(key: string): Promise<Draft | null> {
    return spoken(async () => {
      const row = await openOwner().home.read(['drafts'], (at) => at.objectStore('drafts').get(key));
      return row === undefined ? null : opened(row);
    });
  },
  /** All that open, latest first; one that is damaged stays where it is and is passed over. @throws Fault `locked` */
  async list(): Promise<Draft[]> {
    return spoken(async () => {
      const rows = await openOwner().home.read(['drafts'], (at) => at.objectStore('drafts').getAll());
      const found = (await Promise.all(rows.map(opened))).filter((draft) => draft !== null);
      return found.sort((one, other) => other.changedAt.getTime() - one.changedAt.getTime());
    });
  },
  async drop(key: string): Promise<void> {
    await spoken(() => openOwner().home.change(['drafts'], (at) => at.objectStore('drafts').delete(key)));
  },
};

async function opened({ key, envelope }: DraftRow): Promise<Draft | null> {
  const inside = (await ground
    .vault()
    .openLocal({ store: 'drafts', key, envelope })
    .catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'damaged') return null;
      throw error;
    })) as Inside | null;
  return inside === null ? null : { ...inside, key, changedAt: new Date(inside.changedAt) };
}

// SPDX-License-Identifier: AGPL-3.0-or-later
import { isWriting } from '../../src/domain/kinds.ts';
import type { SimulatedEvent } from './events.ts';
import type { Memory, Removal } from './memory.ts';
import { wordsIn } from './memory.ts';
import { NO_FAULTS, type Phone, type Conditions } from './phone.ts';
import type { Step, What } from './schedule.ts';
import { PASSWORD, type PhoneName } from './participants.ts';

const DAY = 86_400_000;

/** Everything a step can reach. */
export interface Scene {
  phones: ReadonlyMap<PhoneName, Phone>;
  memory: Memory;
  pairingId: string;
  /** A line of the log. */
  tells(line: string): void;
  meets(what: SimulatedEvent): void;
  undo: Map<Phone, { undo: () => Promise<void>; removal: Removal; entryId: string }>;
  /** What is under way on each phone. */
  pending: Map<Phone, Promise<unknown>[]>;
}

type Action = (phone: Phone, pick: number, scene: Scene, who: PhoneName) => Promise<unknown> | null;

/** Do one step of a person. Null: there is nothing to do it with. Rejects when the phone refuses the action. */
export const ACTIONS: Partial<Record<What, Action>> = {
  write: (phone, _pick, { memory }) => {
    const text = memory.newText();
    return phone.app.journal.keepNote({ text }).then(memory.keeps(phone, text));
  },
  check_in: (phone, pick, { memory }) => {
    const words = memory.newText();
    return phone.app.journal.keepCheckIn({ ...answers(pick), words }).then(memory.keeps(phone, words));
  },
  append: (phone, pick, scene) => edited(phone, pick, scene, (text) => `${text} ${scene.memory.newWord()}`),
  rewrite: (phone, pick, scene) => edited(phone, pick, scene, () => scene.memory.newText()),
  delete: deleted,
  undo: (phone, _pick, { undo, memory, meets }) => {
    const last = undo.get(phone);
    if (last === undefined) return null;
    undo.delete(phone);
    const isBack = memory.setsOutToTakeBack(last.removal);
    return last.undo().then(() => {
      const now = new Set(wordsIn(phone.app.openedEntries.openedEntries.value.get(last.entryId)?.payload));
      if (![...last.removal.words].every((word) => now.has(word))) return;
      isBack();
      meets('an undo');
    });
  },
  draft: (phone, pick, { memory, meets }, who) => {
    const key = `new/${pick % 2}`;
    const text = memory.newText();
    const known = memory.draftOf(who, key);
    known.maybe.add(text);
    const { drafts } = phone.app.journal;
    return drafts.keep({ key, entryId: null, kind: 'note', value: { text } }).then(() => {
      known.sure = text;
      known.maybe = new Set([text]);
      meets('a draft');
    });
  },
  finish_draft: finished,
  exchange: exchanged,
  lock: (phone, _pick, { meets }) =>
    phone.app.account.lock().then(() => {
      meets('a lock');
    }),
  share: shared,
  unshare: (phone, pick, { memory, meets }) => {
    const one = chosen(phone.app.sharing.sent.value, pick);
    if (one === undefined) return null;
    const fact = memory.share(one.shareId);
    if (fact.withdrawn === 'no') fact.withdrawn = 'tried';
    return phone.app.sharing.unshare(one).then(() => {
      fact.withdrawn = 'yes';
      meets('an un-share');
    });
  },
  opened: async (phone, pick, { meets }) => {
    if (phone.app.sharing.received.value.length === 0) await exchanged(phone, pick);
    const one = chosen(phone.app.sharing.received.value, pick);
    if (one === undefined) return;
    await phone.app.sharing.markOpened(one.pairingId, one.shareId, one.revision);
    meets('Theo opens');
  },
  appointment: (phone, pick, { memory, meets, pairingId }) => {
    const known = chosen(phone.app.appointments.appointments.value, pick);
    const startsAt = new Date(phone.now + (pick % 20) * DAY);
    const asked = {
      pairingId,
      purpose: 'preparation' as const,
      startsAt,
      minutes: 50,
      ...(pick % 2 === 0 && known !== undefined ? { entryId: known.entryId } : {}),
    };
    return phone.app.appointments.keepAppointment(asked).then((id) => {
      memory.appointments.set(id, new Set([...(memory.appointments.get(id) ?? []), startsAt.toISOString()]));
      meets('an appointment');
    });
  },
  end_pairing: (phone, _pick, { memory, meets, pairingId }) => {
    if (memory.ended === 'no') memory.ended = 'tried';
    return phone.app.pairings.endPairing(pairingId).then(() => {
      memory.ended = 'yes';
      meets('a pairing ends');
    });
  },
};

/** A phone without a connection gets one for the length of this exchange, often a bad one. */
async function exchanged(phone: Phone, pick: number): Promise<void> {
  const before = phone.conditions;
  const found = before.away ? { ...(pick % 3 === 0 ? bad(pick) : NO_FAULTS) } : before;
  phone.conditions = found;
  await phone.app.connection.exchangeNow();
  if (phone.conditions === found) phone.conditions = before;
}

const bad = (pick: number): Conditions => ({
  away: false,
  loses: (pick % 4) / 10,
  losesAnswer: (pick % 3) / 8,
  late: (pick % 7) / 20,
  twice: (pick % 5) / 10,
  slow: (pick % 6) / 6,
});

const chosen = <T>(from: readonly T[], pick: number): T | undefined => from[pick % Math.max(from.length, 1)];

const answers = (pick: number) => ({
  mood: pick % 11,
  energy: null,
  anxiety: pick % 11,
  sleep: null,
  connection: null,
  feelings: [],
});

type Item = Phone['app']['journal']['timeline']['value'][number];
const textOf = (item: Item): string =>
  item.kind === 'note' ? item.payload.text : item.kind === 'check_in' ? item.payload.words : '';
const writtenIn = (phone: Phone): Item[] => phone.app.journal.timeline.value.filter(isWriting);

function edited(
  phone: Phone,
  pick: number,
  { memory, meets }: Scene,
  change: (text: string) => string,
): Promise<unknown> | null {
  const item = chosen(writtenIn(phone), pick);
  if (item === undefined) return null;
  const text = change(textOf(item));
  const removal = memory.removes(phone, textOf(item), text);
  const isKept = memory.keeps(phone, text);
  const kept =
    item.kind === 'check_in'
      ? phone.app.journal.keepCheckIn({ ...item.payload, id: item.id, base: item.revision, words: text })
      : phone.app.journal.keepNote({ id: item.id, base: item.revision, text });
  return kept.then(() => {
    removal.sure = true;
    isKept();
    meets('an edit');
  });
}

/** Only what the deletion replaced was removed knowingly; text this phone had not received was not. */
function deleted(phone: Phone, pick: number, { memory, meets, undo }: Scene): Promise<unknown> | null {
  const item = chosen(writtenIn(phone), pick);
  if (item === undefined) return null;
  let removal: Removal | null = null;
  const hears = (id: string, before: unknown): void => {
    if (id === item.id) removal = memory.removes(phone, JSON.stringify(before ?? null));
  };
  phone.seen.deletions.add(hears);
  return phone.app.journal
    .deleteEntry(item.id)
    .finally(() => {
      phone.seen.deletions.delete(hears);
    })
    .then((told) => {
      meets('a deletion');
      if (removal === null) return;
      removal.sure = true;
      undo.set(phone, { undo: told.undo, removal, entryId: item.id });
    });
}

/** What an editor does: the note is kept, then its draft goes. */
async function finished(phone: Phone, pick: number, { memory }: Scene, who: PhoneName): Promise<void> {
  const key = `new/${pick % 2}`;
  const { drafts, keepNote } = phone.app.journal;
  const draft = await drafts.get(key);
  if (draft === null) return;
  const { text } = draft.value as { text: string };
  const isKept = memory.keeps(phone, text);
  await keepNote({ text });
  isKept();
  const known = memory.draftOf(who, key);
  known.sure = null;
  known.maybe.add(text);
  await drafts.drop(key);
  known.maybe.delete(text);
}

function shared(phone: Phone, pick: number, { memory, meets, pairingId }: Scene): Promise<unknown> | null {
  const item = chosen(writtenIn(phone), pick);
  if (item === undefined) return null;
  const { app } = phone;
  const excerpt = pick % 7 === 0 ? { excerpt: { start: 0, end: textOf(item).length - 1 } } : {};
  const ends = pick % 3 === 0 ? phone.now + DAY : null;
  const preview = app.sharing.previewShare({
    entryId: item.id,
    expiresAt: ends === null ? null : new Date(ends).toISOString(),
    ...excerpt,
  });
  const before = preview.excerpt
    ? undefined
    : app.sharing.sent.value.find(
        (one) =>
          one.sourceEntryId === item.id && one.kind !== 'newer' && one.kind !== 'unreadable' && !one.payload.excerpt,
      );
  const text = app.canonical(preview);
  memory.tried.push(text);
  const version = { text, over: before === undefined ? null : app.canonical(before.payload), expiresAt: ends };
  // A known share is continued; if the phone dies before the outcome is known, it may have been shared.
  if (before !== undefined) memory.share(before.shareId).versions.push(version);
  return app.sharing.share({ pairingId, preview }).then(
    (id) => {
      if (id !== before?.shareId) memory.share(id).versions.push({ ...version, over: null });
      meets('a share');
    },
    (error: unknown) => {
      version.over = null; // on a full disk it may not have been shared, and the previous text stays
      throw error;
    },
  );
}

/** Do a step that is not a person's action: network, disk, clock. @returns false for any other step */
export function befell(phone: Phone, { what, pick }: Step, { meets }: Scene): boolean {
  if (what === 'line_cut') phone.conditions = { ...NO_FAULTS, away: true };
  else if (what === 'line_good') phone.conditions = NO_FAULTS;
  else if (what === 'line_bad') phone.conditions = bad(pick);
  else if (what === 'disk_filling') phone.full = 0.05 + (pick % 5) / 10;
  else if (what === 'disk_free') phone.full = 0;
  else if (what === 'clock') {
    phone.clock += (pick % 2 === 0 ? 1 : -1) * (pick % 3 === 0 ? 40 * DAY : (pick % 50) * 3_600_000);
    meets('a clock jumps');
  } else return false;
  return true;
}

/** The password is typed; of Theo the six digits may be asked as well. */
export async function unlocked(
  phone: Phone,
  digits: () => string,
  meets: (what: SimulatedEvent) => void,
): Promise<void> {
  const { account } = phone.app;
  if (account.account.value.step === 'locked') await phone.does(() => account.unlock({ password: PASSWORD }));
  if (account.account.value.step !== 'second_factor') return;
  await phone.does(() =>
    account.enterCode(digits()).then(
      () => {
        meets('six digits');
      },
      () => account.leaveSecondFactor(),
    ),
  );
}

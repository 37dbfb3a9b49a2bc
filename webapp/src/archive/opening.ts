// SPDX-License-Identifier: AGPL-3.0-or-later
import { openArchive, openAttachment, type Manifest } from '../crypto/archive/archive.ts';
import { CryptoFault, orNull } from '../crypto/primitives/faults.ts';
import { writeZip } from '../crypto/archive/zip.ts';
import { validateEntry, type Attachment } from '../domain/payloads.ts';
import { openName, plainMembers } from '../domain/plain-files.ts';
import type { PlainJournal } from '../domain/plain-journal.ts';
import * as m from '../messages/index.ts';
import type { Picked } from './picked.ts';

export type Way = { password: string } | { code: string };
type Attachments = Map<string, { name: string; bytes: Uint8Array }>;

/**
 * A journal that is open on this page, and nowhere else. `lines`: what has to be said about rows that are not shown.
 */
export interface OpenJournal {
  journal: PlainJournal;
  attachments: Attachments;
  lines: string[];
}

/**
 * Opens everything with the password or the code. Resolves after the page could breathe between the steps.
 *
 * @throws CryptoFault as openArchive
 */
export async function openPicked(
  { manifest, files }: Picked,
  way: Way,
  progress: (done: number) => void,
): Promise<OpenJournal> {
  const { rows: entries, refused } = await openArchive(manifest, way, async (done) => {
    progress(done);
    await aMoment();
  });
  const { accountId, login, role } = manifest;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const unreadable = refused.filter(({ why }) => why === 'damaged');
  const journal = { login, role, created: createdOf(manifest), zone, entries, unreadable };
  const lines = [damagedLine(unreadable.length), twiceLine(refused.length - unreadable.length)].filter(
    (line) => line !== '',
  );
  return { journal, attachments: opened(accountId, entries, files), lines };
}

/** Lets the page draw: half a second of Argon2id must not look like a page that died. */
export async function aMoment(): Promise<void> {
  await new Promise((after) => {
    setTimeout(after, 0);
  });
}

/** The open folder, packed, and its name. */
export function packedOpenly({ journal, attachments }: OpenJournal): { name: string; bytes: Uint8Array<ArrayBuffer> } {
  return { name: `${openName(journal.created)}.zip`, bytes: writeZip(plainMembers(journal, attachments), new Date()) };
}

/** What went wrong, in one sentence. */
export function sentenceOf(error: unknown): string {
  const code = error instanceof CryptoFault ? error.code : 'unknown';
  return SENTENCES[code] ?? m.archive_that_didnt_work_your_file();
}

const SENTENCES: Record<string, string> = {
  wrong_password: m.archive_that_isnt_this_files_password(),
  mistyped_code: m.archive_one_of_these_letters(),
  wrong_code: m.archive_this_code_doesnt_open(),
  damaged: m.archive_this_isnt_a_complete_interlude(),
  newer: m.archive_this_file_was_made_by(),
  bad_input: m.archive_please_enter_the_password(),
  unavailable: m.archive_this_browser_doesnt_have_enough(),
};

/** The manifest's own date is not sealed; one that is none becomes today. */
function createdOf({ created }: Manifest): string {
  const told = new Date(created);
  return Number.isNaN(told.getTime()) ? new Date().toISOString() : told.toISOString();
}

function opened(
  accountId: string,
  entries: PlainJournal['entries'],
  files: ReadonlyMap<string, Uint8Array>,
): Attachments {
  const found: Attachments = new Map();
  for (const { payload } of entries) {
    const read = validateEntry(payload);
    const items = read.ok && 'attachments' in read.entry ? (read.entry.attachments as Attachment[]) : [];
    for (const item of items) {
      const file = files.get(item.id);
      const bytes = file === undefined ? null : orNull(() => openAttachment(accountId, item, file));
      if (bytes !== null) found.set(item.id, { name: item.name, bytes });
    }
  }
  return found;
}

const damagedLine = (count: number): string => (count === 0 ? '' : m.archive_damaged({ count }));
const twiceLine = (count: number): string => (count === 0 ? '' : m.archive_older_versions({ count }));

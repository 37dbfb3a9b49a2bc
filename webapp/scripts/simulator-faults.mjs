// SPDX-License-Identifier: AGPL-3.0-or-later
/**
 * Mistakes somebody could make in the client, one at a time, to see that the simulator finds them
 * (`python -m tests.simulator --faults`). Each says which line of which file becomes what; a line that is no
 * longer there ends the build, so that this list stays true.
 */
export const FAULTS = {
  'forgets what it wrote itself': [
    'sync/entries/writing.ts',
    'const seen = addMark(now?.seen ?? [], revisionMark(row.revision, row.envelope));',
    'const seen: readonly string[] = [];',
  ],
  'drops an edit from the outbox because the one before arrived': [
    'sync/exchange/entry-exchange.ts',
    'if (now.revision === sent.revision) await',
    'await',
  ],
  'takes a row that was not made of ours': [
    'sync/exchange/reconcile.ts',
    "if (descends(theirs, ours)) return 'take';",
    "if (theirs.revision > ours.revision && ours.stored >= ours.revision) return 'take';",
  ],
  'names one of the two a text is made of': [
    'sync/exchange/apply-remote.ts',
    '{ row: rowOfServer(row), ancestry: theirs.ancestry },',
    '',
  ],
  'does not notice a restored backup': [
    'sync/exchange/restored-backup.ts',
    'cursor.epoch !== epoch || cursor.after > head',
    'false',
  ],
  'passes over tombstones': [
    'sync/exchange/apply-remote-share.ts',
    'if (row.envelope === null) return dead(at, ours, row);',
    'if (row.envelope === null) return;',
  ],
  'calls a draft kept before it is': [
    'sync/entries/drafts.ts',
    "await database.change(['drafts'], async (at) => {",
    "void database.change(['drafts'], async (at) => {",
  ],
  'uses a revision twice': [
    'sync/entries/writing.ts',
    'const revision = Math.max(before?.revision ?? 0, before?.stored ?? 0) + 1;',
    'const revision = (before?.stored ?? 0) + 1;',
  ],
  'calls stored what has no receipt yet': [
    'sync/exchange/entry-exchange.ts',
    'const receipts = await entries.keep(sealed);',
    'await confirmed(rows); const receipts = await entries.keep(sealed);',
  ],
  'writes over what came while the editor was open': ['sync/entries/journal.ts', 'now.revision === base', 'true'],
  'un-shares on this phone only': [
    'sync/sharing/sharing.ts',
    ".put({ key: withdrawKey(pairingId, shareId), deed: 'withdraw', pairingId, shareId, refused: null });",
    '.count();',
  ],
  'lets a deletion win over words': [
    'sync/entries/merging.ts',
    "if (one.kind === 'deleted') return { together: overDeleted(other, one) };",
    "if (one.kind === 'deleted') return { together: one };",
  ],
  'keeps a merge although the entry was edited meanwhile': [
    'sync/exchange/apply-remote.ts',
    'if (now?.revision !== expected) return false;',
    'void now; void expected;',
  ],
};

/** The app with one of them in it. */
export function withFault(name) {
  if (!(name in FAULTS)) throw new Error(`no fault is called “${name}”`);
  const [file, line, instead] = FAULTS[name];
  return {
    name: 'with-fault',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith(`/src/${file}`)) return null;
      if (!code.includes(line)) throw new Error(`${file} has no such line any more: ${line}`);
      return { code: code.replace(line, instead), map: null };
    },
  };
}

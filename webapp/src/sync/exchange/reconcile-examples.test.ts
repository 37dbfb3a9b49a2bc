// SPDX-License-Identifier: AGPL-3.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { withAncestors } from '../../crypto/records/entries.ts';
import { readAncestry, writeAncestry } from '../../domain/ancestry.ts';
import { ancestorMark, revisionMark } from '../runtime/revision-marks.ts';
import { reconcile, type Version } from './reconcile.ts';

interface Said {
  revision: number;
  envelope: string;
  ancestors: string | null;
}
interface Examples {
  marks: { envelope: string; mark: string }[];
  written: { name: string; parents: { marks: string[]; is_complete: boolean }[]; ancestors: string }[];
  unknown: unknown[];
  appended: { name: string; before: string; ancestors: string; after: string }[];
  verdicts: { name: string; ours: Said; stored: number; theirs: Said; verdict: string }[];
}

const file = join(import.meta.dirname, '../../../../tests/protocol/ancestry.json');
const examples = JSON.parse(readFileSync(file, 'utf8')) as Examples;

const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const version = ({ revision, envelope, ancestors }: Said): Version => ({
  revision,
  envelope: bytes(envelope),
  ancestry: readAncestry(ancestors),
});

describe('the Python library and this app say alike of what a revision was made', () => {
  test.each(examples.marks)('the mark of $envelope', ({ envelope, mark }) => {
    expect(ancestorMark(revisionMark(7, bytes(envelope)))).toBe(mark);
  });

  test.each(examples.written)('$name', ({ parents, ancestors }) => {
    const said = parents.map(({ marks, is_complete: isComplete }) => ({ marks, isComplete }));
    expect(writeAncestry(said)).toBe(ancestors);
    const read = readAncestry(ancestors);
    const known = new Set(said.flatMap(({ marks }) => marks));
    expect(read?.marks.every((mark) => known.has(mark))).toBe(true);
    expect(read?.isComplete).toBe(read?.marks.length === known.size && said.every(({ isComplete }) => isComplete));
  });

  test.each(examples.unknown)('%j says nothing', (said) => {
    expect(readAncestry(said)).toBeNull();
  });

  test.each(examples.appended)('at the end of a payload: $name', ({ before, ancestors, after }) => {
    expect(Buffer.from(withAncestors(Buffer.from(before), ancestors)).toString()).toBe(after);
  });
});

describe('and what a row of the server is beside ours', () => {
  test.each(examples.verdicts)('$name', ({ ours, stored, theirs, verdict }) => {
    expect(reconcile({ ...version(ours), stored }, version(theirs))).toBe(verdict);
  });
});

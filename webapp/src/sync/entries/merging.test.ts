// SPDX-License-Identifier: AGPL-3.0-or-later
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { unanswered } from '../../domain/check-in.ts';
import type { Appointment, CheckIn, Contact, Entry, Note } from '../../domain/payloads.ts';
import { canonical, merge } from './merging.ts';
import { revisionMark, addMark, isMet } from '../runtime/revision-marks.ts';

const written = {
  v: 1 as const,
  written_at: '2026-11-01T20:00:00Z',
  edited_at: null,
  zone: 'Europe/Berlin',
  attachments: [],
};
const note = (text: string, edited_at: string | null = null): Note => ({ ...written, kind: 'note', text, edited_at });
const checkIn = (words: string, feelings: string[] = [], mood = 3): CheckIn => ({
  ...written,
  kind: 'check_in',
  ...unanswered,
  mood,
  feelings,
  words,
});
const together = (one: Entry, other: Entry): Entry => {
  const merged = merge(one, other);
  if (merged === 'apart') throw new Error('apart');
  return merged.together;
};

const someNote = fc
  .record({
    text: fc.string({ unit: 'grapheme', maxLength: 40 }),
    day: fc.integer({ min: 1, max: 28 }),
    edited: fc.boolean(),
  })
  .map(({ text, day, edited }) => note(text, edited ? `2026-11-${String(day).padStart(2, '0')}T08:00:00Z` : null));

describe('two texts become one', () => {
  test('no word of either is lost, whatever they are', () => {
    fc.assert(
      fc.property(someNote, someNote, (one, other) => {
        const merged = together(one, other) as Note;
        expect(merged.text).toContain(one.text);
        expect(merged.text).toContain(other.text);
      }),
    );
  });

  test('both phones write the same, whichever side they stand on', () => {
    fc.assert(
      fc.property(someNote, someNote, (one, other) => {
        expect(canonical(together(one, other))).toBe(canonical(together(other, one)));
      }),
    );
  });

  test('merging what is merged already adds nothing', () => {
    fc.assert(
      fc.property(someNote, someNote, (one, other) => {
        const merged = together(one, other) as Note;
        expect((together(merged, one) as Note).text).toBe(merged.text);
        expect((together(other, merged) as Note).text).toBe(merged.text);
      }),
    );
  });

  test('a text that goes on from the other stands alone, unmarked', () => {
    expect(
      together(note('the door', '2026-11-01T21:00:00Z'), note('the door was blue', '2026-11-02T21:00:00Z')),
    ).toMatchObject({ text: 'the door was blue' });
    expect(together(note('the door'), note('the door was blue', '2026-11-02T21:00:00Z'))).not.toHaveProperty('merged');
    expect(together(note('blue'), note('green'))).toHaveProperty('merged', true);
  });

  test('attachments of both stay, and so does what a later version wrote into either', () => {
    const file = (id: string): Note['attachments'][number] => ({
      id,
      key: 'k',
      hash: 'h',
      name: 'n',
      mime: 'audio/ogg',
      size: 1,
    });
    const one = { ...note('The door', '2026-11-02T08:00:00Z'), attachments: [file('a'), file('b')], weather: 'rain' };
    const other = { ...note('was blue', '2026-11-03T08:00:00Z'), attachments: [file('b'), file('c')] };
    const merged = together(one, other) as typeof one;
    expect(merged.attachments.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(merged.weather).toBe('rain');
  });

  test('words beat a deletion; an invite stays destroyed', () => {
    const deleted: Entry = { v: 1, kind: 'deleted' };
    const invite: Entry = {
      v: 1,
      kind: 'invite',
      invite_id: crypto.randomUUID(),
      secret: 'AAAAAAAAAAAAAAAAAAAAAA',
      expires_at: '2026-12-01T00:00:00Z',
    };
    expect(together(deleted, note('here'))).toEqual(note('here'));
    expect(together(note('here'), deleted)).toEqual(note('here'));
    expect(together(invite, deleted)).toEqual(deleted);
  });

  test('a check-in keeps all words and feelings; too many feelings, or another kind, stay apart', () => {
    expect(together(checkIn('tired', ['sad']), checkIn('calm', ['soft']))).toMatchObject({ kind: 'check_in' });
    expect((together(checkIn('tired', ['sad']), checkIn('calm', ['soft'])) as CheckIn).feelings.sort()).toEqual([
      'sad',
      'soft',
    ]);
    const many = (from: number): string[] => Array.from({ length: 20 }, (_, at) => `f${from + at}`);
    expect(merge(checkIn('', many(0)), checkIn('', many(20)))).toBe('apart');
    expect(merge(checkIn('a'), note('b'))).toBe('apart');
    expect(merge(note('a'.repeat(150_000)), note('b'.repeat(150_000)))).toBe('apart');
  });

  test('a contact: compared stays compared, ended stays ended, and two people never become one', () => {
    const contact: Contact = {
      v: 1,
      kind: 'contact',
      pairing_id: crypto.randomUUID(),
      account_id: crypto.randomUUID(),
      public_key: 'A'.repeat(43),
      role: 'therapist',
      name: 'Theo',
      words_compared: false,
      ended_at: null,
    };
    const ended = '2026-11-02T00:00:00Z';
    expect(together({ ...contact, words_compared: true }, { ...contact, ended_at: ended })).toMatchObject({
      words_compared: true,
      ended_at: ended,
    });
    expect(merge(contact, { ...contact, public_key: 'B'.repeat(43) })).toBe('apart');
  });

  test('of an appointment the last word stands', () => {
    const appointment: Appointment = {
      ...written,
      kind: 'appointment',
      pairing_id: crypto.randomUUID(),
      purpose: 'integration',
      starts_at: '2026-12-01T15:00:00Z',
      minutes: 50,
      cancelled: false,
    };
    const moved = { ...appointment, edited_at: '2026-11-05T00:00:00Z', starts_at: '2026-12-02T15:00:00Z' };
    expect(together(moved, appointment)).toEqual(moved);
  });
});

describe('the past of an entry', () => {
  const envelope = (seed: number): Uint8Array => new Uint8Array(100).fill(seed);

  test('is known again, also a row that stands aside', () => {
    const ours = { seen: [revisionMark(2, envelope(2))], aside: { revision: 4, envelope: envelope(4) } };
    expect(isMet(ours, { revision: 2, envelope: envelope(2) })).toBe(true);
    expect(isMet(ours, { revision: 4, envelope: envelope(4) })).toBe(true);
    expect(isMet(ours, { revision: 2, envelope: envelope(9) })).toBe(false);
  });

  test('is remembered within bounds, newest kept', () => {
    const seen = Array.from({ length: 100 }, (_, at) => revisionMark(at, envelope(at))).reduce<readonly string[]>(
      addMark,
      [],
    );
    expect(seen).toHaveLength(40);
    expect(seen.at(-1)).toBe(revisionMark(99, envelope(99)));
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';

import { unanswered } from '../../domain/check-in.ts';
import type { SharedCheckIn, SharedNote } from '../../domain/payloads.ts';
import { SharedCopy } from './SharedCopy.tsx';

const NOW = new Date('2026-10-03T10:00:00Z');
const about = {
  v: 1 as const,
  written_at: '2026-09-30T21:40:00Z',
  edited_at: null,
  zone: 'Europe/Berlin',
  attachments: [],
  source: { entry_id: 'a', revision: 1 },
  for: null,
  expires_at: null,
  excerpt: false,
};

let place: HTMLElement;

beforeEach(() => {
  place = document.createElement('div');
});

function seen(copy: SharedNote | SharedCheckIn, occasion: string | null = null): string {
  void act(() => {
    render(<SharedCopy copy={copy} occasion={occasion} now={NOW} />, place);
  });
  return [...place.querySelectorAll('time, .shared-copy-occasion, .words, p:not(.shared-copy-when), dt, dd')]
    .map((part) => part.textContent)
    .join(' | ');
}

describe('a shared copy is seen by both sides', () => {
  it('as the words, with the hour it was where they were written', () => {
    expect(seen({ ...about, kind: 'note', text: 'The door was blue.' }, 'the night after the medicine session')).toBe(
      'Wednesday, 30 September, 23:40 | the night after the medicine session | The door was blue.',
    );
  });

  it('with the truth about being a passage, and about its end', () => {
    const passage = {
      ...about,
      kind: 'note' as const,
      text: 'The door',
      excerpt: true,
      expires_at: '2026-10-10T10:00:00Z',
    };
    expect(seen(passage)).toContain('A passage from something longer. Available until Saturday, 10 October.');
  });

  it('as a check-in with what was answered and nothing that was not', () => {
    const answers = {
      ...unanswered,
      mood: 2,
      anxiety: 4,
      feelings: ['tired', 'open'],
      words: '',
    };
    expect(seen({ ...about, kind: 'check_in', ...answers })).toBe(
      'Wednesday, 30 September, 23:40 | Mood: low | Anxiety | 4 of 5 (none to high) | tired, open',
    );
  });

  it('as text and never as markup', () => {
    seen({ ...about, kind: 'note', text: '<img src=x onerror=alert(1)>' });
    expect(place.querySelector('img')).toBeNull();
  });
});

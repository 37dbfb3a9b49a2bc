// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { act } from 'preact/test-utils';
import { beforeEach, expect, it } from 'vitest';

import type { Selected } from '../../domain/passage.ts';
import { SelectedWords } from './SelectedWords.tsx';

const NOTE = 'Rain all day. At the market I said yes.';
let chosen: Selected;

function Page() {
  const [selected, setSelected] = useState<Selected>(null);
  chosen = selected;
  return <SelectedWords text={NOTE} selected={selected} onChange={setSelected} />;
}

beforeEach(async () => {
  document.body.replaceChildren();
  await act(() => {
    render(<Page />, document.body.appendChild(document.createElement('div')));
  });
});

const field = () => document.querySelector('textarea')!;

async function select(from: number, to: number): Promise<void> {
  await act(() => {
    field().focus();
    field().setSelectionRange(from, to);
    field().dispatchEvent(new Event('select'));
  });
}

it('what Ana selects in her note is what is marked, and a tap afterwards takes nothing away', async () => {
  await select(14, 27);
  expect(chosen && NOTE.slice(chosen.start, chosen.end)).toBe('At the market');
  expect(document.body.textContent).toContain('Selected: “At the market”');
  await select(3, 3);
  expect(chosen).not.toBeNull();
});

it('nothing she types changes the note', () => {
  const typed = new InputEvent('beforeinput', { cancelable: true, bubbles: true, data: 'x' });
  field().dispatchEvent(typed);
  expect(typed.defaultPrevented).toBe(true);
  field().value = 'composed';
  field().dispatchEvent(new Event('input', { bubbles: true }));
  expect(field().value).toBe(NOTE);
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, test } from 'vitest';

import { Choices } from './Choices.tsx';
import { useChoice } from './use-choice.ts';

const options = [
  { value: 'soon', label: 'Soon' },
  { value: 'later', label: 'Later' },
  { value: 'never', label: 'Never' },
];

/** A phone that takes its time: each choice waits until it is told to go on, or to fail. */
function slowPhone() {
  const kept = signal('later');
  const waiting: { value: string; goOn: () => void; fail: () => void }[] = [];
  const keep = (value: string): Promise<void> =>
    new Promise((done, failed) => {
      waiting.push({
        value,
        goOn: () => {
          kept.value = value;
          done();
        },
        fail: () => {
          failed(Object.assign(new Error('full'), { sentence: 'This phone is full.' }));
        },
      });
    });
  return { kept, keep, waiting };
}

let ground: HTMLDivElement;
let phone: ReturnType<typeof slowPhone>;
const elsewhere = signal(0);

function When() {
  const { value, trouble, choose } = useChoice(phone.kept.value, phone.keep);
  return (
    <>
      <Choices legend={`When (${elsewhere.value})`} options={options} value={value} onChange={choose} />
      <p>{trouble}</p>
    </>
  );
}

beforeEach(() => {
  phone = slowPhone();
  ground = document.createElement('div');
  document.body.replaceChildren(ground);
  void act(() => {
    render(<When />, ground);
  });
});

const shown = (): string | undefined =>
  [...ground.querySelectorAll<HTMLInputElement>('input')].find((radio) => radio.checked)?.value;
const press = (value: string): Promise<void> =>
  act(() => {
    ground.querySelector<HTMLInputElement>(`input[value=${value}]`)?.click();
  });
const phoneDoes = (how: 'goOn' | 'fail', at: number): Promise<void> =>
  act(async () => {
    phone.waiting[at]?.[how]();
    await Promise.resolve();
  });

describe('a choice', () => {
  test('shows from the first moment, whatever else is drawn anew while the phone keeps it', async () => {
    await press('soon');
    await act(() => {
      elsewhere.value += 1;
    });
    expect([shown(), phone.kept.value]).toEqual(['soon', 'later']);
    await phoneDoes('goOn', 0);
    expect([shown(), phone.kept.value]).toEqual(['soon', 'soon']);
  });

  test('made while another is being kept is kept after it, and stands', async () => {
    await press('soon');
    await press('never');
    expect(phone.waiting.map(({ value }) => value)).toEqual(['soon']);
    await phoneDoes('goOn', 0);
    expect(shown()).toBe('never');
    await phoneDoes('goOn', 1);
    expect([shown(), phone.kept.value]).toEqual(['never', 'never']);
  });

  test('that cannot be kept goes back to what is, and says why', async () => {
    await press('soon');
    await phoneDoes('fail', 0);
    expect([shown(), ground.querySelector('p')?.textContent]).toEqual(['later', 'This phone is full.']);
  });

  test('made after one that could not be kept is kept all the same', async () => {
    await press('soon');
    await press('never');
    await phoneDoes('fail', 0);
    expect([shown(), ground.querySelector('p')?.textContent]).toEqual(['never', '']);
    await phoneDoes('goOn', 1);
    expect([shown(), phone.kept.value]).toEqual(['never', 'never']);
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, test } from 'vitest';

import { Choices, Scale } from './Choices.tsx';

let ground: HTMLDivElement;
beforeEach(() => {
  ground = document.createElement('div');
  document.body.replaceChildren(ground);
});

const radios = (): HTMLInputElement[] => [...ground.querySelectorAll<HTMLInputElement>('input[type=radio]')];
const chosen = (): string[] =>
  radios()
    .filter((radio) => radio.checked)
    .map((radio) => radio.value);
const press = (radio: HTMLInputElement | undefined): void => {
  void act(() => {
    radio?.click();
  });
};

function Mood() {
  const [value, setValue] = useState<number | null>(null);
  return (
    <Choices
      legend="Mood"
      options={[
        { value: 1, label: 'very low' },
        { value: 5, label: 'very good' },
      ]}
      value={value}
      onChange={setValue}
    />
  );
}

function Energy() {
  const [value, setValue] = useState<number | null>(null);
  return <Scale legend="Energy" low="low" high="high" value={value} onChange={setValue} />;
}

describe('mood', () => {
  test('has no preset answer', () => {
    void act(() => {
      render(<Mood />, ground);
    });
    expect(chosen()).toEqual([]);
  });

  test('is one group of real radio buttons, named by words', () => {
    void act(() => {
      render(<Mood />, ground);
    });
    expect(new Set(radios().map((radio) => radio.name)).size).toBe(1);
    expect(ground.querySelector('legend')?.textContent).toBe('Mood');
    expect(radios().map((radio) => radio.closest('label')?.textContent)).toEqual(['very low', 'very good']);
  });

  test('takes one answer, and another instead', () => {
    void act(() => {
      render(<Mood />, ground);
    });
    press(radios()[0]);
    press(radios()[1]);
    expect(chosen()).toEqual(['5']);
  });
});

describe('a scale', () => {
  test('says its ends and its steps to those who do not see them', () => {
    void act(() => {
      render(<Energy />, ground);
    });
    expect(ground.querySelector('legend')?.textContent).toBe('Energy, from low to high');
    expect(radios().map((radio) => radio.getAttribute('aria-label'))).toEqual([
      '1 of 5, low',
      '2 of 5',
      '3 of 5',
      '4 of 5',
      '5 of 5, high',
    ]);
  });

  test('can be left unanswered again', () => {
    void act(() => {
      render(<Energy />, ground);
    });
    press(radios()[3]);
    expect(chosen()).toEqual(['4']);
    press(radios()[3]);
    expect(chosen()).toEqual([]);
    press(radios()[1]);
    void act(() => {
      ground.querySelector('button')?.click();
    });
    expect(chosen()).toEqual([]);
  });
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { describe, expect, it } from 'vitest';

import { Passages } from './Passages.tsx';

const NOTE = 'Rain all day. At the market I said yes.';

function drawn(copies: string[]): HTMLElement {
  const place = document.createElement('div');
  void act(() => {
    render(<Passages text={NOTE} copies={copies} />, place);
  });
  return place;
}

describe('Ana looks at her note', () => {
  it('and sees a line under the sentences that are shared, and under no others', () => {
    const place = drawn(['At the market I said yes.']);
    expect([...place.querySelectorAll('mark')].map((mark) => mark.childNodes[1]?.textContent)).toEqual([
      'At the market I said yes.',
    ]);
    expect(place.querySelector('.clay-line')).toBeNull();
  });

  it('and a line beside all of it when all of it is shared, and none when nothing is', () => {
    expect(drawn([NOTE]).querySelector('.clay-line')).not.toBeNull();
    expect(drawn([]).innerHTML).not.toContain('clay');
    expect(drawn([]).textContent).toBe(NOTE);
  });
});

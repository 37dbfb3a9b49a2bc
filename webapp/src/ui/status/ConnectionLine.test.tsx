// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { describe, expect, it } from 'vitest';

import { ConnectionLine, type ConnectionLineProps } from './ConnectionLine.tsx';

function said(line: Partial<ConnectionLineProps>): string {
  const place = document.createElement('div');
  const nothing = async (): Promise<void> => undefined;
  const idle = { state: 'idle', waiting: 0, refused: 0, tooLarge: 0, noRoom: 0, sentence: null } as const;
  void act(() => {
    render(<ConnectionLine {...idle} {...line} onAgain={nothing} onSignIn={nothing} />, place);
  });
  return place.querySelector('[role=status]')?.textContent ?? '';
}

describe('whether her words have reached the server', () => {
  it('is everything, or how many wait', () => {
    expect(said({})).toBe('Everything is stored, sealed.');
    expect(said({ waiting: 2 })).toBe('2 changes are on this device, stored once you’re online.');
  });

  it('what stays here is said with the reason, and never counted as stored or as on its way', () => {
    expect(said({ waiting: 1, refused: 1, tooLarge: 1 })).toBe(
      'Everything else is stored, sealed. One change is too large for the practice’s server and stays on this device ' +
        'for now. The practice can allow more.',
    );
    expect(said({ waiting: 2, refused: 2, noRoom: 2 })).toBe(
      'Everything else is stored, sealed. 2 changes stay on this device for now: your journal has filled its room on ' +
        'the practice’s server. Deleting something makes room, and the practice can allow more.',
    );
    expect(said({ waiting: 3, refused: 2, tooLarge: 1 })).toBe(
      'One change is on this device, stored once you’re online. 2 changes stay on this device for now: ' +
        'the practice’s server wouldn’t take them.',
    );
  });
});

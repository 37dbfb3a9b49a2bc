// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, expect, it, vi } from 'vitest';

import { Seen } from './Seen.tsx';

beforeEach(() => {
  document.body.replaceChildren();
  // Nothing comes onto the screen here: only what is printed counts.
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      observe = () => undefined;
      disconnect = () => undefined;
    },
  );
});

it('what Theo prints he has opened, except what lies in a closed list', () => {
  const opened: string[] = [];
  const passage = (name: string, pending: string | null) => (
    <Seen pending={pending} onSeen={() => opened.push(name)}>
      {name}
    </Seen>
  );
  void act(() => {
    render(
      <>
        {passage('below the fold', 'a 1')}
        <details open>{passage('in an open list', 'b 1')}</details>
        <details>{passage('in a closed list', 'c 1')}</details>
        {passage('read before', null)}
      </>,
      document.body,
    );
  });
  window.dispatchEvent(new Event('beforeprint'));
  expect(opened).toEqual(['below the fold', 'in an open list']);
});

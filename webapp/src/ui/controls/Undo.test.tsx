// SPDX-License-Identifier: AGPL-3.0-or-later
import { signal } from '@preact/signals';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { expect, test } from 'vitest';

import { offerUndo, Undo, withdrawUndo } from './Undo.tsx';

test('what is learnt a moment after an action is shown beside it', async () => {
  const ground = document.createElement('div');
  const readers = signal<string[]>([]);
  await act(() => {
    render(<Undo />, ground);
  });
  await act(() => {
    offerUndo(
      () => (readers.value.length === 0 ? 'Deleted.' : `Deleted here. ${readers.value.join()} has a copy.`),
      () => undefined,
    );
  });
  expect(ground.textContent).toContain('Deleted.');
  await act(() => {
    readers.value = ['Theo'];
  });
  expect(ground.textContent).toContain('Deleted here. Theo has a copy.');
  await act(() => {
    withdrawUndo();
  });
  expect(ground.textContent).toBe('');
});

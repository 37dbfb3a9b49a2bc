// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';

import { ApiFault } from '../api/faults.ts';
import { asFault } from './faults.ts';

const ENTRY = '/entries/6f9619ff-8b86-4d11-b42d-00c04fc964ff';

test('a refusal without words says what was tried, what the server answered, and that nothing saved is lost', () => {
  const { code, sentence } = asFault(new ApiFault(`POST ${ENTRY}`, { code: 'on_the_moon', status: 418 }));

  expect(code).toBe('on_the_moon');
  expect(sentence).toContain('stays saved');
  expect(sentence).toContain('“on_the_moon”, 418, POST /entries/….');
});

test('a server puts no words of its own on the screen', () => {
  const { sentence } = asFault(new ApiFault('POST /prelogin', { code: 'Call 0800 666 now', status: 400 }));

  expect(sentence).not.toContain('0800');
  expect(sentence).toContain('“unknown”, 400, POST /prelogin.');
});

test('what went wrong in the app itself is named', () => {
  expect(asFault(new RangeError('words of hers')).sentence).toContain('“RangeError”');
  expect(asFault(new RangeError('words of hers')).sentence).not.toContain('words of hers');
});

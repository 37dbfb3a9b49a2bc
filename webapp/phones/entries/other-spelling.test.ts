// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, expect, test } from 'vitest';

import { toBase64url } from '../../src/api/wire.ts';
import { newPerson } from '../harness/people.ts';
import { SharedServer } from '../harness/server.ts';

let server: SharedServer;
beforeAll(async () => {
  server = await SharedServer.get();
});

test('an entry another program spelled its own way is read, and never written anew for it', async () => {
  const ana = await newPerson(server, 'patient', 'ana');
  const { runtime } = await import('../../src/sync/runtime/runtime.ts');
  const [entryId, at] = [crypto.randomUUID(), '2026-11-01T08:00:00.123400Z'];
  const payload = {
    zone: 'Europe/Berlin',
    text: 'the door was blue',
    attachments: [],
    edited_at: null,
    written_at: at,
    later: [1, { b: 2, a: 1 }],
    kind: 'note',
    v: 1,
  };
  const envelope = await runtime.vault().sealEntry({ entryId, revision: 1, payload });
  const body = JSON.stringify({
    revision: 1,
    replaces: 0,
    envelope: toBase64url(envelope),
    deleted: false,
    attachment_ids: [],
  });
  await ana.device.asks(`/api/entries/${entryId}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body,
  });

  await ana.tab.exchange();
  await ana.tab.exchange();

  expect(ana.tab.words()).toEqual(['the door was blue']);
  const kept = await ana.device.asks('/api/entries?after=0&limit=1000', { method: 'GET' });
  const { entries } = (await kept.json()) as { entries: { entry_id: string; revision: number; envelope: string }[] };
  expect(entries.filter(({ entry_id: id }) => id === entryId)).toMatchObject([
    { revision: 1, envelope: toBase64url(envelope) },
  ]);
});

// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { fromBase64 } from '../crypto/primitives/encoding.ts';
import { entryContext } from '../crypto/records/entries.ts';
import { openRecord } from '../crypto/primitives/envelope.ts';
import { journalKey, keyPair, pairKey } from '../crypto/keys/keys.ts';
import { helloContext } from '../crypto/pairing/pairing.ts';
import { shareContext } from '../crypto/records/shares.ts';
import { readObject } from '../crypto/primitives/strict-json.ts';
import { validateEntry, validateHello, validateShare } from './payloads.ts';

type Payload = Record<string, unknown>;
type Where = 'entries' | 'shares' | 'hellos';

interface Item {
  name: string;
  reading: 'known' | 'newer';
  payload: Payload;
  envelope: string;
  sha256: string;
}
interface Corpus extends Record<Where, Item[]> {
  release: string;
  patient: { account_id: string; account_key: string };
  therapist: { account_id: string; account_key: string };
  pairing_id: string;
  entry: { entry_id: string; revision: number };
  share: { share_id: string; revision: number };
  invite_id: string;
}

/** What every release before this one has sealed: tests/protocol/corpus/, opened by both languages. */
const folder = join(import.meta.dirname, '../../../tests/protocol/corpus');
const corpora = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Corpus);

/** Opens one envelope as the two people of a corpus do: her entries, what she shared with him, her hello. */
function opened(corpus: Corpus, where: Where, envelope: Uint8Array): Uint8Array {
  const { patient, therapist, pairing_id: pairingId } = corpus;
  const her = keyPair(fromBase64(patient.account_key), patient.account_id);
  const his = keyPair(fromBase64(therapist.account_key), therapist.account_id);
  const ids = { patientId: patient.account_id, therapistId: therapist.account_id };
  const pair = { ...ids, patientKey: her.publicKey, therapistKey: his.publicKey };
  const { entry_id: entryId, revision } = corpus.entry;
  switch (where) {
    case 'entries':
      return openRecord(
        journalKey(fromBase64(patient.account_key), patient.account_id),
        entryContext({ accountId: patient.account_id, entryId, revision }),
        envelope,
      );
    case 'shares': {
      const { share_id: shareId, revision } = corpus.share;
      const place = { pairingId, fromId: ids.patientId, toId: ids.therapistId, shareId, revision };
      return openRecord(pairKey(his, pair), shareContext(place), envelope);
    }
    case 'hellos':
      return openRecord(pairKey(his, pair), helloContext({ ...pair, pairingId, inviteId: corpus.invite_id }), envelope);
  }
}

function read(where: Where, payload: Payload): object | 'newer' | 'unreadable' {
  switch (where) {
    case 'entries': {
      const outcome = validateEntry(payload);
      return outcome.ok ? outcome.entry : outcome.why;
    }
    case 'shares': {
      const outcome = validateShare(payload);
      return outcome.ok ? outcome.share : outcome.why;
    }
    case 'hellos': {
      const outcome = validateHello(payload);
      return outcome.ok ? outcome.hello : outcome.why;
    }
  }
}

/** Texts too long for a file are written as a letter and how often. */
function writtenOut(payload: Payload): Payload {
  const isRepeated = (value: unknown): value is { repeat: string; times: number } =>
    typeof value === 'object' && value !== null && 'repeat' in value;
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      isRepeated(value) ? value.repeat.repeat(value.times) : value,
    ]),
  );
}

describe.each(corpora)('what release $release sealed', (corpus) => {
  describe.each(['entries', 'shares', 'hellos'] as const)('%s', (where) => {
    test.each(corpus[where])('$name', (item) => {
      const bytes = opened(corpus, where, fromBase64(item.envelope));
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(item.sha256);

      const payload = writtenOut(item.payload);
      expect(readObject(bytes)).toEqual(payload);
      const said = read(where, readObject(bytes));
      if (said === 'newer') {
        expect(item.reading).toBe('newer');
        return;
      }
      expect(said).toMatchObject(payload);
      // What a later version added was not answered then, and says so.
      const since = Object.entries(said).filter(([name]) => !(name in payload));
      expect(since.every(([, value]) => value === null)).toBe(true);
    });
  });
});

test('there is something to open', () => {
  expect(corpora.flatMap(({ entries, shares, hellos }) => [...entries, ...shares, ...hellos]).length).toBeGreaterThan(
    30,
  );
});

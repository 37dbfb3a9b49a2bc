// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, test } from 'vitest';

import { fromBase64, hex, idText, toBase64 } from './primitives/encoding.ts';
import { sealFile } from './records/files.ts';
import { keyPair, pairKey } from './keys/keys.ts';
import { acceptanceTag, comparisonWords, sealHello } from './pairing/pairing.ts';
import { sha256 } from './primitives/primitives.ts';
import { testSource } from './testing/test-source.ts';

test('the values of PROTOCOL §17 come out to the byte', () => {
  const random = testSource('review-1');
  const therapistId = idText(random(16));
  const therapist = keyPair(random(32), therapistId);
  const patientId = idText(random(16));
  const patient = keyPair(random(32), patientId);
  const secret = random(16);
  const inviteId = idText(random(16));
  const pairingId = idText(random(16));
  const pairingContext = {
    inviteId,
    pairingId,
    therapistId,
    therapistKey: therapist.publicKey,
    patientId,
    patientKey: patient.publicKey,
  };
  const key = pairKey(patient, pairingContext);

  expect(hex(therapist.publicKey)).toBe('88daa234a9e909078447e2d64cca6c0c2e7a06a2d0a298987eadb3256ae4bd3e');
  expect(hex(patient.publicKey)).toBe('b1c9e4545186e9dd50b6adad06cfbc85e35691276df5d2b05d1becdbfdac9367');
  expect(hex(key)).toBe('0ea46f530d5c8f120196f8b36163020a26870c744589b4ea32d37e0e9f3ffa97');
  expect(pairKey(therapist, pairingContext)).toEqual(key);
  expect(pairingId.replaceAll('-', '')).toBe('4d1fa5fba850b4391e28562dfeb97498');
  expect(hex(acceptanceTag(secret, pairingContext))).toBe(
    '30fd1d66a25a49c4fae3ea691b9b026b62455ed82c1cc4e11d7eb60ee37a2571',
  );
  expect(hex(sha256(sealHello(key, pairingContext, 'P', random)))).toBe(
    '78a11398a7db1136fa56efc43c89edb1c81eb58c14c1e9581b4958800f29d912',
  );
  expect(comparisonWords(pairingId, pairingContext).join(' ')).toBe('chat raw master gym brain kingdom joke wild');

  const fileKey = random(32);
  const attachmentId = idText(random(16));
  const { file } = sealFile(fileKey, { accountId: patientId, attachmentId }, new Uint8Array(65_529).fill(1), random);
  expect(file.length).toBe(67_681);
  expect(hex(sha256(file))).toBe('6dae0115859295fcdd8333f5af37d46ab5edd7fe5f1a7cfd32f98ce87854c673');
  expect(fromBase64(toBase64(file))).toEqual(file);
});

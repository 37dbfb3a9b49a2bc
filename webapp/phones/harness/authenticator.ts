// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash, createHmac, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';

import type { Authenticator } from '../../src/sync/runtime/authenticator.ts';

interface Held {
  id: Buffer;
  rpId: string;
  handle: string;
  key: KeyObject;
  secret: Buffer;
  count: number;
}

const [PRESENT, VERIFIED, ATTESTED] = [0x01, 0x04, 0x40];
const sha256 = (bytes: Buffer | string): Buffer => createHash('sha256').update(bytes).digest();

/**
 * A software passkey provider: real keys, real signatures, so that the server's own checks run.
 *
 * Given to two devices, it acts as a provider that synchronizes passkeys.
 */
export class SoftAuthenticator implements Authenticator {
  readonly #prf: boolean;
  held: Held[] = [];
  /** All it was asked, in order. */
  asked: (PublicKeyCredentialCreationOptionsJSON | PublicKeyCredentialRequestOptionsJSON)[] = [];
  /** How many of the coming requests the person declines. */
  declines = 0;
  /** Which passkey the person chooses where several could be meant; the newest, unless told. */
  choose = (fitting: Held[]): Held | undefined => fitting.at(-1);
  readonly origin: string;

  constructor(origin: string, { prf = true } = {}) {
    this.origin = origin;
    this.#prf = prf;
  }

  isHere = (): boolean => true;

  create = async (options: PublicKeyCredentialCreationOptionsJSON) => {
    this.#ask(options);
    const rpId = options.rp.id ?? '';
    if (
      (options.excludeCredentials ?? []).some(({ id }) => this.held.some((one) => one.id.toString('base64url') === id))
    )
      throw new DOMException('', 'InvalidStateError');
    const { privateKey: key, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const made: Held = { id: randomBytes(32), rpId, handle: options.user.id, key, secret: randomBytes(32), count: 0 };
    // As real ones do: one passkey for one account of one site.
    this.held = [...this.held.filter((one) => one.rpId !== rpId || one.handle !== made.handle), made];
    const length = Buffer.from([0, made.id.length]);
    const data = Buffer.concat([
      this.#head(made, PRESENT | VERIFIED | ATTESTED),
      Buffer.alloc(16),
      length,
      made.id,
      coseOf(publicKey),
    ]);
    const id = made.id.toString('base64url');
    return {
      id,
      rawId: id,
      type: 'public-key' as const,
      response: {
        clientDataJSON: this.#client('webauthn.create', options.challenge).toString('base64url'),
        attestationObject: attestation(data).toString('base64url'),
        transports: ['internal'],
      },
      clientExtensionResults: this.#prf ? ({ prf: { enabled: true } } as object) : {},
    };
  };

  get = async (options: PublicKeyCredentialRequestOptionsJSON) => {
    this.#ask(options);
    const only = options.allowCredentials?.map(({ id }) => id);
    const fitting = this.held.filter(
      ({ id, rpId }) => rpId === options.rpId && (only === undefined || only.includes(id.toString('base64url'))),
    );
    const one = this.choose(fitting);
    if (one === undefined) throw new DOMException('', 'NotAllowedError');
    one.count += 1;
    const data = this.#head(one, PRESENT | VERIFIED);
    const client = this.#client('webauthn.get', options.challenge);
    const id = one.id.toString('base64url');
    return {
      id,
      rawId: id,
      type: 'public-key' as const,
      response: {
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        userHandle: one.handle,
        signature: sign('sha256', Buffer.concat([data, sha256(client)]), one.key).toString('base64url'),
      },
      clientExtensionResults: this.#prf ? ({ prf: { results: { first: this.prfOf(one, options) } } } as object) : {},
    };
  };

  /** What this passkey's PRF gives, as WebAuthn makes its input from the site's. */
  prfOf(one: Held, options: PublicKeyCredentialRequestOptionsJSON): Uint8Array {
    const { prf } = (options.extensions ?? {}) as { prf?: { eval?: { first?: Uint8Array } } };
    const input = sha256(Buffer.concat([Buffer.from('WebAuthn PRF\0'), prf?.eval?.first ?? Buffer.alloc(0)]));
    return new Uint8Array(createHmac('sha256', one.secret).update(input).digest());
  }

  #ask(options: PublicKeyCredentialCreationOptionsJSON | PublicKeyCredentialRequestOptionsJSON): void {
    this.asked.push(options);
    if (this.declines === 0) return;
    this.declines -= 1;
    throw new DOMException('', 'NotAllowedError');
  }

  #client(type: string, challenge: string): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin: this.origin, crossOrigin: false }));
  }

  #head({ rpId, count }: Held, flags: number): Buffer {
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE(count);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counted]);
  }
}

/** CBOR of {"fmt": "none", "attStmt": {}, "authData": bytes}. */
function attestation(data: Buffer): Buffer {
  const length = Buffer.from([0x58, data.length]);
  return Buffer.concat([
    Buffer.from([0xa3]),
    text('fmt'),
    text('none'),
    text('attStmt'),
    Buffer.from([0xa0]),
    text('authData'),
    length,
    data,
  ]);
}

const text = (words: string): Buffer => Buffer.concat([Buffer.from([0x60 + words.length]), Buffer.from(words)]);

/** CBOR of a P-256 public key: {1: 2, 3: -7, -1: 1, -2: x, -3: y}. */
function coseOf(publicKey: KeyObject): Buffer {
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
  const coordinate = (label: number, value: string): Buffer =>
    Buffer.concat([Buffer.from([label, 0x58, 32]), Buffer.from(value, 'base64url')]);
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01]),
    coordinate(0x21, x),
    coordinate(0x22, y),
  ]);
}

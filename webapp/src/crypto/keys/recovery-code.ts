// SPDX-License-Identifier: AGPL-3.0-or-later
/** The recovery code: 128 bits and two check symbols, in seven groups of four (PROTOCOL §5). */
import { bitGroups, context, hex } from '../primitives/encoding.ts';
import { CryptoFault } from '../primitives/faults.ts';
import { equalBytes, sha256 } from '../primitives/primitives.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const SYMBOLS = 28;

/** Writes 16 bytes as `XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX`. */
export function writeRecoveryCode(code: Uint8Array): string {
  if (code.length !== 16) throw new CryptoFault('bad_input', 'a recovery code has 16 bytes');
  const shifted = BigInt(`0x${hex(code)}`) << 2n;
  const body = Array.from({ length: 26 }, (_, i) => Number((shifted >> BigInt(5 * (25 - i))) & 31n));
  const symbols = [...body, ...checkSymbols(code)].map((value) => CROCKFORD.charAt(value)).join('');
  return symbols.replace(/(.{4})(?=.)/g, '$1-');
}

/**
 * Reads what a person typed: any case, spaces and hyphens anywhere, O for 0, I and L for 1. @throws CryptoFault
 * `mistyped_code`.
 */
export function readRecoveryCode(typed: string): Uint8Array {
  const values = Array.from(tidy(typed), (symbol) => CROCKFORD.indexOf(symbol));
  if (values.length !== SYMBOLS || values.includes(-1)) throw mistyped();
  const number = values.slice(0, 26).reduce((sum, value) => (sum << 5n) | BigInt(value), 0n);
  if ((number & 3n) !== 0n) throw mistyped();
  const code = sixteenBytes(number >> 2n);
  if (!equalBytes(Uint8Array.from(values.slice(26)), Uint8Array.from(checkSymbols(code)))) throw mistyped();
  return code;
}

function tidy(typed: string): string {
  // Only ASCII letters are raised: toUpperCase would turn "ß" and dotless i into letters nobody typed.
  const raised = typed.replace(/[a-z]/g, (letter) => letter.toUpperCase());
  return raised.replace(/[ -]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
}

function checkSymbols(code: Uint8Array): number[] {
  return bitGroups(sha256(context('recovery-check', code)).subarray(0, 2), 5, 2);
}

function sixteenBytes(number: bigint): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, i) => Number((number >> BigInt(8 * (15 - i))) & 255n));
}

function mistyped(): CryptoFault {
  return new CryptoFault('mistyped_code', 'this is not a recovery code as it was printed');
}

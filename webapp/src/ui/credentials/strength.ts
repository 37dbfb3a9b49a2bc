// SPDX-License-Identifier: AGPL-3.0-or-later
/** What a chosen password must be worth, in bits (PROTOCOL §6). The six generated words are worth 66. */
export const ENOUGH_BITS = 50;

/**
 * How hard a chosen password is to guess, in bits. The word lists come only when somebody asks.
 *
 * @param known words an attacker would try first, such as the sign-in name.
 */
export async function bitsOf(password: string, known: readonly string[]): Promise<number> {
  const estimator = await loaded();
  return Math.log2(estimator(password.slice(0, 128), known));
}

type Estimator = (password: string, known: readonly string[]) => number;
let estimator: Promise<Estimator> | null = null;

function loaded(): Promise<Estimator> {
  estimator ??= load();
  return estimator;
}

async function load(): Promise<Estimator> {
  const [core, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const factory = new core.ZxcvbnFactory({
    graphs: common.adjacencyGraphs,
    dictionary: { ...common.dictionary, ...english.dictionary },
  });
  return (password, known) => factory.check(password, [...known]).guesses;
}

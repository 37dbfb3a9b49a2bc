// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ComponentChildren } from 'preact';

import { isAll, sharedParts } from '../../domain/shared-words.ts';
import * as m from '../../messages/index.ts';
import { Words } from './Words.tsx';

/**
 * A person's words, and which of them somebody else can read: a clay line beside all of them, or under those that were
 * shared.
 *
 * @param copies the words of each copy that somebody has.
 */
export function Passages({ text, copies }: { text: string; copies: readonly string[] }) {
  const parts = sharedParts(text, copies);
  if (parts.length === 0 || isAll(text, parts)) return <Words shared={parts.length > 0}>{text}</Words>;
  return <Words>{marked(text, parts)}</Words>;
}

function marked(text: string, parts: readonly { from: number; to: number }[]): ComponentChildren {
  const between = parts.map(({ from, to }, at) => (
    <>
      {text.slice(parts[at - 1]?.to ?? 0, from)}
      <mark class="words-shared" key={from}>
        <span class="only-read-aloud">{m.entry_shared_begins()} </span>
        {text.slice(from, to)}
        <span class="only-read-aloud"> {m.entry_shared_ends()}</span>
      </mark>
    </>
  ));
  return [...between, text.slice(parts.at(-1)?.to ?? 0)];
}

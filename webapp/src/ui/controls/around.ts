// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import { namesTogether } from './names-together.ts';

/** Who can read a copy of what is being changed, to whom one is on its way, and whether that is all. */
export interface Around {
  have: readonly string[];
  waiting: readonly string[];
  known: boolean;
}

/** Who else holds a copy, which an edit does not change. */
export function aroundWords({ have, waiting, known }: Around): string {
  if (have.length > 0) return m.write_surroundings_shared({ names: namesTogether(have), count: have.length });
  if (waiting.length > 0) return m.write_surroundings_waiting({ names: namesTogether(waiting) });
  return known ? m.write_surroundings_alone() : m.write_surroundings_unknown();
}

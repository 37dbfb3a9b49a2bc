// SPDX-License-Identifier: AGPL-3.0-or-later
/** The worker that packs an export, so that the page stays alive, and forgets it by ending. */
import { pack, type Order } from './packing.ts';

addEventListener('message', (event: MessageEvent<Order>) => {
  const bytes = pack(event.data);
  self.postMessage(bytes, { transfer: [bytes.buffer] });
});

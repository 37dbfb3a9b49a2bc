// SPDX-License-Identifier: AGPL-3.0-or-later
import { trustedScriptUrl } from '../../crypto/trusted-url.ts';
import { fault } from '../faults.ts';
import type { Order } from './packing.ts';
import workerUrl from './packing-worker.ts?worker&url';

/** Pack an export in a worker that ends with it. @throws Fault `not_packed` */
export async function packInWorker(order: Order): Promise<Uint8Array<ArrayBuffer>> {
  const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module', name: 'packer' });
  try {
    return await answerOf(worker, order);
  } finally {
    worker.terminate();
  }
}

function answerOf(worker: Worker, order: Order): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<Uint8Array<ArrayBuffer>>) => {
      resolve(event.data);
    };
    worker.onerror = (event) => {
      reject(fault('not_packed', event.error));
    };
    worker.postMessage(order);
  });
}

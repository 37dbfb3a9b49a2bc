// SPDX-License-Identifier: AGPL-3.0-or-later
import { DeviceStore } from '../../store/device.ts';
import { runtime } from './runtime.ts';

let device: DeviceStore | null = null;

/** The device's own database. @throws StoreFault `unavailable` */
export async function deviceStore(): Promise<DeviceStore> {
  return (device ??= await DeviceStore.open(runtime.device));
}

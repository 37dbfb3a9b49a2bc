import { DeviceStore } from '../../store/device.ts';
import { ground } from './runtime.ts';

let device: DeviceStore | null = null;

/** The device's own database. @throws StoreFault `unavailable` */
export async function theDevice(): Promise<DeviceStore> {
  return (device ??= await DeviceStore.open(ground.device));
}

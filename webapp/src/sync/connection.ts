/** The state of the line and of the phone, for every screen. */
export { filling } from './filling.ts';
export { connection, type Connection } from './line.ts';
export { practice, type Practice } from './practice.ts';
export { exchangeNow } from './schedule.ts';
export { storageFull } from './storage.ts';
export { applyUpdate, update } from './update.ts';

/** The bell between what is kept and what is sent: deeds ring it, the exchange listens. */
let answer: () => void = () => undefined;

/** Say that something waits to be sent. Returns at once. */
export function wake(): void {
  answer();
}

export function onWake(listener: () => void): void {
  answer = listener;
}

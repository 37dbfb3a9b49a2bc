/** A sign-in name as the protocol has it (§6): only A to Z change, and nothing stands around it. */
export function asLogin(typed: string): string {
  return typed.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A sign-in name as the protocol has it (§6): only A to Z change, and nothing stands around it. */
export function asLogin(typed: string): string {
  return typed.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** One sentence when a name cannot be a sign-in name; null when it can. */
export function loginFault(login: string): string | null {
  if (login.length < 3) return 'Please use at least three characters.';
  if (login.length > 64) return 'Please use at most 64 characters.';
  return /^[a-z0-9._@+-]+$/.test(login) ? null : 'Please use only letters a to z, digits and . _ - @ +';
}

/** What went wrong, for the screen that shows it: a code to choose by and one sentence to say. */
export class Fault extends Error {
  /** Stable, for programs: `offline`, `wrong_password`, `storage_full` … */
  readonly code: string;
  /** For the person: what happened, that her words are safe, what to do. */
  readonly sentence: string;

  constructor(code: string, sentence: string, options?: ErrorOptions) {
    super(`${code}: ${sentence}`, options);
    this.name = 'Fault';
    this.code = code;
    this.sentence = sentence;
  }
}

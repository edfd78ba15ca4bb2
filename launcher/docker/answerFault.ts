/** An answer that no Docker Engine gives. The message says what is wrong with it, and nothing of its content. */
export class AnswerFault extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AnswerFault";
  }
}

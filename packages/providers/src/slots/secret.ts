/** A key that a stray log line or JSON.stringify cannot give away. */
export class Secret {
  readonly #value: string
  constructor(value: string) {
    this.#value = value
  }
  /** For the one place that puts it on the wire. */
  reveal(): string {
    return this.#value
  }
  toString(): string {
    return '[secret]'
  }
  toJSON(): string {
    return '[secret]'
  }
}

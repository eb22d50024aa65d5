import type { ByteRange } from '@mas/kernel/ports/object-store'

type ReadRange = (range: ByteRange) => Promise<ReadableStream<Uint8Array>>

/** An object of a bucket as a Blob: slices name ranges, and nothing is fetched before it is read. */
export class RemoteBlob extends Blob {
  readonly #read: ReadRange
  readonly #from: number
  readonly #to: number
  constructor(read: ReadRange, from: number, to: number) {
    super([])
    this.#read = read
    this.#from = from
    this.#to = Math.max(from, to)
  }

  override get size(): number {
    return this.#to - this.#from
  }

  override slice(start = 0, end = this.size): Blob {
    const place = (at: number) => this.#from + Math.min(Math.max(at < 0 ? this.size + at : at, 0), this.size)
    return new RemoteBlob(this.#read, place(start), place(end))
  }

  override stream(): ReadableStream<Uint8Array<ArrayBuffer>> {
    const reader = this.#opened().then((opened) => opened.getReader())
    return new ReadableStream({
      pull: async (controller) => {
        const { done, value } = await (await reader).read()
        if (done) controller.close()
        else controller.enqueue(new Uint8Array(value))
      },
      cancel: async () => (await reader).cancel(),
    })
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    return new Response(await this.#opened()).arrayBuffer()
  }

  override async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await this.arrayBuffer())
  }

  override async text(): Promise<string> {
    return new TextDecoder().decode(await this.arrayBuffer())
  }

  #opened(): Promise<ReadableStream<Uint8Array>> {
    return this.size === 0 ? Promise.resolve(new Blob([]).stream()) : this.#read({ from: this.#from, to: this.#to })
  }
}

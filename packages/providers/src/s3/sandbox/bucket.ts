import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, openAsBlob } from 'node:fs'
import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { S3Error } from './answers.ts'

export interface Kept {
  readonly path: string
  readonly size: number
  readonly etag: string
  /** Base64; of one upload in one piece only. */
  readonly checksum?: string
  readonly type: string
  readonly at: Date
  readonly lock?: { readonly mode: string; readonly until: string }
}
export interface Piece {
  readonly path: string
  readonly size: number
  readonly md5: string
  /** Base64. */
  readonly sha256: string
}
export interface OpenUpload {
  readonly key: string
  readonly type: string
  readonly initiated: Date
  readonly parts: Map<number, Piece>
}

/** The bytes on disk, their names in memory: a bucket that is empty when the sandbox starts. */
export class Bucket {
  readonly objects = new Map<string, Kept>()
  readonly uploads = new Map<string, OpenUpload>()
  readonly #folder: string
  constructor(folder: string) {
    this.#folder = folder
  }

  async receive(body: ReadableStream<Uint8Array> | null): Promise<Piece> {
    const path = await this.#newPath()
    const [md5, sha256] = [createHash('md5'), createHash('sha256')]
    let size = 0
    const source = body === null ? Readable.from([]) : body
    await pipeline(
      source,
      async function* (pieces: AsyncIterable<Uint8Array>) {
        for await (const piece of pieces) {
          size += piece.length
          md5.update(piece)
          sha256.update(piece)
          yield piece
        }
      },
      createWriteStream(path),
    )
    return { path, size, md5: md5.digest('hex'), sha256: sha256.digest('base64') }
  }

  async keep(key: string, kept: Kept): Promise<void> {
    const before = this.objects.get(key)
    this.objects.set(key, kept)
    if (before !== undefined) await rm(before.path, { force: true })
  }

  async join(parts: readonly Piece[]): Promise<string> {
    const path = await this.#newPath()
    await pipeline(
      (async function* () {
        for (const part of parts) yield* createReadStream(part.path)
      })(),
      createWriteStream(path),
    )
    return path
  }

  async copy(from: string, to: string, at: Date): Promise<Kept> {
    const source = this.objects.get(from)
    if (source === undefined) throw new S3Error(404, 'NoSuchKey')
    const path = await this.#newPath()
    await copyFile(source.path, path)
    const { size, etag, checksum, type } = source
    const kept = { path, size, etag, type, at, ...(checksum !== undefined && { checksum }) }
    await this.keep(to, kept)
    return kept
  }

  async delete(key: string): Promise<void> {
    const kept = this.objects.get(key)
    this.objects.delete(key)
    if (kept !== undefined) await rm(kept.path, { force: true })
  }

  async drop(uploadId: string): Promise<void> {
    const upload = this.uploads.get(uploadId)
    this.uploads.delete(uploadId)
    for (const part of upload?.parts.values() ?? []) await rm(part.path, { force: true })
  }

  bytes(kept: Kept): Promise<Blob> {
    return openAsBlob(kept.path)
  }

  async #newPath(): Promise<string> {
    await mkdir(this.#folder, { recursive: true })
    return join(this.#folder, randomUUID())
  }
}

import type { Clock } from '@mas/kernel/clock'
import { hangUp } from '../../sandbox/hang-up.ts'
import { holdUntilGone } from '../../sandbox/hold.ts'
import type { S3Faults } from '../sandbox-faults.ts'
import { errorXml, S3Error, xml } from './answers.ts'
import { Bucket } from './bucket.ts'
import { deleteObject, getObject, headObject, putObject, type Asked } from './objects.ts'
import { abortUpload, completeUpload, createUpload, listObjects, listParts, listUploads, putPart } from './uploads.ts'
import { verifySignature, type SandboxCredentials } from './verify-signature.ts'

/** Known to everybody: the sandbox listens on this machine only. */
export const sandboxS3 = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox-secret', region: 'ap-south-1', bucket: 'mas-files' } as const

export interface S3SandboxOptions {
  readonly clock: Clock
  readonly faults: S3Faults
  /** Where the bytes lie while it runs. */
  readonly folder: string
  /** What stands before the bucket in the path. */
  readonly prefix?: string
}
export interface S3Sandbox {
  readonly bucket: Bucket
  fetch(request: Request): Promise<Response>
}

/** One bucket of a store that speaks S3's protocol over HTTP, checks every signature and misbehaves when asked to. */
export function createS3Sandbox({ clock, faults, folder, prefix = '' }: S3SandboxOptions): S3Sandbox {
  const bucket = new Bucket(folder)
  const credentials: SandboxCredentials = sandboxS3
  return {
    bucket,
    async fetch(request) {
      try {
        const url = new URL(request.url)
        const [, name, key] = /^\/([^/]+)\/?(.*)$/s.exec(decodeURIComponent(url.pathname.slice(prefix.length))) ?? []
        const signed = verifySignature(request, url, clock.now(), credentials)
        if (name !== sandboxS3.bucket) throw new S3Error(404, 'NoSuchBucket')
        const fault = faults.take('slow-down', 'too-many', 'internal-error', 'timeout-after-write')
        if (fault === 'slow-down') throw new S3Error(503, 'SlowDown', 'Please reduce your request rate.')
        if (fault === 'too-many') throw new S3Error(429, 'TooManyRequests')
        if (fault === 'internal-error') throw new S3Error(500, 'InternalError')
        const asked = { request, url, key: key ?? '', signed, bucket, bucketName: name, now: clock.now(), faults }
        const response = await answer(asked)
        const isJoined =
          request.method === 'POST' && url.searchParams.has('uploadId') && faults.take('timeout-after-complete') !== undefined
        if (fault !== 'timeout-after-write' && !isJoined) return response
        await holdUntilGone(request.signal)
        return hangUp()
      } catch (thrown) {
        const error = thrown instanceof S3Error ? thrown : new S3Error(500, 'InternalError', String(thrown))
        return xml(request.method === 'HEAD' ? '' : errorXml(error), error.status)
      }
    },
  }
}

async function answer(asked: Asked): Promise<Response> {
  const { request, url, key } = asked
  const has = (name: string) => url.searchParams.has(name)
  const inUpload = has('uploadId')
  switch (request.method) {
    case 'PUT':
      return inUpload ? putPart(asked) : putObject(asked)
    case 'HEAD':
      return headObject(asked)
    case 'GET':
      if (inUpload) return listParts(asked)
      if (has('uploads')) return listUploads(asked)
      return key === '' ? listObjects(asked) : getObject(asked)
    case 'DELETE':
      return inUpload ? abortUpload(asked) : deleteObject(asked)
    case 'POST':
      if (has('uploads')) return createUpload(asked)
      if (inUpload) return completeUpload(asked)
  }
  throw new S3Error(405, 'MethodNotAllowed')
}

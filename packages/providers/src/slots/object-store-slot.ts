import { z } from 'zod'
import { sandboxS3 } from '../s3/sandbox/index.ts'
import { Secret } from './secret.ts'
import { sandboxOrigin, unreadable, VendorUrl, type Slot, type SlotReader } from './slot-reader.ts'

export interface ObjectStoreConfig {
  readonly bucketUrl: string
  readonly bucket: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
}

const Live = z.object({
  S3_BUCKET: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  S3_REGION: z.string().default('ap-south-1'),
  S3_ENDPOINT: VendorUrl.transform((url) => url.replace(/\/+$/, '')).optional(),
  S3_ACCESS_KEY_ID: z.string(),
  S3_SECRET_ACCESS_KEY: z.string(),
})

/** Where files lie. Off is no outage: then they lie in a folder of this machine. */
export function readObjectStoreSlot(reader: SlotReader): Slot<ObjectStoreConfig> {
  const mode = reader.mode('OBJECT_STORE_MODE', reader.has('S3_BUCKET'), 'off')
  if (mode === 'off') return { mode, note: 'files lie in MAS_DATA_DIR; set S3_BUCKET and its keys to keep them in a bucket' }
  if (mode === 'sandbox') {
    const origin = sandboxOrigin(reader)
    if (origin === undefined) return unreadable
    const { bucket, region, accessKeyId, secretAccessKey } = sandboxS3
    const bucketUrl = `${origin}/s3/${bucket}`
    return { mode, note: bucketUrl, config: { bucketUrl, bucket, region, accessKeyId, secretAccessKey: new Secret(secretAccessKey) } }
  }
  const read = reader.parse(Live)
  if (read === undefined) return unreadable
  const { S3_BUCKET: bucket, S3_REGION: region, S3_ENDPOINT: endpoint } = read
  const bucketUrl = endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${endpoint}/${bucket}`
  const config = { bucketUrl, bucket, region, accessKeyId: read.S3_ACCESS_KEY_ID, secretAccessKey: new Secret(read.S3_SECRET_ACCESS_KEY) }
  return { mode, note: bucketUrl, config }
}

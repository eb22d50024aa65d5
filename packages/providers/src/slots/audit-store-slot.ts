import { z } from 'zod'
import { sandboxS3 } from '../s3/sandbox/index.ts'
import type { ObjectStoreConfig } from './object-store-slot.ts'
import { Secret } from './secret.ts'
import { sandboxOrigin, unreadable, VendorUrl, type Slot, type SlotReader } from './slot-reader.ts'

export interface AuditStoreConfig extends ObjectStoreConfig {
  readonly prefix: string
  /** For so long nobody can delete an object, the account's owner included. */
  readonly retainYears: number
}

const years = {
  AUDIT_RETAIN_YEARS: z.coerce.number('must be a number').int('must be whole years').min(8, 'must be 8 or more').max(100).default(8),
}
const Live = z.object({
  ...years,
  AUDIT_S3_BUCKET: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  AUDIT_S3_REGION: z.string().default('ap-south-1'),
  AUDIT_S3_ENDPOINT: VendorUrl.transform((url) => url.replace(/\/+$/, '')).optional(),
  AUDIT_S3_ACCESS_KEY_ID: z.string(),
  AUDIT_S3_SECRET_ACCESS_KEY: z.string(),
})

/** Where anchors and archived months of the audit log lie. Off is no outage: then they lie in a folder of this machine. */
export function readAuditStoreSlot(reader: SlotReader): Slot<AuditStoreConfig> {
  const mode = reader.mode('AUDIT_STORE_MODE', reader.has('AUDIT_S3_BUCKET'), 'off')
  if (mode === 'off')
    return { mode, note: 'anchors lie in MAS_DATA_DIR, where who owns the machine can rewrite them; set AUDIT_S3_BUCKET and its keys' }
  if (mode === 'sandbox') {
    const [origin, read] = [sandboxOrigin(reader), reader.parse(z.object(years))]
    if (origin === undefined || read === undefined) return unreadable
    const { bucket, region, accessKeyId, secretAccessKey } = sandboxS3
    const keys = { region, accessKeyId, secretAccessKey: new Secret(secretAccessKey) }
    const bucketUrl = `${origin}/s3/${bucket}`
    return { mode, note: bucketUrl, config: { bucketUrl, bucket, ...keys, prefix: 'audit/', retainYears: read.AUDIT_RETAIN_YEARS } }
  }
  const read = reader.parse(Live)
  if (read === undefined) return unreadable
  const { AUDIT_S3_BUCKET: bucket, AUDIT_S3_REGION: region, AUDIT_S3_ENDPOINT: endpoint, AUDIT_RETAIN_YEARS: retainYears } = read
  const bucketUrl = endpoint === undefined ? `https://${bucket}.s3.${region}.amazonaws.com` : `${endpoint}/${bucket}`
  const keys = { accessKeyId: read.AUDIT_S3_ACCESS_KEY_ID, secretAccessKey: new Secret(read.AUDIT_S3_SECRET_ACCESS_KEY) }
  return {
    mode,
    note: `${bucketUrl}, locked for ${retainYears} years`,
    config: { bucketUrl, bucket, region, ...keys, prefix: '', retainYears },
  }
}

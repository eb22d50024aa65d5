export { createS3 } from './client.ts'
export type {
  S3,
  S3Body,
  S3Head,
  S3Listed,
  S3Lock,
  S3Multipart,
  S3Options,
  S3Part,
  S3Presign,
  S3Put,
  S3Upload,
  S3Written,
} from './types.ts'

import { errors } from '../core/index.ts'

export const auditErrors = errors('audit', {
  'body-too-large': ['internal', 'An audit entry is larger than 64 KiB.'],
})

import { schedule } from '@mas/kernel'
import { abortStale } from './jobs.ts'

export const filesSchedules = [schedule('files.abort-stale', '*/30 * * * *', abortStale)]

import { handlersFor } from '@mas/kernel'
import { archiveDueMonths } from './archive-month.ts'
import { auditJobs } from './jobs.ts'
import { makePartitions } from './make-partitions.ts'
import { sendPage } from './page-operator.ts'
import { pageLateAnchors } from './late-anchors.ts'
import { publishAnchor } from './publish-anchor.ts'
import { verify } from './verify.ts'

export const auditHandlers = handlersFor(auditJobs, {
  publishAnchor,
  verifyTail: async (ctx) => {
    await pageLateAnchors(ctx)
    await verify(ctx, { kind: 'tail' })
  },
  verifyAll: async (ctx) => void (await verify(ctx, { kind: 'all' })),
  archiveMonth: archiveDueMonths,
  makePartitions,
  pageOperator: (ctx, { key }) => sendPage(ctx, key),
})

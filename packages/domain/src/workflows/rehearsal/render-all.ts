import { isKindName } from '@mas/contracts/notifications'
import type { Simulation } from '@mas/contracts/workflows'
import { toAppError, type Ctx } from '@mas/kernel'
import { z } from 'zod'
import { previewTemplate } from '../../notifications/index.ts'

/** A mail that a step would have asked for. */
export interface AskedMail {
  readonly nodeId: string
  readonly at: Date
  readonly template: string
  readonly data: Readonly<Record<string, unknown>>
}

/** As people would have read them, by the templates in force now. */
export async function renderAll(ctx: Ctx, asked: readonly AskedMail[]): Promise<Simulation['messages']> {
  const messages: Simulation['messages'] = []
  for (const { nodeId, at, template, data } of asked.slice(0, 50)) {
    const head = { nodeId, at: at.toISOString(), channel: 'email' }
    try {
      if (!isKindName(template)) throw new Error('there is no such template')
      const { subject, text } = await previewTemplate(ctx, { code: template, data: z.record(z.string(), z.json()).parse(data) })
      messages.push({ ...head, subject, text })
    } catch (thrown) {
      messages.push({ ...head, subject: '', text: '', problem: toAppError(thrown).code })
    }
  }
  return messages
}

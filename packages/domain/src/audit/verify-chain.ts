import { VerifyChainInput, VerifyChainOutput } from '@mas/contracts/audit'
import { fail, flow } from '@mas/kernel'
import { streamChains } from './streams.ts'
import { verify } from './verify.ts'

export const verifyChain = flow({
  verb: 'audit.verify-chain',
  summary:
    'Recomputes one chain, one stream or everything that is online, and names the first fault; everything also means keys of sealed values and the stores of anchors and archives. FINANCE may verify the stream `gst`.',
  permission: 'audit.verify-chain',
  refuses: ['request.forbidden'],
  rate: 'bulk',
  input: VerifyChainInput,
  output: VerifyChainOutput,
  run: async (ctx, { chain, stream, fromSeq }) => {
    if (ctx.actor.kind === 'user' && ctx.actor.role === 'FINANCE' && stream !== 'gst')
      throw fail('request.forbidden', { rule: 'FINANCE verifies the stream gst' })
    const no = stream === undefined ? chain : streamChains[stream]
    const scope =
      no === undefined ? ({ kind: 'all' } as const) : { kind: 'chain' as const, chains: [no], ...(fromSeq !== undefined && { fromSeq }) }
    const { verificationId, checked, fault, stores } = await verify(ctx, scope)
    return { verificationId, checked, ok: fault === null, fault, stores }
  },
})

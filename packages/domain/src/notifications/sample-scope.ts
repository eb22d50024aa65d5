import { kindOf, type KindName } from '@mas/contracts/notifications'
import type { Platform } from '@mas/contracts/core'
import { brandOf } from './brand.ts'
import type { Scope } from './template-render.ts'

/** What a template sees when nobody is mailed: given data, and stand-ins for what only a real mail has. */
export function sampleScope(kind: KindName, data: unknown, platform: Platform): Scope {
  const { secret } = kindOf(kind)
  return {
    ...Object(data),
    ...(secret !== undefined && { [secret]: secret === 'link' ? 'https://mas.example/sample' : '123456' }),
    brand: { name: brandOf(platform).name },
    recipient: { name: 'Asha Rao' },
  }
}

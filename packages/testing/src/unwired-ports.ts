import { fileKeysFrom } from '@mas/domain/files'
import { pagesOfEveryHead } from '@mas/domain/identity'
import { identityTextOff } from '@mas/domain/identity'
import { identityRecipients } from '@mas/domain/notifications'
import { silentLog, type Clock, type Ctx, type Ports } from '@mas/kernel'
import { createSealer, createSigner, rootKeysOf } from '@mas/platform'
import { createEgress, createResolver } from '@mas/providers/egress'
import { createImageCodec } from '@mas/providers/image-codec'
import { makeProviders, readSlots } from '@mas/providers/slots'

/**
 * Ports of a test: those it gives; for the rest what a deployment without any key has (every provider off, mails go
 * nowhere); and for a port that only the test could give, an object that names it when it is used.
 */
export function unwiredPorts(given: Partial<Ports>, quiet: Partial<Ports> = {}): Ports {
  return new Proxy(asPorts({ ...quiet, ...given }), {
    get: (target, name) => {
      const port: unknown = Reflect.get(target, name)
      if (port === undefined && typeof name === 'string') throw new Error(`the test uses the port "${name}" but gave none`)
      return port
    },
  })
}

/** What a deployment without any key has. */
export function portsWithoutKeys(secret: string, folder: string, clock: Clock, ctx: () => Ctx): Partial<Ports> {
  const slots = readSlots({})
  if (!slots.ok) throw new Error('an empty environment must be a valid one')
  const providers = makeProviders(slots.slots, { clock, log: silentLog, dataDir: folder })
  const { emailSender, googleIdentity, humanCheck, breachedPasswords, fileStore, virusScanner, dndRegistry, report } = providers
  const { operatorPager, anchorSink, archiveStore } = providers
  const roots = rootKeysOf(secret)
  return {
    emailSender,
    googleIdentity,
    humanCheck,
    breachedPasswords,
    dndRegistry,
    sealer: createSealer(roots),
    signer: createSigner(roots),
    fileStore,
    virusScanner,
    operatorPager,
    anchorSink,
    auditArchive: { store: archiveStore, onlineMonths: 24 },
    imageCodec: createImageCodec(),
    fileKeys: fileKeysFrom(Buffer.from(secret, 'base64')),
    egress: createEgress({ resolve: createResolver(), loopback: true }),
    mailHouse: { publicUrl: 'http://localhost:3000', mailDomain: 'mail.mas.example' },
    providerSlots: report,
    actorFacts: { of: (ids) => pagesOfEveryHead(ctx(), ids) },
    identityText: identityTextOff,
    recipientDirectory: { findByIds: (ids) => identityRecipients(ctx(), ids) },
  }
}

/** The proxy above answers for every key that is missing here. */
function asPorts(given: Partial<Ports>): Ports {
  return given as Ports
}

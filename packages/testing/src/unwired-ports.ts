import type { Ports } from '@mas/kernel'

/** Ports of a test: those it gives, and for the others an object that says which port was used without being given. */
export function unwiredPorts(given: Partial<Ports>): Ports {
  return new Proxy(asPorts(given), {
    get: (target, name) => {
      const port: unknown = Reflect.get(target, name)
      if (port === undefined && typeof name === 'string') throw new Error(`the test uses the port "${name}" but gave none`)
      return port
    },
  })
}

/** The proxy above answers for every key that is missing here. */
function asPorts(given: Partial<Ports>): Ports {
  return given as Ports
}

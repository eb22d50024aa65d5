/** Why a generator will not do what it was asked, in words for the person who asked. */
export class GeneratorRefusal extends Error {
  override readonly name = 'GeneratorRefusal'
}

export function refuse(message: string): never {
  throw new GeneratorRefusal(message)
}

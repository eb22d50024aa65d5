// Consonants carry an inherent "a" that a vowel sign replaces and a virama removes; hence three tables.
const CONSONANTS: Readonly<Record<string, string>> = {
  क: 'k',
  ख: 'kh',
  ग: 'g',
  घ: 'gh',
  ङ: 'n',
  च: 'ch',
  छ: 'chh',
  ज: 'j',
  झ: 'jh',
  ञ: 'n',
  ट: 't',
  ठ: 'th',
  ड: 'd',
  ढ: 'dh',
  ण: 'n',
  त: 't',
  थ: 'th',
  द: 'd',
  ध: 'dh',
  न: 'n',
  प: 'p',
  फ: 'ph',
  ब: 'b',
  भ: 'bh',
  म: 'm',
  य: 'y',
  र: 'r',
  ल: 'l',
  ळ: 'l',
  व: 'v',
  श: 'sh',
  ष: 'sh',
  स: 's',
  ह: 'h',
}
const NUKTA: Readonly<Record<string, string>> = { क: 'q', ख: 'kh', ग: 'g', ज: 'z', ड: 'r', ढ: 'rh', फ: 'f' }
const VOWELS: Readonly<Record<string, string>> = {
  अ: 'a',
  आ: 'a',
  इ: 'i',
  ई: 'i',
  उ: 'u',
  ऊ: 'u',
  ऋ: 'ri',
  ए: 'e',
  ऍ: 'e',
  ऐ: 'ai',
  ओ: 'o',
  ऑ: 'o',
  औ: 'au',
}
const SIGNS: Readonly<Record<string, string>> = {
  'ा': 'a',
  'ि': 'i',
  'ी': 'i',
  'ु': 'u',
  'ू': 'u',
  'ृ': 'ri',
  'े': 'e',
  'ॅ': 'e',
  'ै': 'ai',
  'ो': 'o',
  'ॉ': 'o',
  'ौ': 'au',
}
// Words whose usual Latin form no letter table gives.
const WORDS: Readonly<Record<string, string>> = { डॉ: 'dr', श्रीमती: 'smt', सुश्री: 'ms', मो: 'mohd', मोहम्मद: 'mohammed' }
const RUN = /[\u0900-\u0963\u0970-\u097f\u200c\u200d]+/g

/** Devanagari words in the Latin spelling Indians use for names ("विक्रम सिंह" -> "vikram singh"); other scripts untouched. Expects NFKD. */
export function latinFromDevanagari(text: string): string {
  return text.replace(RUN, (word) => WORDS[word] ?? latinWord(word.replace(/[\u200c\u200d]/g, '')))
}

function latinWord(word: string): string {
  // Three spellings that whole syllables decide: gya (ज्ञ), singh (ंह), rao (final ाव).
  const letters = [...word.replace(/ज्ञ/g, 'ग्य').replace(/ंह/g, 'ंघ').replace(/ाव$/, 'ाओ')]
  let latin = ''
  let inCluster = false
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at] ?? ''
    const consonant = CONSONANTS[letter]
    if (consonant === undefined) {
      latin += VOWELS[letter] ?? SIGNS[letter] ?? nasal(letter, letters[at + 1])
      continue
    }
    const dotted = letters[at + 1] === '़'
    if (dotted) at += 1
    latin += dotted ? (NUKTA[letter] ?? consonant) : consonant
    const next = letters[at + 1]
    if (next === '्') {
      at += 1
      inCluster = true
      continue
    }
    // A final "a" is silent (विक्रम), except after a cluster, which needs it (मिश्र, नरेन्द्र).
    const silent = next === undefined && !inCluster && letters.length > 1
    if (!silent && (next === undefined || SIGNS[next] === undefined)) latin += 'a'
    inCluster = false
  }
  return latin
}

function nasal(letter: string, next: string | undefined): string {
  if (letter === 'ँ') return 'n'
  if (letter === 'ं') return next !== undefined && 'पफबभम'.includes(next) ? 'm' : 'n'
  return ''
}

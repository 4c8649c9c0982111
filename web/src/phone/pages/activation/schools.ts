/** The school that stands in the field once the list is known. */
export interface School {
  code: string
  name: string
}

/** The one asked for where it exists, however it was typed; the only one there is; else none yet. */
export function chosenSchool(schools: readonly School[], wanted: string): string {
  if (schools.length === 0) return wanted
  if (schools.length === 1) return schools[0]!.code
  const plain = wanted.replace(/\s/g, '').toUpperCase()
  return schools.find((one) => one.code.toUpperCase() === plain)?.code ?? ''
}

/** Where somebody else saved first: what was changed here stays, the rest becomes what they saved. */
export function merged<T extends object>(mine: T, before: T, fresh: T): T {
  const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
  const whole = { ...fresh }
  for (const key of Object.keys(mine) as (keyof T)[]) if (!isSame(mine[key], before[key])) whole[key] = mine[key]
  return whole
}

import { describe, expect, it } from 'vitest'
import { actOf } from './keys'

const event = (key: string, target: EventTarget | null = document.body, ctrlKey = false) => ({ key, target, ctrlKey, metaKey: false, altKey: false })

describe('actOf', () => {
  it('knows the keys in either case', () => expect([actOf(event('j')), actOf(event('J'))]).toEqual(['next', 'next']))
  it('leaves typing alone', () => expect(actOf(event('a', document.createElement('input')))).toBeNull())
  it('leaves the browser its own keys', () => expect(actOf(event('r', document.body, true))).toBeNull())
})

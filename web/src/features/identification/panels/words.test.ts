import { expect, it } from 'vitest'
import { termText } from './words'

it('says a term as people do', () => expect(['202601', '202602', 'odd'].map(termText)).toEqual(['2026 年秋季', '2027 年春季', 'odd']))

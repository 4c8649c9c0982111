import { describe, expect, it } from 'vitest'
import { keyOf, nodesOf, placeOf } from './store'

const tree = [
  {
    id: 'c1',
    name: '信息学院',
    year: null,
    students: 3,
    branches: [
      {
        id: null,
        name: '2023',
        year: 2023,
        students: 3,
        branches: [
          {
            id: 'm1',
            name: '软件工程',
            year: 2023,
            students: 3,
            branches: [{ id: 'k1', name: '1班', year: 2023, students: 3, branches: [] }],
          },
        ],
      },
    ],
  },
]

describe('nodesOf', () => {
  const leaf = nodesOf(tree)[0]?.children[0]?.children[0]?.children[0]
  it('gives a class the whole path as its filter', () =>
    expect(leaf?.place).toEqual({ college_id: 'c1', year: 2023, major_id: 'm1', class_id: 'k1' }))
  it('names a year as people do', () => expect(nodesOf(tree)[0]?.children[0]?.label).toBe('2023级'))
})

describe('placeOf', () => {
  it('reads what keyOf wrote', () => {
    const place = { college_id: 'c1', year: 2023, major_id: 'm1' }
    expect(placeOf(keyOf(place))).toEqual(place)
  })
  it('reads the whole school from nothing', () => expect(placeOf('')).toEqual({}))
})

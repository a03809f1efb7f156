import { describe, expect, it } from 'vitest'
import { formatRoute, parseRoute, type Route } from './navigation'

const routes: Route[] = [
  { page: 'worklist' },
  { page: 'read', studyId: null },
  { page: 'read', studyId: 'a b/c' },
  { page: 'patient', patientId: null },
  { page: 'patient', patientId: '5f1c/2' },
  { page: 'models', modelId: 'chest-film' },
  { page: 'preparation' },
  { page: 'settings', section: 'appearance' },
]

describe('routes', () => {
  it.each(routes)('come back from the address: $page', (route) => {
    expect(parseRoute(formatRoute(route))).toEqual(route)
  })

  it('fall back to the worklist and to the first section', () => {
    expect(parseRoute('')).toEqual({ page: 'worklist' })
    expect(parseRoute('#/nowhere')).toEqual({ page: 'worklist' })
    expect(parseRoute('#/settings/nowhere')).toEqual({ page: 'settings', section: 'security' })
  })
})

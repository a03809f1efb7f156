import { expect, it } from 'vitest'
import { OverlayNames } from './overlay-names'

it('never gives one name twice', () => {
  const names = new OverlayNames()
  const given = ['a/film.png', 'b/film.png', 'c/FILM.png', 'film.png-2', 'd/film.png'].map((path) => names.next(path, 'x'))
  expect(given).toEqual(['film.png.x.png', 'film.png-2.x.png', 'FILM.png-3.x.png', 'film.png-2-2.x.png', 'film.png-4.x.png'])
  expect(names.next('a/film.png', 'y')).toBe('film.png.y.png')
})
